//! The OpenAPI document in a page of Argyle's API reference, as it is published in Markdown.

use std::ops::Range;

use super::file::SourceFile;
use crate::diagnostic::Diagnostic;

/// What is wrong with a page that has no document.
const NO_DOCUMENT: &str = "no block of the page is an OpenAPI document: the download was cut off, \
                           or is not the Markdown of the page, whose address ends in `.md`";

/// The document in a page, byte for byte: the text of the block with an `openapi:` in it.
///
/// # Errors
///
/// A text that says that there is none.
pub fn document(page: &str) -> Result<&str, &'static str> {
    find(page).map(|range| &page[range]).ok_or(NO_DOCUMENT)
}

/// The document in a page that was read from a folder, on the lines that it has in the page: so diagnostics name
/// those.
pub(crate) fn extract(page: SourceFile) -> Result<SourceFile, Diagnostic> {
    let text = page.text()?;
    let remedy = "download it again, or remove it from the folder";
    let range = find(text).ok_or_else(|| Diagnostic::new(&page.name, NO_DOCUMENT, remedy))?;
    let lines = text[..range.start].matches('\n').count();
    let bytes = format!("{}{}", "\n".repeat(lines), &text[range]).into_bytes();
    Ok(SourceFile { bytes, ..page })
}

/// Finds the document in a page.
fn find(page: &str) -> Option<Range<usize>> {
    // The fence of the block that is open, where its content starts, and whether it is a document.
    let mut block: Option<(usize, usize, bool)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let fence = line.len() - line.trim_start_matches('`').len();
        match &mut block {
            Some((opened, start, is_document))
                if fence >= *opened && line.trim_end().len() == fence =>
            {
                if *is_document {
                    return Some(*start..at);
                }
                block = None;
            }
            Some((.., is_document)) => {
                *is_document |= line.starts_with("openapi:") || line.starts_with("swagger:");
            }
            None if fence >= 3 => block = Some((fence, at + line.len(), false)),
            None => {}
        }
        at += line.len();
    }
    None
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
    fn a_page_without_a_whole_document_is_refused() {
        for page in [
            "",
            "# A\n",
            "```sh\ncurl\n```\n",
            "<!DOCTYPE html><html></html>",
            "````yaml\nopenapi: 3.0.0\n```\n",
            "````yaml",
        ] {
            assert_eq!(document(page), Err(NO_DOCUMENT), "{page:?}");
        }
    }
}
