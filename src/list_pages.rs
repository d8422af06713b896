//! Lists that come in pages: a stream of items, whose pages are fetched as the caller reads.

use std::collections::HashSet;
use std::hash::BuildHasher as _;

use futures_util::stream::{self, Stream};
use reqwest::Url;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::call::Operation;
use crate::call::request::RequestParts;
use crate::decode;
use crate::error::head::Head;
use crate::error::{Error, Failure};
use crate::generated::Client;

/// The rest of a list: items of the current page, and the request for the next page.
struct Rest<T> {
    items: std::vec::IntoIter<T>,
    next: Option<Result<Box<RequestParts>, Error>>,
    /// The pages that were read, each by a hash of its query.
    read: HashSet<u64>,
}

/// Streams the items of all pages of type `P`, which `split` takes apart into items and the address of
/// the next page. The stream ends with the first error, behind the items that came before it.
pub(crate) fn stream<'a, P, T>(
    client: &'a Client,
    operation: &'static str,
    first: Result<Box<RequestParts>, Error>,
    split: fn(P) -> (Vec<T>, Option<String>),
) -> impl Stream<Item = Result<T, Error>> + Send + 'a
where
    P: DeserializeOwned + Send + 'a,
    T: Send + 'a,
{
    let operation = Operation::named(operation);
    let start = Rest { items: Vec::new().into_iter(), next: Some(first), read: HashSet::new() };
    stream::try_unfold(start, move |mut rest: Rest<T>| async move {
        loop {
            if let Some(item) = rest.items.next() {
                return Ok(Some((item, rest)));
            }
            let Some(parts) = rest.next.take().transpose()? else {
                return Ok(None);
            };
            rest.read.insert(hash_query(&rest.read, parts.written_query()));
            let template = parts.with_query(None);
            let page = client.call(parts, operation).await?.decode(decode::json::<P>)?;
            let mut page = page.map(split);
            let (items, next) = std::mem::take(&mut page.value);
            rest.items = items.into_iter();
            // Some lists end with an empty address.
            let next = next.filter(|address| !address.is_empty());
            rest.next = next.map(|next| {
                let base_url = &client.inner.settings.target.url;
                let next = follow(&template, base_url, &next, &rest.read).map(Box::new);
                next.map_err(|problem| {
                    let known = client.inner.credentials.known_secrets();
                    let head = Head::new(page.status, &page.headers, Instant::now(), known);
                    let failure = Failure::unexpected(head, &format!(", whose `next` {problem}"));
                    Error::new(operation.name, page.attempts, true, failure)
                })
            });
        }
    })
}

/// The request for the page at `next`, which gives no more than the query: credentials go to the address
/// that the client was given, whatever a response says. Fails with what is wrong with `next`, which it does not
/// repeat.
fn follow(
    list: &RequestParts,
    base_url: &Url,
    next: &str,
    read: &HashSet<u64>,
) -> Result<RequestParts, &'static str> {
    let url = list.joined(base_url);
    let address = match Url::parse(next) {
        Ok(address) => address,
        Err(_) if next.starts_with(['/', '?']) => url.join(next).map_err(|_| "is no address")?,
        Err(_) => return Err("is no address"),
    };
    // The address that the client was given may have a path of its own in front.
    if address.cannot_be_a_base() || !url.path().ends_with(address.path()) {
        return Err("leads to another list");
    }
    if read.contains(&hash_query(read, address.query())) {
        return Err("leads back to a page that was read");
    }
    Ok(list.with_query(address.query()))
}

fn hash_query(read: &HashSet<u64>, query: Option<&str>) -> u64 {
    read.hasher().hash_one(query)
}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;

    #[test]
    fn the_next_page_belongs_to_the_list_and_is_new() {
        let base_url = "https://api.example/prefix".parse().unwrap();
        let list = RequestParts::new(Method::GET, "/v2/things").with_query(Some("limit=2"));
        let mut read = HashSet::new();
        read.insert(hash_query(&read, list.written_query()));
        for (next, expected) in [
            ("https://elsewhere.example/v2/things?cursor=1", Ok("cursor=1")),
            ("/v2/things?limit=2&cursor=1", Ok("limit=2&cursor=1")),
            ("?cursor=1", Ok("cursor=1")),
            ("/prefix/v2/things?cursor=1", Ok("cursor=1")),
            ("/v2/things", Ok("")),
            ("cD0yMDI1LTAx", Err("is no address")),
            ("data:x", Err("leads to another list")),
            ("https://api.example/v2/others?cursor=1", Err("leads to another list")),
            ("/v2/things?limit=2", Err("leads back to a page that was read")),
        ] {
            let query = follow(&list, &base_url, next, &read);
            let query = query.map(|query| query.written_query().unwrap_or_default().to_owned());
            assert_eq!(query.as_deref().map_err(|query| *query), expected, "{next}");
        }
    }
}
