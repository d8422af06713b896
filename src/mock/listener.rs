//! An address of the program's choice, whose connections go on to the server of `httpmock`, which chooses its own.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::pin::pin;
use std::thread;
use std::time::Duration;

use futures_util::future::select;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// How long it waits after a connection that could not be accepted.
const PAUSE: Duration = Duration::from_millis(10);

/// Forwards the connections to an address for as long as it lives.
pub(super) struct Listener {
    address: SocketAddr,
    /// Its end, when it is dropped, stops the thread and all connections with it.
    _stop: oneshot::Sender<()>,
}

impl Listener {
    /// Listens on `address`, and forwards to `server`.
    pub(super) fn start(address: impl ToSocketAddrs, server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new().name("embedded-argyle".to_owned()).spawn(move || {
            runtime.block_on(async {
                let _ = select(stopped, pin!(forward(listener, server))).await;
            });
        })?;
        Ok(Self { address, _stop: stop })
    }

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
