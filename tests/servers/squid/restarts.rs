//! squid reloads and restarts while calls are under way.

use std::net::SocketAddr;

use argyle_user_tokens::RetryPolicy;

use super::{KNOWN, USER_INFO, start};
use crate::calls::VERSIONS;
use crate::names::HOST;
use crate::upstream::Upstream;
use crate::{client, haproxy, load, logs};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Debian's squid and haproxy"]
async fn a_minute_of_squid_restarts_loses_no_call() {
    let upstream = Upstream::start();
    let api = haproxy::start("squid-restarts-api", &upstream, "", "");
    let mut squids = ["squid-restarts-1", "squid-restarts-2"].map(|name| start(name, KNOWN));
    // A host with two addresses. Its URL has no port, so that each address has its own.
    let addresses = squids.each_ref().map(|squid| SocketAddr::from(([127, 0, 0, 1], squid.port())));
    let proxy = reqwest::Proxy::https(format!("http://{USER_INFO}proxy.example")).unwrap();
    let clients = VERSIONS.map(|version| {
        let proxy = proxy.clone();
        let client = client(&format!("https://{HOST}:{}", api.port()))
            .retry(RetryPolicy::default())
            .configure_http(|http| http.proxy(proxy).resolve_to_addrs("proxy.example", &addresses));
        version.of(client).build().unwrap()
    });
    let mut restarts = 0;
    let tally = load::run(clients.to_vec(), async || {
        let squid = &mut squids[restarts / 2 % 2];
        if restarts % 2 == 0 {
            let service = squid.folder().file_name().unwrap().to_str().unwrap().replace('-', "");
            squid.command(&format!("squid -n {service} -f config -k reconfigure"));
        } else {
            squid.stop();
            squid.run();
        }
        restarts += 1;
    })
    .await;
    tally.assert_nothing_lost("squid");
    for squid in &squids {
        let starts = squid.log("cache.log").matches("Starting Squid Cache").count();
        eprintln!("squid: {restarts} restarts, {starts} starts");
        assert!(starts > 2);
        assert_eq!(logs::assert_no_secret(squid), 0);
    }
}
