//! Reads a page from a file or from the documentation's server.

use std::time::Duration;

/// The time limit for a download.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Maximum size of a page. The longest pages have some hundred kilobytes.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Reads the page at a path or an address.
pub fn read_page(place: &str) -> Result<String, String> {
    if !place.starts_with("https://") && !place.starts_with("http://") {
        return std::fs::read(place)
            .map_err(|error| format!("{place} cannot be read: {error}"))
            .and_then(|bytes| decode(place, bytes));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("the runtime cannot be started: {error}"))?;
    let place = markdown_address(place);
    let bytes = runtime.block_on(async {
        tokio::time::timeout(TIMEOUT, download(&place))
            .await
            .map_err(|_| format!("{place} did not arrive within {TIMEOUT:?}"))?
    })?;
    decode(&place, bytes)
}

/// Returns the address of a page's Markdown, which ends in `.md`.
fn markdown_address(place: &str) -> String {
    let bare = place.split(['?', '#']).next().unwrap_or(place).trim_end_matches('/');
    if bare.ends_with(".md") { bare.to_owned() } else { format!("{bare}.md") }
}

async fn download(place: &str) -> Result<Vec<u8>, String> {
    let failed = |error: reqwest::Error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        format!("{place} cannot be fetched: {} {cause}", error.without_url())
    };
    let mut response = reqwest::get(place).await.map_err(failed)?;
    if !response.status().is_success() {
        return Err(format!("the server answered {place} with {}", response.status()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_BYTES {
            return Err(format!("{place} has more than {MAX_BYTES} bytes"));
        }
    }
    Ok(bytes)
}

fn decode(place: &str, bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| format!("{place} is not UTF-8"))
}
