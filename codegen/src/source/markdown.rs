//! The OpenAPI document in a page of Argyle's API reference, as it is published in Markdown.

use std::ops::Range;

use super::file::SourceFile;
use crate::diagnostic::Diagnostic;

/// The document in a page, byte for byte: the text of the block with an `openapi:` in it.
///
/// # Errors
///
/// Why there is none, in words.
pub fn document(page: &str) -> Result<&str, String> {
    find(page).map(|range| &page[range])
}

/// The document in a page that was read from a folder, on the lines that it has in the page: so diagnostics name
/// those.
pub(crate) fn extract(page: SourceFile) -> Result<SourceFile, Diagnostic> {
    let text = page.text()?;
    let range = find(text).map_err(|problem| {
        let remedy = "download it again, or remove it from the folder";
        Diagnostic::new(&page.name, problem, remedy)
    })?;
    let lines = text[..range.start].matches('\n').count();
    let bytes = format!("{}{}", "\n".repeat(lines), &text[range]).into_bytes();
    Ok(SourceFile { bytes, ..page })
}

/// Where the document is in a page.
fn find(page: &str) -> Result<Range<usize>, String> {
    let mut blocks = 0;
    // The fence of the block that is open, where its content starts, and whether it is a document.
    let mut block: Option<(usize, usize, bool)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let fence = line.len() - line.trim_start_matches('`').len();
        match &mut block {
            None if fence >= 3 => block = Some((fence, at + line.len(), false)),
            None => {}
            Some((opened, start, document)) => {
                if fence >= *opened && line.trim_end().len() == fence {
                    if *document {
                        return Ok(*start..at);
                    }
                    blocks += 1;
                    block = None;
                } else {
                    *document |= line.starts_with("openapi:") || line.starts_with("swagger:");
                }
            }
        }
        at += line.len();
    }
    let start = page.trim_start().to_lowercase();
    Err(if block.is_some() {
        "a block of the page is not closed: the download was cut off".to_owned()
    } else if start.is_empty() {
        "the page is empty".to_owned()
    } else if start.starts_with("<!doctype") || start.starts_with("<html") {
        "the page is HTML, and not Markdown: an error page, or an address without .md".to_owned()
    } else {
        format!("none of the {blocks} blocks of the page is an OpenAPI document")
    })
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
