//! The memory that a call costs is bound by the size of the body, whatever a server puts into it. The test has
//! a process of its own, whose allocator counts.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::net::SocketAddr;

use argyle_user_tokens::{Client, Credentials};
use peak_alloc::PeakAlloc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use uuid::Uuid;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// As long as a response may be by default.
const LENGTH: usize = 1024 * 1024;

/// How many times the body a call may cost at its peak, the body itself included.
const TIMES: usize = 16;

/// A body of [`LENGTH`] in which `item` stands again and again between `start` and `end`.
fn filled(start: &str, item: &str, end: &str) -> String {
    let token = r#"{"user_token":"t","#;
    let times = (LENGTH - token.len() - start.len() - end.len()) / (item.len() + 1);
    let items = vec![item; times].join(",");
    padded(format!("{token}{start}{items}{end}"))
}

/// `body` with as many blanks behind it as are missing.
fn padded(body: String) -> String {
    let blanks = " ".repeat(LENGTH - body.len());
    body + &blanks
}

/// A body with as many names as it has room for.
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
    // The same name again and again, and one text that is as long as the body.
    bodies.push(filled("", r#""a":{}"#, "}"));
    bodies.push(filled(r#""x":""#, "text", r#""}"#));
    bodies.push(named());
    // What is not as documented is read once more.
    for sparse in [1_000, 8_000] {
        let item = format!(r#"{{"a":"{}"}}"#, "text".repeat(LENGTH / sparse / 5));
        let body = filled(r#""x":["#, &item, "]}");
        bodies.extend([&body, &bodies[3]].map(|body| body.replacen(r#""t""#, "500", 1)));
    }
    // Of a body that is cut off, the decoder learns at its end.
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
        // A client that refuses the body may be gone already.
        let _ = stream.write_all(head.as_bytes()).await;
        let _ = stream.write_all(body.as_bytes()).await;
    });
    address
}

#[tokio::test]
async fn a_call_costs_at_most_16_times_its_body() {
    for body in bodies() {
        assert_eq!(body.len(), LENGTH);
        // The server's copy is not the client's, and stands there before anything is counted.
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
