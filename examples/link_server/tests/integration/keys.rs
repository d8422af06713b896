//! The API key of the embedded Argyle, which it tells nobody but by accepting it.

use std::sync::mpsc;

use argyle_user_tokens::mock::Argyle;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

/// The id and the secret of the API key that `argyle` accepts, out of a request of its own client's.
pub(crate) async fn keys(argyle: &Argyle) -> (String, String) {
    let (sender, headers) = mpsc::channel();
    let listener = argyle.answer_first(|server| {
        server.mock(|when, then| {
            // It matches nothing, so that Argyle answers.
            when.is_true(move |request| {
                sender.send(request.headers().get("authorization").cloned()).is_err()
            });
            then.status(500);
        })
    });
    argyle.client().build().unwrap().user_token(Uuid::nil()).await.unwrap();
    listener.delete_async().await;
    let header = headers.recv().unwrap().unwrap();
    let pair = STANDARD.decode(header.to_str().unwrap().strip_prefix("Basic ").unwrap()).unwrap();
    let (id, secret) = str::from_utf8(&pair).unwrap().split_once(':').unwrap();
    (id.to_owned(), secret.to_owned())
}
