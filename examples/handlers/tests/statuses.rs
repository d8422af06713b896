//! Every failure of a call becomes the status, the sentence and the wait of the table.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::time::Duration;

use argyle_user_tokens::mock::{Argyle, MockServerExt, httpmock::Then};
use argyle_user_tokens::{ClientBuilder, RetryPolicy};
use handlers::status::Problem;
use uuid::Uuid;

/// Returns the response to a browser when Argyle answers as `answer` sets.
async fn told(
    answer: impl FnOnce(Then),
    settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (u16, &'static str, Option<u64>) {
    let argyle = Argyle::start_async().await;
    argyle.answer_first(|server| {
        server.create_user_token(|_when, then| answer(then.into_inner()));
    });
    let settings = settings(argyle.client().retry(RetryPolicy::none()));
    let error = settings.build().unwrap().user_token(Uuid::from_u128(7)).await.unwrap_err();
    let problem = Problem::from(error);
    (problem.status.as_u16(), problem.sentence, problem.retry_after)
}

#[tokio::test]
async fn argyles_response_decides_the_status() {
    for (answered, retry_after, expected, advice, wait) in [
        (429, Some("120"), 503, "in a few minutes", Some(120)),
        (429, None, 503, "in a few minutes", None),
        (500, None, 502, "in a few minutes", None),
        (503, Some("7"), 502, "in a few minutes", Some(7)),
        (408, None, 502, "in a few minutes", None),
        (302, None, 502, "contact us", None),
        (200, None, 502, "contact us", None),
        (400, None, 500, "contact us", None),
        (401, None, 500, "contact us", None),
        (404, None, 500, "contact us", None),
    ] {
        let answer = |then: Then| {
            let then = then.status(answered).body("Argyle's own words");
            if let Some(seconds) = retry_after {
                then.header("retry-after", seconds);
            }
        };
        let (status, sentence, told_wait) = told(answer, |settings| settings).await;
        assert_eq!((status, told_wait), (expected, wait), "{answered}");
        assert!(sentence.contains(advice), "{answered}: {sentence}");
        assert!(!sentence.contains("own words"), "{answered}: {sentence}");
    }
}

#[tokio::test]
async fn an_outage_of_new_user_is_a_bad_gateway() {
    let argyle = Argyle::start_async().await;
    argyle.answer_first(|server| {
        server.create_user(|_when, then| {
            then.status(503);
        });
    });
    let error = argyle.client().build().unwrap().new_user("customer-7").await.unwrap_err();
    assert!(error.maybe_sent() && !error.is_retryable());
    assert_eq!(Problem::from(error).status.as_u16(), 502);
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_a_gateway_timeout() {
    let answer = |then: Then| drop(then.status(201).delay(Duration::from_secs(3600)));
    let short = |settings: ClientBuilder| settings.deadline(Duration::from_millis(100));
    let (status, sentence, _) = told(answer, short).await;
    assert_eq!(status, 504);
    assert!(sentence.contains("try again"), "{sentence}");
}

#[tokio::test]
async fn no_connection_is_an_outage() {
    let nobody = |settings: ClientBuilder| settings.base_url("http://127.0.0.1:1");
    let (status, sentence, _) = told(drop, nobody).await;
    assert_eq!(status, 502);
    assert!(sentence.contains("in a few minutes"), "{sentence}");
}

#[tokio::test(start_paused = true)]
async fn the_client_side_limit_answers_429_with_the_wait() {
    let argyle = Argyle::start_async().await;
    let settings = argyle.client().max_requests_per_second(1.try_into().unwrap());
    let client = settings.deadline(Duration::from_millis(500)).build().unwrap();
    let user = Uuid::from_u128(7);
    // One of the two gets the only slot of this second, whatever its result.
    let (first, second) = tokio::join!(client.user_token(user), client.user_token(user));
    let refused = [first, second].into_iter().filter_map(Result::err);
    let refused: Vec<_> = refused.filter(|error| error.is_rate_limited()).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    for error in refused {
        let wait = error.retry_after().unwrap();
        let problem = Problem::from(error);
        assert_eq!(problem.status.as_u16(), 503);
        let told = Duration::from_secs(problem.retry_after.unwrap());
        assert!(told >= wait && told - wait < Duration::from_secs(1), "{told:?} for {wait:?}");
    }
}
