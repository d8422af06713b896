//! What a request is made of: every attempt makes one of it, so that nothing is copied for an attempt that may
//! never come.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    USER_AGENT,
};
use reqwest::multipart::Form;
use reqwest::{Body, Method, Request, RequestBuilder, Url};
use serde::Serialize;

use super::operation::Operation;
use crate::client::{Settings, State};
use crate::error::Error;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The headers that an attempt adds at most: what it accepts and has, who asks, and with which program.
const ADDED_HEADERS: usize = 4;

/// A name and a value.
pub(crate) type Pair = (String, String);

/// What is asked, of which operation. The rest is the client's: where it goes, and on whose behalf.
pub(crate) struct RequestParts {
    method: Method,
    /// Behind the base URL, with every parameter escaped.
    path: Cow<'static, str>,
    query: Option<String>,
    accept: Option<HeaderValue>,
    content_type: Option<HeaderValue>,
    /// What the caller gave as parameters.
    headers: HeaderMap,
    content: Content,
}

/// What is sent as a body.
enum Content {
    Bytes(Option<Bytes>),
    /// A body of the caller's that can be sent again, in the only thing that makes another one of it.
    Template(Box<Request>),
    /// What can be read once; it is gone when it was sent.
    Once(Option<Body>),
}

impl RequestParts {
    pub(crate) fn new(method: Method, path: impl Into<Cow<'static, str>>) -> Self {
        Self {
            method,
            path: path.into(),
            query: None,
            accept: None,
            content_type: None,
            headers: HeaderMap::new(),
            content: Content::Bytes(None),
        }
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    /// Whether there is a request for a further attempt: not of a body that was read.
    pub(crate) fn is_left(&self) -> bool {
        !matches!(self.content, Content::Once(None))
    }

    /// The request of one attempt.
    pub(crate) fn request(&mut self, operation: Operation, state: &State) -> Request {
        let mut request = Request::new(self.method.clone(), self.url(&state.settings));
        *request.body_mut() = match &mut self.content {
            Content::Bytes(bytes) => bytes.clone().map(Body::from),
            Content::Template(template) => {
                template.try_clone().and_then(|mut it| it.body_mut().take())
            }
            Content::Once(body) => body.take(),
        };
        let headers = request.headers_mut();
        if !self.headers.is_empty() {
            headers.clone_from(&self.headers);
        }
        headers.reserve(ADDED_HEADERS);
        if let Some(accept) = &self.accept {
            headers.insert(ACCEPT, accept.clone());
        }
        if let Some(content_type) = &self.content_type {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        if operation.authorized {
            headers.insert(AUTHORIZATION, state.credentials.authorization());
        }
        headers.insert(USER_AGENT, state.settings.user_agent.clone());
        request
    }

    /// The whole URL.
    fn url(&self, settings: &Settings) -> Url {
        if self.query.is_some() {
            return self.joined(&settings.target.url);
        }
        let joined = || self.joined(&settings.target.url);
        let (path, url) = settings.first_url.get_or_init(|| (self.path.to_string(), joined()));
        if *path == self.path { url.clone() } else { joined() }
    }

    /// The path and the query behind those of the base URL.
    pub(crate) fn joined(&self, base_url: &Url) -> Url {
        let mut url = base_url.clone();
        match base_url.path().trim_end_matches('/') {
            "" => url.set_path(&self.path),
            prefix => url.set_path(&format!("{prefix}{}", self.path)),
        }
        if self.query.is_some() {
            url.set_query(self.query.as_deref());
        }
        url
    }

    /// Asks for JSON.
    pub(crate) fn accept_json(mut self) -> Self {
        self.accept = Some(JSON);
        self
    }

    /// Has this body, as JSON.
    #[inline]
    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        let bytes = serde_json::to_vec(body).map_err(Error::unsendable)?;
        self.content = Content::Bytes(Some(bytes.into()));
        self.content_type.get_or_insert(JSON);
        Ok(self)
    }
}

#[allow(dead_code, reason = "of what a request can have, a document may ask for a part")]
impl RequestParts {
    /// The same with another query, for another page of a list, whose body can be sent again.
    pub(crate) fn with_query(&self, query: Option<&str>) -> Self {
        Self {
            method: self.method.clone(),
            path: self.path.clone(),
            query: query.map(str::to_owned),
            accept: self.accept.clone(),
            content_type: self.content_type.clone(),
            headers: self.headers.clone(),
            content: match &self.content {
                Content::Bytes(bytes) => Content::Bytes(bytes.clone()),
                Content::Template(template) => match template.try_clone() {
                    Some(template) => Content::Template(Box::new(template)),
                    None => Content::Once(None),
                },
                Content::Once(_) => Content::Once(None),
            },
        }
    }

    pub(crate) fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Has these parameters in its query too.
    pub(crate) fn add_query(mut self, pairs: Vec<Pair>) -> Self {
        if !pairs.is_empty() {
            let before = self.query.take().map(|it| it + "&").unwrap_or_default();
            self.query = Some(before + &encoded(pairs));
        }
        self
    }

    /// Has this header too, if there is a value.
    pub(crate) fn header(
        mut self,
        name: &'static str,
        value: Option<impl ToString>,
    ) -> Result<Self, Error> {
        if let Some(value) = value {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(Error::unsendable)?;
            let value = HeaderValue::try_from(value.to_string());
            let mut value = value.map_err(Error::unsendable)?;
            // It may be a secret, which h2 would log.
            value.set_sensitive(true);
            self.headers.append(name, value);
        }
        Ok(self)
    }

