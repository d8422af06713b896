//! Lists that come in pages: a stream of items, whose pages are fetched as the caller reads.

use futures_util::stream::{self, Stream};
use reqwest::{Request, Url};
use serde::de::DeserializeOwned;

use crate::call::operation::Operation;
use crate::decode;
use crate::error::Error;
use crate::generated::Client;

/// What is left of a list: items of the page at hand, and the request for the next page.
struct Rest<T> {
    items: std::vec::IntoIter<T>,
    next: Option<Request>,
}

/// Streams the items of all pages of type `P`, which `split` takes apart into items and the address of
/// the next page. The stream ends with the first error.
pub(crate) fn stream<'a, P, T>(
    client: &'a Client,
    first: Result<Request, Error>,
    operation: Operation,
    split: fn(P) -> (Vec<T>, Option<String>),
) -> impl Stream<Item = Result<T, Error>> + Send + 'a
where
    P: DeserializeOwned + Send + 'a,
    T: Send + 'a,
{
    let start = first.map(|request| Rest { items: Vec::new().into_iter(), next: Some(request) });
    stream::try_unfold(Some(start), move |rest| async move {
        let Some(rest) = rest else {
            return Ok(None);
        };
        let mut rest: Rest<T> = rest?;
        loop {
            if let Some(item) = rest.items.next() {
                return Ok(Some((item, Some(Ok(rest)))));
            }
            let Some(request) = rest.next.take() else {
                return Ok(None);
            };
            // A request for a list has no body, so it can always be copied.
            let template = request.try_clone();
            let page = client.call(request, operation, decode::json::<P>).await?;
            let (items, next) = split(page.into_inner());
            rest.items = items.into_iter();
            rest.next = template.zip(next).and_then(|(request, next)| follow(request, &next));
        }
    })
}

/// The request for the page at `next`, which gives no more than the query: credentials go to the address
/// that the client was given, whatever a response says. None where it leads to the same page again.
fn follow(mut request: Request, next: &str) -> Option<Request> {
    let query = match Url::parse(next) {
        Ok(url) => url.query().map(str::to_owned),
        Err(_) => next.split_once('?').map(|(_, query)| query.to_owned()),
    }?;
    if request.url().query() == Some(&query) {
        return None;
    }
    request.url_mut().set_query(Some(&query));
    Some(request)
}
