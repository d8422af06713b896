//! The size of a body bounds the memory of its call, whatever its contents. The test has its own process, because its
//! allocator counts.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::net::SocketAddr;

use argyle_user_tokens::{Client, Credentials};
use peak_alloc::PeakAlloc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use uuid::Uuid;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The default of `max_response_bytes`.
const LENGTH: usize = 1024 * 1024;

/// The maximum memory of a call at its peak as a multiple of its body, including the body.
const TIMES: usize = 16;

/// Repeats `item` between `start` and `end` up to [`LENGTH`].
fn filled(start: &str, item: &str, end: &str) -> String {
    let token = r#"{"user_token":"t","#;
    let times = (LENGTH - token.len() - start.len() - end.len()) / (item.len() + 1);
    let items = vec![item; times].join(",");
    padded(format!("{token}{start}{items}{end}"))
}

/// Appends blanks up to [`LENGTH`].
fn padded(body: String) -> String {
    let blanks = " ".repeat(LENGTH - body.len());
    body + &blanks
}

/// A body with the maximum number of names.
fn named() -> String {
    let mut names = String::new();
    for number in 0.. {
        let name = format!(r#","{number:x}":0"#);
        if names.len() + name.len() + 20 > LENGTH {
            break;
        }
        names.push_str(&name);
    }
    padded(format!(r#"{{"user_token":"t"{names}}}"#))
}

fn bodies() -> Vec<String> {
    let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(120), "}".repeat(120));
    let list = [
        r#"{"a":1}"#,
        r#"{"":{}}"#,
        r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":1,"k":2,"l":3}"#,
        "{}",
        "[]",
        "[[]]",
        "[0]",
        "0",
        "-1",
        "1e9",
        "9e15",
        "1.5",
        "null",
        r#""""#,
        r#""a""#,
        r#""\u0001""#,
        r#""\n""#,
        &deep,
        &objects,
    ];
    let mut bodies: Vec<String> = list.iter().map(|item| filled(r#""x":["#, item, "]}")).collect();
    // A repeated name, and a text as long as the body.
    bodies.push(filled("", r#""a":{}"#, "}"));
    bodies.push(filled(r#""x":""#, "text", r#""}"#));
    bodies.push(named());
    // A body that differs from its type is read again.
    for sparse in [1_000, 8_000] {
        let item = format!(r#"{{"a":"{}"}}"#, "text".repeat(LENGTH / sparse / 5));
        let body = filled(r#""x":["#, &item, "]}");
        bodies.extend([&body, &bodies[3]].map(|body| body.replacen(r#""t""#, "500", 1)));
    }
    // The decoder finds a missing end only at the end of the body.
    bodies.push(padded(bodies[0].trim_end().replace("]}", "]")));
    bodies
}

/// Answers the next request with `body`.
fn answer(body: &'static str) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    let listener = TcpListener::from_std(listener).unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let mut length = 0;
        // The body of this client's request is one object.
        while !request[..length].ends_with(b"}") {
            length += stream.read(&mut request[length..]).await.unwrap();
        }
        let head = "HTTP/1.1 201 Created\r\nconnection: close\r\ncontent-length: ";
        let head = format!("{head}{}\r\n\r\n", body.len());
        // The client may have disconnected already.
        let _ = stream.write_all(head.as_bytes()).await;
        let _ = stream.write_all(body.as_bytes()).await;
    });
    address
}

#[tokio::test]
async fn a_call_costs_at_most_16_times_its_body() {
    for body in bodies() {
        assert_eq!(body.len(), LENGTH);
        // The server's copy is allocated before counting starts, because it does not belong to the client.
        let body: &'static str = Box::leak(body.into_boxed_str());
        let client = Client::builder()
            .credentials(Credentials::new("id", "secret").unwrap())
            .base_url(format!("http://{}", answer(body)))
            .build()
            .unwrap();
        let request = client.create_user_token().body_map(|body| body.user(Uuid::from_u128(7)));
        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let outcome = request.send().await;
        let shown = format!("{outcome:?}");
        let cost = MEMORY.peak_usage() - before;
        let start = &body[..60];
        assert!(cost <= TIMES * LENGTH, "{start}…: {} times the body", cost / LENGTH);
        let whole = body.trim_end().ends_with('}') && body.contains(r#""user_token":"t""#);
        assert_eq!(outcome.is_ok(), whole, "{start}…: {shown}");
    }
}
