//! The faults, one row each, and their results.

use argyle_user_tokens::ErrorKind::{self, Api, Connect, Timeout, Transport, UnexpectedResponse};

use super::server::Fault::{
    self, Answer, Closed, Endless, LimitedUntil, Long, OldTls, Redirect, Refused, Reply, Reset,
    Silent, Slow, Token,
};
use super::tls::Certificate;

/// The end of a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// In a token.
    Minted,
    /// In an error of this kind, with the status of a response if there is one.
    Fails(ErrorKind, Option<u16>),
}

/// The clock of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Clock {
    /// The real one, with hardly any delay between attempts, because time does not matter.
    Real,
    /// A paused one. The call takes at least the first number of seconds, and less than the second.
    Paused(u64, u64),
}

pub(super) struct Row {
    pub(super) name: &'static str,
    /// The fate of each connection. The last step repeats.
    pub(super) script: &'static [Fault],
    pub(super) certificate: Option<Certificate>,
    pub(super) end: End,
    /// The number of attempts, including failed connections.
    pub(super) attempts: u32,
    /// The number of requests that reach the server.
    pub(super) requests: usize,
    pub(super) clock: Clock,
}

const fn row(
    name: &'static str,
    script: &'static [Fault],
    end: End,
    attempts: u32,
    requests: usize,
    clock: Clock,
) -> Row {
    Row { name, script, certificate: None, end, attempts, requests, clock }
}

const fn tls(name: &'static str, certificate: Certificate, end: End, attempts: u32) -> Row {
    let requests = if matches!(end, End::Minted) { 1 } else { 0 };
    let script = &[Token];
    Row { name, script, certificate: Some(certificate), end, attempts, requests, clock: Real }
}

use Clock::{Paused, Real};
use End::{Fails, Minted};

const NO_CONNECTION: End = Fails(Connect, None);
const BROKEN: End = Fails(Transport, None);
const TOO_LATE: End = Fails(Timeout, None);
const LIMITED: End = Fails(Api, Some(429));

const fn refused_with(status: u16) -> End {
    Fails(Api, Some(status))
}

const fn undocumented(status: u16) -> End {
    Fails(UnexpectedResponse, Some(status))
}

const LIMITED_STATUS: &str = "429 Too Many Requests";
const HTML: &str = "<html><title>Attention Required!</title></html>";
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
/// The default of `max_response_bytes`.
const LIMIT: usize = 1024 * 1024;
const GIB: usize = 1024 * 1024 * 1024;

