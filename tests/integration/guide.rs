//! The test that the guide to testing shows. It runs here, because doctests skip functions with `#[test]`.

#[tokio::test]
async fn the_handler_survives_an_outage() {
    use argyle_user_tokens::mock::{Argyle, MockServerExt};

    let argyle = Argyle::start_async().await;
    let client = argyle.client().build().unwrap();
    let user = uuid::Uuid::from_u128(7);
    assert!(client.user_token(user).await.is_ok());

    argyle.answer_first(|server| {
        server.create_user_token(|_when, then| {
            then.status(503);
        })
    });
    let error = client.user_token(user).await.unwrap_err();
    assert!(error.is_retryable());
}

#[test]
fn the_guide_shows_the_test_above() {
    let guide = include_str!("../../docs/guides/testing.md");
    let (_, code) = include_str!("guide.rs").split_once("\n\n").unwrap();
    let (code, _) = code.split_once("\n\n#[test]").unwrap();
    assert!(guide.contains(code), "{code}");
}
