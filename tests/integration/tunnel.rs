//! A proxy that accepts CONNECT, and connects every tunnel to one address.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::server::{Request, read};

pub(crate) struct Tunnel {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Tunnel {
    pub(crate) async fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let recorded = Arc::clone(&recorded);
                tokio::spawn(async move {
                    let Some(request) = read(&mut client).await else { return };
                    let connect = request.line().starts_with("CONNECT ");
                    recorded.lock().unwrap().push(request);
                    if connect {
                        let mut server = TcpStream::connect(target).await.unwrap();
                        // A paused clock does not wait for delays of the kernel.
                        client.set_nodelay(true).unwrap();
                        server.set_nodelay(true).unwrap();
                        client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.unwrap();
                        // Either side may end the tunnel in any way.
                        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        Self { address, requests }
    }

    /// Returns the proxy, with this user info.
    pub(crate) fn proxy(&self, user_info: &str) -> reqwest::Proxy {
        reqwest::Proxy::all(self.url(user_info)).unwrap()
    }

    /// Returns its address, with this user info.
    pub(crate) fn url(&self, user_info: &str) -> String {
        format!("http://{user_info}@{}", self.address)
    }

    /// Returns the CONNECT requests so far, without the traffic inside the tunnels.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}
