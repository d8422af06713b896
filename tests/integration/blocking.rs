//! The blocking client works without a runtime, and says so where there is one.

use std::time::Duration;

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::{ClientBuilder, Credentials, ErrorKind, RetryPolicy, blocking};

use crate::secrets::Printed;
use crate::server::{USER, credentials};

fn client(argyle: &Argyle) -> blocking::Client {
    builder(argyle).build().unwrap()
}

/// Every setting that the asynchronous client has.
fn builder(argyle: &Argyle) -> ClientBuilder<blocking::Client> {
    blocking::Client::builder()
        .credentials(argyle.credentials())
        .base_url(argyle.base_url())
        .deadline(Duration::from_secs(20))
        .retry(RetryPolicy::default())
}

#[test]
fn a_program_without_a_runtime_mints_tokens_on_as_many_threads_as_it_likes() {
    let argyle = Argyle::start();
    let client = client(&argyle);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let client = client.clone();
            scope.spawn(move || {
                for _ in 0..5 {
                    let token = client.user_token(USER).unwrap();
                    assert_eq!(token.claims().unwrap().user_id, Some(USER));
                }
            });
        }
    });
    let other = client.with_credentials(Credentials::new("other", "account").unwrap());
    assert!(other.user_token(USER).unwrap_err().is_unauthorized());
    assert!(client.user_token(USER).is_ok());
}

#[test]
fn a_failure_is_the_error_of_the_asynchronous_client() {
    let client = blocking::Client::builder()
        .credentials(credentials())
        .base_url("http://127.0.0.1:1")
        .retry(RetryPolicy::default().base_delay(Duration::ZERO));
    let error = client.build().unwrap().user_token(USER).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 4));
    let mut printed = Printed::default();
    printed.error("Error", &error);
    let client = blocking::Client::builder().credentials(credentials()).base_url("http://[::1]");
    printed.value("blocking::Client", &client.build().unwrap());
    printed.assert_no_secret();
}

/// Makes, calls, clones and drops a client inside of a runtime.
async fn assert_a_call_is_an_error() {
    let argyle = Argyle::start_async().await;
    let client = client(&argyle);
    let error = client.clone().user_token(USER).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidRequest, 0));
    assert!(error.to_string().contains("asynchronous `Client`") && !error.maybe_sent(), "{error}");
    assert!(!error.is_retryable());
    let elsewhere = client.clone();
    let outcome = tokio::task::spawn_blocking(move || elsewhere.user_token(USER).is_err());
    assert!(outcome.await.unwrap());
    // A thread of the program's own is outside of the runtime.
    let outside = client.clone();
    assert!(std::thread::spawn(move || outside.user_token(USER).is_ok()).join().unwrap());
    drop(client);
}

#[tokio::test]
async fn a_call_inside_a_runtime_of_one_thread_is_an_error_and_not_a_panic() {
    assert_a_call_is_an_error().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_inside_a_runtime_of_many_threads_is_an_error_and_not_a_panic() {
    assert_a_call_is_an_error().await;
}

#[test]
fn a_setting_is_refused_as_it_is_for_the_asynchronous_client() {
    assert!(blocking::Client::builder().build().is_err());
    let zero = blocking::Client::builder().credentials(credentials()).deadline(Duration::ZERO);
    assert!(zero.base_url("http://[::1]").build().unwrap_err().to_string().contains("deadline"));
}
