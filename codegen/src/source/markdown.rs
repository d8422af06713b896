//! Extracts the OpenAPI document from a Markdown page of Argyle's API reference.

use std::ops::Range;

use super::file::SourceFile;
use crate::diagnostic::Diagnostic;

/// The problem of a page without a document.
const NO_DOCUMENT: &str = "no code block of the page is an OpenAPI document: the download is truncated, \
                           or is not the Markdown page, whose address ends in `.md`";

/// Returns the document in a page, byte for byte: the content of the code block with an `openapi:` line.
///
/// # Errors
///
/// Fails with a text if the page has no document.
pub fn find_document(page: &str) -> Result<&str, &'static str> {
    find_range(page).map(|range| &page[range]).ok_or(NO_DOCUMENT)
}

/// Extracts the document of a page. It keeps its line numbers, because diagnostics name lines of the page.
pub(crate) fn extract_document(page: SourceFile) -> Result<SourceFile, Diagnostic> {
    let text = page.read_text()?;
    let remedy = "download it again, or remove it from the folder";
    let range = find_range(text).ok_or_else(|| Diagnostic::new(&page.name, NO_DOCUMENT, remedy))?;
    let lines = text[..range.start].matches('\n').count();
    let bytes = format!("{}{}", "\n".repeat(lines), &text[range]).into_bytes();
    Ok(SourceFile { bytes, ..page })
}

/// Finds the document in a page.
fn find_range(page: &str) -> Option<Range<usize>> {
    // The open block: the length of its fence, the start of its content, and whether it is a document.
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
        assert_eq!(find_document(page), Ok("openapi: 3.0.0\n```\n\n"));
        assert_eq!(find_document("````yaml\nopenapi: 3.0.0\n````"), Ok("openapi: 3.0.0\n"));
    }

    #[test]
    fn a_page_without_a_complete_document_is_rejected() {
        for page in [
            "",
            "# A\n",
            "```sh\ncurl\n```\n",
            "<!DOCTYPE html><html></html>",
            "````yaml\nopenapi: 3.0.0\n```\n",
            "````yaml",
        ] {
            assert_eq!(find_document(page), Err(NO_DOCUMENT), "{page:?}");
        }
    }
}
