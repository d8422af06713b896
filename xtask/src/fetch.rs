//! Getting a page, from a file or from the documentation's server.

use std::time::Duration;

/// How long a page may take to come.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long a page may be: the longest of today have some hundred kilobytes.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The text of the page at a path or an address.
pub fn page(place: &str) -> Result<String, String> {
    if !place.starts_with("https://") && !place.starts_with("http://") {
        return std::fs::read(place)
            .map_err(|error| format!("{place} cannot be read: {error}"))
            .and_then(|bytes| text(place, bytes));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no runtime can be started: {error}"))?;
    let place = address(place);
    let bytes = runtime.block_on(async {
        tokio::time::timeout(TIMEOUT, download(&place))
            .await
            .map_err(|_| format!("{place} did not come within {TIMEOUT:?}"))?
    })?;
    text(&place, bytes)
}

/// A page is published as Markdown at its address plus `.md`.
fn address(place: &str) -> String {
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
        return Err(format!("{place} is answered with {}", response.status()));
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

fn text(place: &str, bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| format!("{place} is not UTF-8"))
}
