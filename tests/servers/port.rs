//! Ports that stay reserved while their servers stop and start.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket};

/// A port of 127.0.0.1. A socket that never listens is bound to it, so no other test gets it; whoever listens shares it.
pub(crate) struct Port(TcpSocket);

impl Port {
    pub(crate) fn reserve() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        // Only now, because the kernel also gives a socket with this option a port that others have.
        socket.set_reuseaddr(true).unwrap();
        Self(socket)
    }

    fn bind(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(address).unwrap();
        Self(socket)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    /// Listens until the listener is dropped.
    pub(crate) fn listen(&self) -> TcpListener {
        Self::bind(self.address()).0.listen(1024).unwrap()
    }
}
