//! nginx as a gateway.

use std::fmt::Write as _;

use crate::server::Server;
use crate::upstream::Upstream;
use crate::{USER, client, logs, mint};

/// An nginx in front of `upstream`, which logs every request, and what it does in detail. `settings` are those of its
/// `http` block.
fn start(name: &str, upstream: &Upstream, settings: &str) -> Server {
    Server::start(name, "nginx -p . -c config", |port| {
        let mut config = String::from(
            r#"
daemon off;
pid nginx.pid;
error_log error.log debug;
events { worker_connections 1024; }
http {
  log_format request '$pid $connection $server_protocol "$request" $status $upstream_status '
    'authorization="$http_authorization" "$http_user_agent" "$http_cookie" "$http_referer" "$args"';
  access_log access.log request;
  client_body_temp_path temp;
  proxy_temp_path temp;
  fastcgi_temp_path temp;
  uwsgi_temp_path temp;
  scgi_temp_path temp;
  ssl_certificate tls.pem;
  ssl_certificate_key tls.pem;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
"#,
        );
        let address = upstream.address();
        let _ = write!(
            config,
            "  {settings}
  upstream api {{ server {address}; keepalive 16; }}
  server {{
    listen 127.0.0.1:{port} ssl http2;
    location / {{ proxy_pass http://api; }}
  }}
}}
"
        );
        config
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's nginx-light"]
async fn nginx_passes_calls_over_http_1_and_http_2() {
    let upstream = Upstream::start();
    let nginx = start("nginx-versions", &upstream, "");
    for (http1, version) in [(true, "HTTP/1.1"), (false, "HTTP/2.0")] {
        let client = client(&nginx.url());
        let client = client.configure_http(|http| if http1 { http.http1_only() } else { http });
        let attempts = mint(&client.build().unwrap(), USER).await.unwrap();
        assert_eq!(attempts, 1, "{version}");
        let log = nginx.log("access.log");
        let last = log.lines().last().unwrap();
        assert!(
            last.contains(&format!("{version} \"POST /v2/user-tokens {version}\" 201")),
            "{log}"
        );
    }
    assert_eq!(upstream.requests(), 2);
    assert!(logs::assert_no_secret(&nginx) > 0);
}
