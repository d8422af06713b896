//! A host with several addresses, of which the first is dead.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use argyle_user_tokens::RetryPolicy;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::calls::VERSIONS;
use crate::upstream::Upstream;
use crate::{USER, client, haproxy, mint};

/// The host that the servers' certificate names.
pub(crate) const HOST: &str = "api.example";

/// An address that answers no SYN: its listener has as many connections that nobody accepts as it may have.
pub(crate) struct BlackHole {
    listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl BlackHole {
    /// Any port, if that of `address` is 0.
    pub(crate) async fn at(address: SocketAddr) -> Self {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4(),
            SocketAddr::V6(_) => TcpSocket::new_v6(),
        };
        let socket = socket.unwrap();
        // Connections of an earlier listener may not have ended yet.
        socket.set_reuseaddr(true).unwrap();
        socket.bind(address).unwrap();
        let listener = socket.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(stream) =
            timeout(Duration::from_millis(200), TcpStream::connect(address)).await
        {
            waiting.push(stream.unwrap());
            assert!(waiting.len() < 10, "{address} still accepts connections");
        }
        Self { listener, _waiting: waiting }
    }

    pub(crate) fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }
}

/// Resolves every name to these addresses, and counts how often.
#[derive(Default)]
struct Resolver {
    addresses: Vec<IpAddr>,
    lookups: AtomicUsize,
}

impl Resolve for Resolver {
    fn resolve(&self, _: Name) -> Resolving {
        self.lookups.fetch_add(1, Ordering::SeqCst);
        let addresses = self.addresses.clone().into_iter().map(|address| (address, 0).into());
        let addresses: Addrs = Box::new(addresses);
        Box::pin(async move { Ok(addresses) })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn a_dead_first_address_costs_no_attempt() {
    let upstream = Upstream::start();
    let haproxy = haproxy::start("names-dead", &upstream, "", "");
    let port = haproxy.port();
    let addresses = [IpAddr::from(Ipv6Addr::LOCALHOST), Ipv4Addr::LOCALHOST.into()];
    for version in VERSIONS {
        for swallows in [false, true] {
            let first = SocketAddr::new(addresses[0], port);
            // The port is taken, so that nobody listens there.
            let nobody = TcpSocket::new_v6().unwrap();
            nobody.set_reuseaddr(true).unwrap();
            let black_hole = if swallows {
                Some(BlackHole::at(first).await)
            } else {
                nobody.bind(first).unwrap();
                None
            };
            let resolver =
                Arc::new(Resolver { addresses: addresses.into(), ..Resolver::default() });
            let given = Arc::clone(&resolver);
            let resolved = client(&format!("https://{HOST}:{port}"))
                .configure_http(move |http| http.dns_resolver(given));
            let fixed = client(&format!("https://{HOST}:{port}")).configure_http(|http| {
                http.resolve_to_addrs(HOST, &addresses.map(|address| (address, 0).into()))
            });
            for client in [resolved, fixed] {
                let client = version.of(client).retry(RetryPolicy::none()).build().unwrap();
                let started = Instant::now();
                assert_eq!(mint(&client, USER).await.unwrap(), 1);
                let took = started.elapsed();
                eprintln!("names: {took:?} over {version:?}, swallows {swallows}");
                // The second address has its turn when the first refuses, or after 300 ms.
                assert_eq!(took >= Duration::from_millis(300), swallows, "{took:?}");
                assert!(took < Duration::from_secs(2), "{took:?}");
                // No time is lost again on the same connection.
                let started = Instant::now();
                assert_eq!(mint(&client, USER).await.unwrap(), 1);
                assert!(started.elapsed() < Duration::from_millis(300));
            }
            assert!(resolver.lookups.load(Ordering::SeqCst) > 0);
            drop(black_hole);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's haproxy"]
async fn a_dead_address_of_the_same_family_takes_half_of_the_connect_timeout() {
    let upstream = Upstream::start();
    let haproxy = haproxy::start("names-family", &upstream, "", "");
    let port = haproxy.port();
    let dead = SocketAddr::from(([127, 0, 0, 2], port));
    let addresses = [dead, SocketAddr::from(([127, 0, 0, 1], port))];
    for swallows in [false, true] {
        let black_hole = if swallows { Some(BlackHole::at(dead).await) } else { None };
        let client = client(&format!("https://{HOST}:{port}"))
            .connect_timeout(Duration::from_secs(2))
            .configure_http(|http| http.resolve_to_addrs(HOST, &addresses));
        let started = Instant::now();
        assert_eq!(mint(&client.build().unwrap(), USER).await.unwrap(), 1);
        let took = started.elapsed();
        assert_eq!(took >= Duration::from_secs(1), swallows, "{took:?}");
        assert!(took < Duration::from_secs(2), "{took:?}");
        drop(black_hole);
    }
}
