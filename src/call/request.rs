//! The request of a call. Generated code fills it through the methods of a request builder, and each attempt builds a
//! `reqwest::Request` from it. So a call clones nothing for attempts that never happen.

use bytes::Bytes;
#[cfg(argyle_spec = "forms")]
use reqwest::header::CONTENT_LENGTH;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT,
};
use reqwest::{Body, Method, Request, Url};
use serde::Serialize;
use serde_json::Value;

use super::Operation;
use super::parameters::{self, NO_SEGMENT, Pair, Style};
use crate::client::{Settings, State};
use crate::error::Error;
#[cfg(argyle_spec = "forms")]
use crate::form;
pub(crate) use crate::progenitor_client::Requests;
use crate::progenitor_client::{self, QueryParam};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The maximum number of headers that an attempt adds: `Accept`, `Content-Type`, `Authorization` and `User-Agent`.
const ADDED_HEADERS: usize = 4;

/// The parts of a request. The client adds the base URL and the credentials.
#[derive(Default)]
pub(crate) struct RequestParts {
    method: Method,
    /// The path below the base URL, percent-encoded.
    path: String,
    /// Query parameters, until `finish` encodes them.
    parameters: Vec<(&'static str, Value)>,
    query: Option<String>,
    accept: Option<HeaderValue>,
    content_type: Option<HeaderValue>,
    /// Header parameters.
    headers: HeaderMap,
    content: Content,
    /// The files of the body; the JSON refers to them by index.
    #[cfg(argyle_spec = "forms")]
    files: Vec<form::Upload>,
    /// The first error of a setter.
    problem: Option<Error>,
    /// The client returns the request and does not send it.
    pub(crate) captured: bool,
    /// The program reads the body of a success as it arrives.
    pub(crate) streamed: bool,
}

/// The body of a request.
#[derive(Default)]
enum Content {
    #[default]
    Empty,
    Bytes(Bytes),
    /// Form properties, until `finish` encodes them.
    Form(Value),
    /// A body that can be sent once.
    Once(Body),
    /// A body that was sent and cannot be sent again.
    Gone,
}

/// The methods that progenitor's operations call on a request builder. A `Box` keeps their futures small.
impl RequestParts {
    pub(crate) fn header(mut self: Box<Self>, name: HeaderName, value: HeaderValue) -> Box<Self> {
        if name == ACCEPT {
            self.accept = Some(value);
        } else {
            self.content_type = Some(value);
        }
        self
    }

    /// Adds header parameters. progenitor adds the version of the document to every request as `api-version`, which is
    /// empty here, so it is not sent.
    pub(crate) fn headers(mut self: Box<Self>, headers: HeaderMap) -> Box<Self> {
        let is_sent =
            |name: &HeaderName, value: &HeaderValue| name != "api-version" || !value.is_empty();
        for (name, value) in headers.iter().filter(|(name, value)| is_sent(name, value)) {
            let mut value = value.clone();
            // h2 logs headers that are not marked as sensitive.
            value.set_sensitive(true);
            self.headers.append(name, value);
        }
        self
    }

    pub(crate) fn query<T: Serialize>(
        mut self: Box<Self>,
        parameter: &QueryParam<'_, T>,
    ) -> Box<Self> {
        let value = serde_json::to_value(parameter.value).unwrap_or_default();
        self.parameters.push((parameter.name, value));
        self
    }

    #[inline]
    pub(crate) fn json(mut self: Box<Self>, body: &impl Serialize) -> Box<Self> {
        #[cfg(argyle_spec = "forms")]
        let (json, files) = form::collecting(|| serde_json::to_vec(body));
        #[cfg(argyle_spec = "forms")]
        self.files.extend(files);
        #[cfg(not(argyle_spec = "forms"))]
        let json = serde_json::to_vec(body);
        match json {
            Ok(json) => self.content = Content::Bytes(json.into()),
            Err(error) => self.problem = Some(Error::unsendable(error)),
        }
        self.content_type = Some(JSON);
        self
    }

    pub(crate) fn form(mut self: Box<Self>, body: &(impl Serialize + ?Sized)) -> Box<Self> {
        match serde_json::to_value(body) {
            Ok(body) => self.content = Content::Form(body),
            Err(error) => self.problem = Some(Error::unsendable(error)),
        }
        self.content_type = Some(FORM);
        self
    }

    pub(crate) fn body(mut self: Box<Self>, body: Body) -> Box<Self> {
        self.content = match body.as_bytes() {
            Some(bytes) => Content::Bytes(Bytes::copy_from_slice(bytes)),
            None => Content::Once(body),
        };
        self
    }

