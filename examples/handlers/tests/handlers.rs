//! Tests both handlers over real sockets, with an embedded Argyle.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::net::SocketAddr;

use actix_web::HttpMessage as _;
use actix_web::dev::Service as _;
use argyle_user_tokens::mock::{Argyle, MockServerExt, httpmock::Mock};
use argyle_user_tokens::{Client, RetryPolicy, UserToken, reqwest};
use handlers::LoggedIn;
use serde_json::Value;
use uuid::Uuid;

const USER: Uuid = Uuid::from_u128(0x0186_c4b8_8fa1_62b3_49df_94b3_e18c_a8a7);

#[derive(Clone, Copy, Debug)]
enum Framework {
    Axum,
    Actix,
}

impl Framework {
    const ALL: [Self; 2] = [Self::Axum, Self::Actix];

    /// Serves the handler on loopback, with `session` as the result of the session middleware.
    async fn serve(self, argyle: Client, session: Option<LoggedIn>) -> SocketAddr {
        match self {
            Self::Axum => serve_axum(argyle, session).await,
            Self::Actix => serve_actix(argyle, session),
        }
    }
}

async fn serve_axum(argyle: Client, session: Option<LoggedIn>) -> SocketAddr {
    let routes = handlers::axum::routes(argyle);
    let routes = match session {
        Some(session) => routes.layer(axum::Extension(session)),
        None => routes,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

fn serve_actix(argyle: Client, session: Option<LoggedIn>) -> SocketAddr {
    let server = actix_web::HttpServer::new(move || {
        let app = actix_web::App::new().configure(handlers::actix::routes(argyle.clone()));
        app.wrap_fn(move |request, service| {
            if let Some(session) = session {
                request.extensions_mut().insert(session);
            }
            service.call(request)
        })
    });
    let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    tokio::spawn(server.run());
    address
}

/// A response, as a browser sees it.
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn message(&self) -> &str {
        self.body["message"].as_str().unwrap()
    }
}

/// Requests a token from the page's own server.
async fn ask(framework: Framework, argyle: &Argyle, session: Option<LoggedIn>) -> Answer {
    let client = argyle.client().retry(RetryPolicy::none()).build().unwrap();
    let address = framework.serve(client, session).await;
    let browser = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = browser.post(format!("http://{address}/api/user-token")).send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    Answer { status, headers, body }
}

/// Makes Argyle answer with this status, and a body that is not for people.
fn answering<'a>(argyle: &'a Argyle, status: u16, retry_after: &str) -> Mock<'a> {
    argyle.answer_first(|server| {
        server.create_user_token(|_when, then| {
            let then = then.status(status).into_inner().header("retry-after", retry_after);
            then.body(r#"{"detail": "the words of Argyle"}"#);
        })
    })
}

#[tokio::test]
async fn each_login_gets_its_own_uncached_token() {
    for framework in Framework::ALL {
        let argyle = Argyle::start_async().await;
        let answer = ask(framework, &argyle, Some(LoggedIn(USER))).await;
        assert_eq!(answer.status, 200, "{framework:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{framework:?}");
        let token: UserToken = serde_json::from_value(answer.body["userToken"].clone()).unwrap();
        assert_eq!(token.claims().unwrap().user_id, Some(USER), "{framework:?}");
    }
}

#[tokio::test]
async fn without_a_session_no_token_is_requested() {
    for framework in Framework::ALL {
        let argyle = Argyle::start_async().await;
        let asked = answering(&argyle, 503, "1");
        let answer = ask(framework, &argyle, None).await;
        assert_eq!(answer.status, 401, "{framework:?}");
        assert!(answer.message().contains("log in"), "{framework:?}");
        assert_eq!(asked.calls_async().await, 0, "{framework:?}");
    }
}

#[tokio::test]
async fn a_request_may_succeed_after_an_outage() {
    for framework in Framework::ALL {
        let argyle = Argyle::start_async().await;
        let outage = answering(&argyle, 503, "3");
        let answer = ask(framework, &argyle, Some(LoggedIn(USER))).await;
        assert_eq!((answer.status, answer.header("retry-after")), (502, Some("3")));
        assert!(answer.message().contains("try again"), "{framework:?}");
        assert!(!answer.body.to_string().contains("Argyle"), "{framework:?}: {}", answer.body);
        outage.delete_async().await;
        let answer = ask(framework, &argyle, Some(LoggedIn(USER))).await;
        assert_eq!(answer.status, 200, "{framework:?}");
    }
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back() {
    for framework in Framework::ALL {
        let argyle = Argyle::start_async().await;
        answering(&argyle, 429, "120");
        let answer = ask(framework, &argyle, Some(LoggedIn(USER))).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("120")));
        assert!(answer.message().contains("in a few minutes"), "{framework:?}");
    }
}