#[rustfmt::skip]
pub(super) const FAULTS: &[Row] = &[
    //  what goes wrong                  how the server does it                      how it ends        attempts  requests  clock
    row("refused",                       &[Refused],                                    NO_CONNECTION,      4, 0, Real),
    row("accepted and closed",           &[Closed],                                     BROKEN,             4, 0, Real),
    row("reset before the headers",      &[Reset("")],                                  BROKEN,             4, 4, Real),
    row("reset in the headers",          &[Reset("HTTP/1.1 200 OK\r\ncontent-le")],     BROKEN,             4, 4, Real),
    row("reset after the headers",       &[Reset(HEAD)],                                BROKEN,             4, 4, Real),
    row("closed before the headers",     &[Answer("")],                                 BROKEN,             4, 4, Real),
    row("no HTTP",                       &[Answer("SSH-2.0-OpenSSH_9.9\r\n")],          BROKEN,             4, 4, Real),
    row("body cut short",                &[Answer("HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{\"user_token\":\"ey")], BROKEN, 4, 4, Real),
    row("content-length too large",      &[Answer("HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"user_token\":\"a\"}")], BROKEN, 4, 4, Real),
    row("content-length too small",      &[Answer("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"user_token\":\"a\"}")], undocumented(200), 1, 1, Real),
    row("two content-lengths",           &[Answer("HTTP/1.1 200 OK\r\ncontent-length: 18\r\ncontent-length: 19\r\n\r\n{\"user_token\":\"a\"}")], BROKEN, 4, 4, Real),
    row("chunked garbage",               &[Answer("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n")], BROKEN, 4, 4, Real),
    row("chunks without an end",         &[Answer(CHUNKED)],                            BROKEN,             4, 4, Real),
    row("headers without end",           &[Endless("HTTP/1.1 200 OK\r\n", "x-a: a\r\n")], BROKEN,           4, 4, Real),
    row("a header without end",          &[Endless("HTTP/1.1 200 OK\r\nx-a: ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")], BROKEN, 4, 4, Real),
    row("slow headers",                  &[Slow("HTTP/1.1 200 OK\r\n", "x-a: a\r\n")],  TOO_LATE,           2, 2, Paused(30, 31)),
    row("slow body",                     &[Slow(HEAD, " ")],                            TOO_LATE,           2, 2, Paused(30, 31)),
    row("slow body of an error",         &[Slow("HTTP/1.1 503 Oh\r\ncontent-length: 60\r\n\r\n", " ")], refused_with(503), 4, 4, Paused(4, 6)),
    row("no answer",                     &[Silent],                                     TOO_LATE,           2, 2, Paused(30, 31)),
    row("no answer, then a token",       &[Silent, Token],                              Minted,             2, 2, Paused(15, 16)),
    row("403 with HTML",                 &[Reply("403 Forbidden", "", HTML)],           refused_with(403),  1, 1, Real),
    row("502 with HTML",                 &[Reply("502 Bad Gateway", "", HTML)],         refused_with(502),  4, 4, Real),
    row("503 with HTML",                 &[Reply("503 Unavailable", "", HTML)],         refused_with(503),  4, 4, Real),
    row("408",                           &[Reply("408 Request Timeout", "", "")],       refused_with(408),  4, 4, Real),
    row("200 with HTML",                 &[Reply("200 OK", "", HTML)],                  undocumented(200),  1, 1, Real),
    row("200 with an empty body",        &[Reply("200 OK", "", "")],                    undocumented(200),  1, 1, Real),
    row("200 with broken JSON",          &[Reply("200 OK", "", "{\"user_token\":")],    undocumented(200),  1, 1, Real),
    row("200 without a token",           &[Reply("200 OK", "", "{}")],                  undocumented(200),  1, 1, Real),
    row("500, then 200 without a token", &[Reply("500 Oh", "", ""), Reply("200 OK", "", "{}")], undocumented(200), 2, 2, Real),
    row("500, then 200 with HTML",       &[Reply("500 Oh", "", ""), Reply("200 OK", "", HTML)], undocumented(200), 2, 2, Real),
    row("one byte too many",             &[Long { bytes: LIMIT + 1, chunked: false }],  undocumented(200),  1, 1, Real),
    row("one byte too many, in chunks",  &[Long { bytes: LIMIT + 1, chunked: true }],   undocumented(200),  1, 1, Real),
    row("a body of 1 GiB",               &[Long { bytes: GIB, chunked: false }],        undocumented(200),  1, 1, Real),
    row("a body of 1 GiB, in chunks",    &[Long { bytes: GIB, chunked: true }],         undocumented(200),  1, 1, Real),
    row("204",                           &[Answer("HTTP/1.1 204 No Content\r\n\r\n")],  undocumented(204),  1, 1, Real),
    row("301 to another host",           &[Redirect("301 Moved Permanently")],          undocumented(301),  1, 1, Real),
    row("302 to another host",           &[Redirect("302 Found")],                      undocumented(302),  1, 1, Real),
    row("307 to another host",           &[Redirect("307 Temporary Redirect")],         undocumented(307),  1, 1, Real),
    row("308 to another host",           &[Redirect("308 Permanent Redirect")],         undocumented(308),  1, 1, Real),
    row("401 with a sentence",           &[Reply("401 Unauthorized", "", "{\"detail\": \"Invalid environment.\"}")], refused_with(401), 1, 1, Real),
    row("401 with a map of fields",      &[Reply("401 Unauthorized", "", "{\"api_key\": [\"Unknown.\"]}")], refused_with(401), 1, 1, Real),
    row("429 with seconds",              &[Reply(LIMITED_STATUS, "retry-after: 2\r\n", "")], LIMITED,       4, 4, Paused(6, 7)),
    row("429 with a date",               &[LimitedUntil(8)],                            LIMITED,            4, 4, Paused(10, 30)),
    row("429 with a date in an hour",    &[LimitedUntil(3600)],                         LIMITED,            1, 1, Paused(0, 1)),
    row("429 with a negative wait",      &[Reply(LIMITED_STATUS, "retry-after: -1\r\n", "")], LIMITED,      4, 4, Paused(0, 2)),
    row("429 with a huge wait",          &[Reply(LIMITED_STATUS, "retry-after: 99999999999999999999\r\n", "")], LIMITED, 1, 1, Paused(0, 1)),
    row("429 with garbage",              &[Reply(LIMITED_STATUS, "retry-after: soon\r\n", "")], LIMITED,    4, 4, Paused(0, 2)),
    row("429 with no wait",              &[Reply(LIMITED_STATUS, "", "")],              LIMITED,            4, 4, Paused(0, 2)),
    row("429 with seconds, then 201",    &[Reply(LIMITED_STATUS, "retry-after: 7\r\n", ""), Token], Minted, 2, 2, Paused(7, 8)),
    row("503 with seconds, then 201",    &[Reply("503 Unavailable", "retry-after: 7\r\n", ""), Token], Minted, 2, 2, Paused(7, 8)),
    row("503 with a huge wait",          &[Reply("503 Unavailable", "retry-after: 86400\r\n", "")], refused_with(503), 1, 1, Paused(0, 1)),
    row("500, then 201",                 &[Reply("500 Internal Server Error", "", ""), Token], Minted,      2, 2, Real),
    row("reset, 502, closed, then 201",  &[Reset(""), Reply("502 Bad Gateway", "", HTML), Closed, Token], Minted, 4, 3, Real),
    tls("TLS that is as it should be",   Certificate::Valid,                            Minted,             1),
    tls("TLS with an unknown issuer",    Certificate::UnknownIssuer,                    NO_CONNECTION,      4),
    tls("TLS with an expired certificate", Certificate::Expired,                        NO_CONNECTION,      4),
    tls("TLS of another host",           Certificate::OfAnotherHost,                    NO_CONNECTION,      4),
    row("TLS below 1.2",                 &[OldTls],                                     NO_CONNECTION,      4, 0, Real),
];
