//! A success is any 2xx with the documented body, and the request is as documented.

use crate::server::{AUTHORIZATION, HEADERS, Server, TOKEN, USER, minted, reply};

#[tokio::test]
async fn the_request_is_the_documented_one_and_nothing_more() {
    let server = Server::answering(minted()).await;
    server.client().build().unwrap().user_token(USER).await.unwrap();
    let request = server.request();
    assert_eq!(request.line(), "POST /v2/user-tokens HTTP/1.1");
    assert_eq!(request.body, format!(r#"{{"user":"{USER}"}}"#));
    let mut headers: Vec<String> = request.head.lines().skip(1).map(str::to_lowercase).collect();
    headers.sort_unstable();
    let host = server.url().replace("http://", "host: ");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        headers,
        [
            "accept: application/json",
            &format!("authorization: {AUTHORIZATION}").to_lowercase(),
            &format!("content-length: {}", request.body.len()),
            "content-type: application/json",
            &host,
            &format!("user-agent: argyle-user-tokens/{version}"),
        ]
    );
}

#[tokio::test]
async fn every_2xx_with_the_documented_body_is_a_success() {
    for status in ["200 OK", "201 Created", "202 Accepted", "299 Whatever"] {
        let body = format!(r#"{{"user_token": "{TOKEN}", "new_property": [null, {{}}]}}"#);
        let server = Server::answering(reply(status, HEADERS, body)).await;
        let token = server.client().build().unwrap().user_token(USER).await.unwrap();
        assert_eq!(token.expose_secret(), TOKEN, "{status}");
    }
}

#[tokio::test]
async fn the_generated_operation_returns_status_headers_and_value() {
    let server = Server::answering(minted()).await;
    let client = server.client().build().unwrap();
    let response =
        client.create_user_token().body_map(|body| body.user(USER)).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 201);
    assert_eq!(response.headers()["x-trace-id"], "trace-1");
    assert_eq!(response.user_token.as_ref().unwrap().expose_secret(), TOKEN);
}

#[tokio::test]
async fn another_account_shares_connections_and_settings() {
    let server = Server::answering(minted()).await;
    let client = server.client().user_agent("my-app/1").build().unwrap();
    let other = argyle_user_tokens::Credentials::new("other", "key").unwrap();
    client.with_credentials(other).user_token(USER).await.unwrap();
    client.user_token(USER).await.unwrap();
    let sent: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.header("authorization").unwrap().to_owned())
        .collect();
    assert_eq!(sent, ["Basic b3RoZXI6a2V5", AUTHORIZATION]);
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.header("user-agent").unwrap().starts_with("my-app/1 "))
    );
}