    /// Says of which media type the body is.
    pub(crate) fn content_type(mut self, media_type: &'static str) -> Result<Self, Error> {
        self.content_type = Some(HeaderValue::from_str(media_type).map_err(Error::unsendable)?);
        Ok(self)
    }

    /// Has these names and values as its body.
    pub(crate) fn form(mut self, pairs: Vec<Pair>) -> Self {
        self.content = Content::Bytes(Some(encoded(pairs).into()));
        self.content_type = Some(HeaderValue::from_static("application/x-www-form-urlencoded"));
        self
    }

    /// Has this form, which may hold files, as its body.
    pub(crate) fn multipart(mut self, http: &reqwest::Client, form: Form) -> Result<Self, Error> {
        // Only reqwest knows how long its form is.
        let request = RequestBuilder::from_parts(http.clone(), template()?);
        let mut request = request.multipart(form).build().map_err(Error::unsendable)?;
        self.content = Content::Once(request.body_mut().take());
        self.content_type = request.headers_mut().remove(CONTENT_TYPE);
        if let Some(length) = request.headers_mut().remove(CONTENT_LENGTH) {
            self.headers.insert(CONTENT_LENGTH, length);
        }
        Ok(self)
    }

    /// Has this body as it is.
    pub(crate) fn body(mut self, body: impl Into<Body>) -> Result<Self, Error> {
        let mut template = template()?;
        *template.body_mut() = Some(body.into());
        self.content = if template.try_clone().is_some() {
            Content::Template(Box::new(template))
        } else {
            Content::Once(template.body_mut().take())
        };
        Ok(self)
    }
}

/// A request for what reqwest does with bodies inside of requests only; it goes nowhere.
fn template() -> Result<Request, Error> {
    Ok(Request::new(Method::POST, Url::parse("http://localhost").map_err(Error::unsendable)?))
}

/// Names and values as one text, as a query and a form have them.
fn encoded(pairs: Vec<Pair>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Credentials;
    use crate::generated::Client;

    #[test]
    fn a_path_goes_behind_that_of_the_base_url() {
        for (base_url, path, query, expected) in [
            ("https://a.example", "/v2/x", None, "https://a.example/v2/x"),
            ("https://a.example/b/c", "/v2/x", None, "https://a.example/b/c/v2/x"),
            ("https://a.example", "/v2/x%2Fy", Some("a=b%26"), "https://a.example/v2/x%2Fy?a=b%26"),
        ] {
            let mut parts = RequestParts::new(Method::GET, path);
            parts.query = query.map(str::to_owned);
            assert_eq!(parts.joined(&base_url.parse().unwrap()).as_str(), expected);
        }
    }

    #[test]
    fn every_request_has_the_url_of_its_own_path_and_query() {
        let paths = ["/a", "/b", "/a", "/gw/a", "/a%2Fb", "/gw"];
        for (base_url, prefix) in [("http://127.0.0.1", ""), ("http://127.0.0.1/gw/", "/gw")] {
            for first in paths {
                let client = Client::builder().base_url(base_url);
                let client = client.credentials(Credentials::new("id", "secret").unwrap());
                let client = client.build().unwrap();
                let url = |path: &'static str, query: Option<&str>| {
                    let mut parts = RequestParts::new(Method::GET, path);
                    parts.query = query.map(str::to_owned);
                    parts.url(&client.inner.settings)
                };
                url(first, None);
                for (path, query) in
                    paths.into_iter().flat_map(|it| [(it, None), (it, Some("c=d"))])
                {
                    let url = url(path, query);
                    assert_eq!((url.path(), url.query()), (&*format!("{prefix}{path}"), query));
                }
            }
        }
    }

    #[test]
    fn parameters_join_those_that_are_in_the_query() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let parts = RequestParts::new(Method::GET, "/");
        let parts = parts.add_query(vec![]).add_query(vec![pair("a", "b c"), pair("d", "&")]);
        let parts = parts.add_query(vec![]).add_query(vec![pair("e[f]", "ü")]);
        assert_eq!(parts.query(), Some("a=b+c&d=%26&e%5Bf%5D=%C3%BC"));
    }

    #[test]
    fn another_page_of_a_list_is_asked_for_with_the_same_body() {
        let client = Client::builder().base_url("http://127.0.0.1");
        let client = client.credentials(Credentials::new("id", "secret").unwrap()).build().unwrap();
        let operation = Operation { name: "operation", authorized: false, safe_to_repeat: true };
        let list = RequestParts::new(Method::GET, "/v2/things");
        let json = list.with_query(None).json(&["filter"]).unwrap();
        let bytes = list.with_query(None).body("[\"filter\"]").unwrap();
        for list in [json, bytes] {
            let request = list.with_query(Some("cursor=1")).request(operation, &client.inner);
            assert_eq!(request.url().query(), Some("cursor=1"));
            let sent = request.body().and_then(Body::as_bytes);
            assert_eq!(sent, Some(&b"[\"filter\"]"[..]));
        }
    }

    #[test]
    fn a_body_that_can_be_read_once_is_gone_when_it_was_sent() {
        let stream = Body::wrap_stream(futures_util::stream::iter([Ok::<_, std::io::Error>("x")]));
        let client = Client::builder().base_url("http://127.0.0.1");
        let client = client.credentials(Credentials::new("id", "secret").unwrap()).build().unwrap();
        let operation = Operation { name: "operation", authorized: false, safe_to_repeat: true };
        for (body, is_left) in [(stream, false), (Body::from("x"), true)] {
            let mut parts = RequestParts::new(Method::PUT, "/").body(body).unwrap();
            assert!(parts.is_left());
            assert!(parts.request(operation, &client.inner).body().is_some());
            assert_eq!(parts.is_left(), is_left);
        }
    }
}
