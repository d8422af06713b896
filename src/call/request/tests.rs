//! Tests of the requests that the builder makes.

use super::*;
use crate::credentials::Credentials;
use crate::generated::Client;

#[test]
fn a_path_is_appended_to_that_of_the_base_url() {
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
fn every_request_has_its_own_path_and_query() {
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
                paths.into_iter().flat_map(|path| [(path, None), (path, Some("c=d"))])
            {
                let url = url(path, query);
                assert_eq!((url.path(), url.query()), (&*format!("{prefix}{path}"), query));
            }
        }
    }
}

#[test]
fn parameters_are_written_in_the_styles_of_the_operation() {
    let operation = Operation { styles: &[("d", Style::Commas)], ..Operation::UNKNOWN };
    let request = Requests::default().get("/".to_owned());
    let request = request.query(&QueryParam::new("a", &"b c")).query(&QueryParam::new("n", &()));
    let request = request.query(&QueryParam::new("d", &["&", "ü"]));
    let mut parts = request.build().ok().unwrap();
    parts.finish(&operation, &reqwest::Client::new()).unwrap();
    assert_eq!(parts.written_query(), Some("a=b+c&d=%26%2C%C3%BC"));
}

#[test]
fn list_pages_are_requested_with_the_same_body() {
    let client = Client::builder().base_url("http://127.0.0.1");
    let client = client.credentials(Credentials::new("id", "secret").unwrap()).build().unwrap();
    let list = || Requests::default().get("/v2/things".to_owned());
    let json = list().json(&["filter"]).build().ok().unwrap();
    let bytes = list().body("[\"filter\"]".into()).build().ok().unwrap();
    for list in [json, bytes] {
        let request = list.with_query(Some("cursor=1")).request(&Operation::UNKNOWN, &client.inner);
        assert_eq!(request.url().query(), Some("cursor=1"));
        let sent = request.body().and_then(Body::as_bytes);
        assert_eq!(sent, Some(&b"[\"filter\"]"[..]));
    }
}

#[test]
fn a_body_that_can_be_read_once_is_sent_once() {
    let stream = Body::wrap_stream(futures_util::stream::iter([Ok::<_, std::io::Error>("x")]));
    let client = Client::builder().base_url("http://127.0.0.1");
    let client = client.credentials(Credentials::new("id", "secret").unwrap()).build().unwrap();
    for (body, is_left) in [(stream, false), (Body::from("x"), true)] {
        let mut parts = Requests::default().put("/".to_owned()).body(body).build().ok().unwrap();
        assert!(parts.is_left());
        assert!(parts.request(&Operation::UNKNOWN, &client.inner).body().is_some());
        assert_eq!(parts.is_left(), is_left);
    }
}

#[test]
fn a_path_parameter_that_leads_elsewhere_is_named() {
    let operation = Operation { path: "/v2/things/{id}/parts/{part}", ..Operation::UNKNOWN };
    let path = format!("/v2/things/a%2Fb/parts/{}", parameters::path_segment(".."));
    let mut parts = RequestParts::new(Method::GET, path);
    let error = parts.finish(&operation, &reqwest::Client::new()).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("the path parameter `part`"), "{error}");
}

#[test]
fn the_documents_version_is_not_sent() {
    for (given, expected) in [(vec![], vec![]), (vec!["2", "3"], vec!["2", "3"])] {
        let mut headers = HeaderMap::new();
        headers.append("api-version", HeaderValue::from_static(""));
        for value in given {
            headers.append("api-version", HeaderValue::from_static(value));
        }
        let parts = Requests::default().get("/".to_owned()).headers(headers).build().ok().unwrap();
        let sent: Vec<_> = parts.headers.get_all("api-version").iter().collect();
        assert_eq!(sent, expected);
    }
}

#[test]
fn a_header_parameter_with_an_empty_value_is_sent() {
    let mut headers = HeaderMap::new();
    headers.append("api-version", HeaderValue::from_static(""));
    headers.append("x-note", HeaderValue::from_static(""));
    let parts = Requests::default().get("/".to_owned()).headers(headers).build().ok().unwrap();
    assert_eq!(parts.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["x-note"]);
}
