//! An address of the program's choice, whose connections go on to the server of `httpmock`, which chooses its own.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::pin::pin;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use futures_util::future::select;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// How long it waits after a connection that could not be accepted.
const PAUSE: Duration = Duration::from_millis(10);

/// An address on which nobody is answered yet.
pub(super) struct Listening(TcpListener);

impl Listening {
    /// Takes the address, if it is free.
    pub(super) fn on(address: impl ToSocketAddrs) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(Self(listener))
    }

    /// Forwards the connections to `server` from here on.
    pub(super) fn forward_to(self, server: SocketAddr) -> io::Result<Listener> {
        let address = self.0.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread =
            thread::Builder::new().name("embedded-argyle".to_owned()).spawn(move || {
                runtime.block_on(async {
                    let _ = select(stopped, pin!(forward(self.0, server))).await;
                });
            })?;
        Ok(Listener { address, running: Some((stop, thread)) })
    }
}

/// Forwards the connections to an address for as long as it lives.
pub(super) struct Listener {
    address: SocketAddr,
    /// The end of the channel, when it is dropped, stops the thread and all connections with it.
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Drop for Listener {
    /// Waits until the address is free again, which takes no longer than to close the connections.
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            // A panic there has been printed; here, nothing is left to do about it.
            let _ = thread.join();
        }
    }
}

impl Listener {
    /// The address under which this machine reaches it.
    pub(super) fn address(&self) -> SocketAddr {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        address
    }
}

async fn forward(listener: TcpListener, server: SocketAddr) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
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
