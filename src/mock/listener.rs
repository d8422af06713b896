//! An address of the program's choice, whose connections go on to the server of `httpmock`, which chooses its own.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::thread;
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

/// The wait after a failed accept.
const PAUSE: Duration = Duration::from_millis(10);

/// Forwards the connections to an address for as long as it lives.
pub(super) struct Listener {
    address: SocketAddr,
    /// There until the drop.
    runtime: Option<Runtime>,
}

impl Listener {
    /// Takes `address`, if it is free, and forwards its connections to `server`.
    pub(super) fn start(address: impl ToSocketAddrs, server: SocketAddr) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let mut builder = Builder::new_multi_thread();
        let runtime =
            builder.worker_threads(1).thread_name("embedded-argyle").enable_all().build()?;
        let inside = runtime.enter();
        runtime.spawn(forward(TcpListener::from_std(listener)?, server));
        drop(inside);
        Ok(Self { address, runtime: Some(runtime) })
    }

    /// The address under which this machine reaches it.
    pub(super) fn address(&self) -> SocketAddr {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            let is_v4 = address.is_ipv4();
            let ip = if is_v4 { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
            address.set_ip(ip);
        }
        address
    }
}

impl Drop for Listener {
    /// Waits until the address is free again, which takes no longer than to close the connections.
    fn drop(&mut self) {
        let runtime = self.runtime.take();
        // On a thread of its own, as Tokio panics where a runtime is dropped inside of another one.
        let _ = thread::spawn(move || drop(runtime)).join();
    }
}

async fn forward(listener: TcpListener, server: SocketAddr) {
    loop {
        let Ok((mut client, _)) = listener.accept().await else {
            // All descriptors are in use, or this one has gone away; the next one may be better off.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        tokio::spawn(async move {
            let mut server = TcpStream::connect(server).await?;
            copy_bidirectional(&mut client, &mut server).await
        });
    }
}
