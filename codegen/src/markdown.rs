//! The OpenAPI document in a page of the documentation.

/// The text between the two fences, byte for byte.
pub fn document(page: &str) -> Result<&str, String> {
    let mut blocks = 0;
    let mut at = 0;
    while let Some((fence, content)) = next_block(page, at) {
        let Some(end) = closing_fence(page, content, fence) else {
            return Err("a block of the page is not closed: the download was cut off".to_owned());
        };
        blocks += 1;
        let text = &page[content..end];
        if text.lines().any(|line| line.starts_with("openapi:") || line.starts_with("swagger:")) {
            return Ok(text);
        }
        at = end + fence;
    }
    let start = page.trim_start().to_lowercase();
    Err(if page.trim().is_empty() {
        "the page is empty".to_owned()
    } else if start.starts_with("<!doctype") || start.starts_with("<html") {
        "the page is HTML, and not Markdown: an error page, or an address without .md".to_owned()
    } else {
        format!("none of the {blocks} blocks of the page is an OpenAPI document")
    })
}

/// The length of the fence of the next block from `at` on, and where its content starts.
fn next_block(page: &str, at: usize) -> Option<(usize, usize)> {
    let mut start = at;
    loop {
        let rest = &page[start..];
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        let fence = fence(line);
        if fence >= 3 {
            return Some((fence, start + (line.len() + 1).min(rest.len())));
        }
        start += line.len() + 1;
        if start >= page.len() {
            return None;
        }
    }
}

/// Where the line begins that closes a block.
fn closing_fence(page: &str, content: usize, length: usize) -> Option<usize> {
    let mut start = content;
    for line in page[content..].split_inclusive('\n') {
        let text = line.trim_end();
        if fence(text) >= length && text.chars().all(|letter| letter == '`') {
            return Some(start);
        }
        start += line.len();
    }
    None
}

/// How many backticks a line starts with.
fn fence(line: &str) -> usize {
    line.len() - line.trim_start_matches('`').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_the_text_between_its_fences() {
        let page =
            "# A\n\n```sh\ncurl\n```\n\n````yaml post /v2/a\nopenapi: 3.0.0\n```\n\n````\nb\n";
        assert_eq!(document(page), Ok("openapi: 3.0.0\n```\n\n"));
        assert_eq!(document("````yaml\nopenapi: 3.0.0\n````"), Ok("openapi: 3.0.0\n"));
    }

    #[test]
    fn a_page_without_a_document_says_what_it_is() {
        for (page, part) in [
            ("", "the page is empty"),
            ("# A\n", "none of the 0 blocks"),
            ("```sh\ncurl\n```\n", "none of the 1 blocks"),
            ("<!DOCTYPE html><html></html>", "the page is HTML"),
            ("````yaml\nopenapi: 3.0.0\n```\n", "cut off"),
            ("````yaml", "cut off"),
        ] {
            let problem = document(page).unwrap_err();
            assert!(problem.contains(part), "{page:?}: {problem}");
        }
    }
}