    pub(crate) fn build(mut self: Box<Self>) -> Result<Box<Self>, progenitor_client::Error<()>> {
        match self.problem.take() {
            Some(problem) => Err(problem.into()),
            None => Ok(self),
        }
    }
}

impl RequestParts {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), ..Self::default() }
    }

    /// Encodes query, form and files as the operation defines.
    pub(crate) fn finish(
        &mut self,
        operation: &Operation,
        http: &reqwest::Client,
    ) -> Result<(), Error> {
        if self.path.contains(NO_SEGMENT) {
            return Err(self.no_segment(operation));
        }
        if !self.parameters.is_empty() {
            let parameters = std::mem::take(&mut self.parameters).into_iter();
            let pairs = parameters.flat_map(|(name, value)| {
                let style = operation.style(name).unwrap_or(Style::Exploded);
                parameters::query(name, &value, style)
            });
            self.query = Some(encoded(pairs)).filter(|query| !query.is_empty());
        }
        if let Some(media_type) = operation.media_type {
            self.content_type = Some(HeaderValue::from_static(media_type));
        }
        if let Content::Form(body) = &mut self.content {
            let pairs = parameters::form(body.take(), operation);
            self.content = Content::Bytes(encoded(pairs.into_iter()).into());
        }
        #[cfg(not(argyle_spec = "forms"))]
        let _ = http;
        #[cfg(argyle_spec = "forms")]
        if operation.multipart
            && let Content::Bytes(json) = &self.content
        {
            let mut request = form::encode(json, &self.files, http)?;
            self.content = request.body_mut().take().map_or(Content::Empty, Content::Once);
            self.content_type = request.headers_mut().remove(CONTENT_TYPE);
            let length = request.headers_mut().remove(CONTENT_LENGTH);
            self.headers.extend(length.map(|length| (CONTENT_LENGTH, length)));
        }
        Ok(())
    }

    /// Names the path parameter whose value is not a path segment.
    fn no_segment(&self, operation: &Operation) -> Error {
        let segments = self.path.split('/').zip(operation.path.split('/'));
        let mut parameters = segments.filter(|(segment, _)| segment.contains(NO_SEGMENT));
        let parameter = parameters.next().map_or("", |(_, parameter)| parameter);
        Error::invalid_request(format!(
            "the path parameter `{}` is empty, `.` or `..`, which leads to another path; give it the id of a thing",
            parameter.trim_matches(['{', '}'])
        ))
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    /// Returns true if another attempt is possible: a streamed body cannot be sent again.
    pub(crate) fn is_left(&self) -> bool {
        !matches!(self.content, Content::Gone)
    }

    /// Builds the request of one attempt.
    pub(crate) fn request(&mut self, operation: &Operation, state: &State) -> Request {
        let mut request = Request::new(self.method.clone(), self.url(&state.settings));
        *request.body_mut() = match &self.content {
            Content::Bytes(bytes) => Some(bytes.clone().into()),
            Content::Once(_) => match std::mem::replace(&mut self.content, Content::Gone) {
                Content::Once(body) => Some(body),
                _ => None,
            },
            Content::Empty | Content::Form(_) | Content::Gone => None,
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

    /// Returns the whole URL.
    fn url(&self, settings: &Settings) -> Url {
        if self.query.is_some() {
            return self.joined(&settings.target.url);
        }
        let joined = || self.joined(&settings.target.url);
        let (path, url) = settings.first_url.get_or_init(|| (self.path.clone(), joined()));
        if *path == self.path { url.clone() } else { joined() }
    }

    /// Appends the path and the query to those of the base URL.
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

    /// Copies the request with another query, for another page of a list. Its body can be sent again.
    pub(crate) fn with_query(&self, query: Option<&str>) -> Self {
        Self {
            query: query.map(str::to_owned),
            accept: self.accept.clone(),
            content_type: self.content_type.clone(),
            headers: self.headers.clone(),
            content: match &self.content {
                Content::Empty => Content::Empty,
                Content::Bytes(bytes) => Content::Bytes(bytes.clone()),
                Content::Form(_) | Content::Once(_) | Content::Gone => Content::Gone,
            },
            ..Self::new(self.method.clone(), self.path.clone())
        }
    }

    pub(crate) fn written_query(&self) -> Option<&str> {
        self.query.as_deref()
    }
}

/// Encodes names and values as a query or a form.
fn encoded(pairs: impl Iterator<Item = Pair>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests;
