//! An error costs at most 1 MiB, printed or not, whatever its body. The test has its own process, because it counts
//! every allocation.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use std::convert::Infallible;
use std::hint::black_box;

use argyle_user_tokens::{Client, Credentials, Error, RetryPolicy};
use peak_alloc::PeakAlloc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uuid::Uuid;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The maximum cost of an error in bytes: for reading, keeping and printing it.
const MOST: usize = 1024 * 1024;

/// The number of bytes of a body that are read.
const READ: usize = 16 * 1024;

/// Repeats `pieces` until the body is as long as the client reads.
fn filled(before: &str, pieces: impl Iterator<Item = String>, behind: &str) -> String {
    let mut body = before.to_owned();
    for piece in pieces {
        if body.len() + piece.len() + behind.len() > READ {
            break;
        }
        body.push_str(&piece);
    }
    body.trim_end_matches(',').to_owned() + behind
}

/// Bodies that are cheap to send and expensive to read, or might be.
fn bodies() -> Vec<(&'static str, String)> {
    let same = |piece: &'static str| std::iter::repeat_with(move || piece.to_owned());
    let numbered =
        |piece: &'static str| (0..).map(move |n: u32| piece.replace('#', &n.to_string()));
    let long = "K".repeat(8_000);
    let deep = |levels: usize, leaf: &str| {
        format!("{}{leaf}{}", "{\"name_of_a_field\":".repeat(levels), "}".repeat(levels))
    };
    // Objects in an object and a list.
    let objects = |object: &str, count: usize| {
        filled(&format!("{{\"a\":[{}", object.repeat(count)), same("0,"), "]}")
    };
    vec![
        ("a long name of many values", filled(&format!("{{\"{long}\":["), same("1,"), "]}")),
        ("a long name of many texts", filled(&format!("{{\"{long}\":["), same("\"\","), "]}")),
        (
            "a long name of many names",
            filled(&format!("{{\"{long}\":{{"), numbered("\"#\":1,"), "}}"),
        ),
        ("fields of 100 levels", deep(100, &filled("[", same("1,").take(7_000), "]"))),
        ("fields of 1000 levels", deep(1000, "\"x\"")),
        (
            "lists of 30,000 levels",
            format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000)),
        ),
        ("30 levels, many values", deep(30, &filled("[", same("{\"a\":1},").take(480), "]"))),
        ("as many objects as there is room for", filled("[", same("{\"\":0},"), "]")),
        // The maximum number of objects and lists, and one more.
        ("many objects, then many values", objects("{\"a\":0},", 510)),
        ("more objects than are read", objects("{\"a\":0},", 511)),
        ("many lists, then many values", objects("[0],", 510)),
        ("many objects of two, then many values", objects("{\"a\":0,\"b\":[0]},", 255)),
        ("many tiny names", filled("{", numbered("\"#\":1,"), "}")),
        ("many names of nothing", filled("{", numbered("\"#\":null,"), "}")),
        ("many tiny messages", filled("{\"a\":[", same("\"b\","), "]}")),
        ("many empty messages", filled("{\"a\":[", same("\"\","), "]}")),
        ("many lists", filled("{\"a\":[", same("[1],"), "]}")),
        ("a list of texts", filled("[", same("\"a\","), "]")),
        ("one long text", filled("{\"detail\":\"", same("word "), "\"}")),
        ("one long opaque text", filled("{\"detail\":\"", same("aB3+"), "\"}")),
        ("escapes", filled("{\"a\":[\"", same("\\u200b"), "\"]}")),
        ("escapes in many texts", filled("{\"a\":[", same("\"\\u200b\\u0301\\\"\","), "]}")),
        (
            "letters that Debug escapes",
            filled("{\"a\":[", same("\"\u{301}\u{200b}\u{e0001}\","), "]}"),
        ),
        ("control characters", filled("{\"a\":[", same("\"\\u0000\\u0001\\n\","), "]}")),
        ("the start of a secret", filled("{\"a\":[\"", same("aaaaaaaa"), "\"]}")),
        ("a secret of one letter", filled("{\"a\":[", same("\"z.z.z.z\","), "]}")),
        ("names with a secret", filled("{", numbered("\"z.z.z.z.#\":\"z.z.z.z\","), "}")),
        ("percent signs", filled("{\"detail\":\"", same("%2525"), "\"}")),
        ("text that is cut off", filled("{\"a\":[", same("\"Enter a valid value.\","), "")),
        ("no JSON", filled("<html>", same("<p>Oh</p>"), "")),
        ("nothing", String::new()),
    ]
}

/// Starts a server that answers each call with the next of `bodies`, and repeats the first one.
async fn serve(listener: TcpListener, bodies: &[(&str, String)]) -> Infallible {
    let mut next = bodies.iter().take(1).chain(bodies).cycle();
    let mut request = [0; 4096];
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        // A request of this client comes in one piece, or in two, the second of which is the body.
        while !request.contains(&b'}') {
            let _ = stream.read(&mut request).await.unwrap();
        }
        request.fill(0);
        let body = next.next().unwrap().1.as_bytes();
        let head = format!(
            "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // The client may have disconnected already.
        let _ = stream.write_all(body).await;
    }
}

/// Returns the peak of allocations during `work`, beyond `before`.
fn cost<T>(before: usize, work: impl FnOnce() -> T) -> usize {
    MEMORY.reset_peak_usage();
    black_box(work());
    MEMORY.peak_usage().saturating_sub(before)
}

fn client(url: &str, secret: &str) -> Client {
    Client::builder()
        .credentials(Credentials::new("id", secret).unwrap())
        .base_url(url)
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

async fn error(client: &Client) -> Error {
    client.user_token(Uuid::nil()).await.unwrap_err()
}

#[tokio::test]
async fn the_error_of_any_body_costs_at_most_one_mebibyte() {
    let bodies = bodies();
    for secret in ["hunter2-secret", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "z"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = client(&format!("http://{}", listener.local_addr().unwrap()), secret);
        let calls = async {
            // The first error pays for one-time setup.
            drop(error(&client).await);
            for (name, _) in &bodies {
                let before = MEMORY.current_usage();
                MEMORY.reset_peak_usage();
                let error = error(&client).await;
                let read = MEMORY.peak_usage().saturating_sub(before);
                let kept = MEMORY.current_usage().saturating_sub(before);
                let printed = [
                    cost(before, || format!("{error}")),
                    cost(before, || format!("{error:?}")),
                    cost(before, || format!("{error:#?}")),
                ];
                println!("{name}: {read} to read, {kept} kept, {printed:?} printed");
                assert_eq!(error.status().unwrap().as_u16(), 400, "{name}: {error}");
                for cost in printed.into_iter().chain([read]) {
                    assert!(cost <= MOST, "{name} costs {cost} bytes");
                }
            }
        };
        tokio::select! {
            () = calls => {}
            never = serve(listener, &bodies) => match never {},
        }
    }
}
