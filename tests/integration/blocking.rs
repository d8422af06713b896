//! The blocking client works on every thread, inside and outside of a runtime.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::task::{Context, Waker};
use std::time::Duration;

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::{
    ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy, UserToken, blocking,
};
use uuid::Uuid;

use crate::secrets::Printed;
use crate::server::{Address, USER, credentials};

fn client(argyle: &Argyle) -> blocking::Client {
    builder(argyle).build().unwrap()
}

/// Calls every setter of the asynchronous client.
fn builder(argyle: &Argyle) -> ClientBuilder<blocking::Client> {
    blocking::Client::builder()
        .credentials(argyle.credentials())
        .base_url(argyle.base_url())
        .deadline(Duration::from_secs(20))
        .retry(RetryPolicy::default())
}

#[test]
fn many_threads_mint_tokens_without_a_runtime() {
    let argyle = Argyle::start();
    let client = client(&argyle);
    std::thread::scope(|scope| {
        for _ in 0..64 {
            let client = client.clone();
            scope.spawn(move || {
                for _ in 0..5 {
                    let token = client.user_token(USER).unwrap();
                    assert_eq!(token.claims().unwrap().user_id, Some(USER));
                }
            });
        }
    });
    let other = client.with_credentials(Credentials::new("other", "account").unwrap());
    assert!(other.user_token(USER).unwrap_err().is_unauthorized());
    assert!(other.with_rotated_credentials(argyle.credentials()).user_token(USER).is_ok());
    assert!(client.user_token(USER).is_ok());
}

#[test]
fn a_failure_is_the_error_of_the_asynchronous_client() {
    let vacant = Address::taken();
    let client = blocking::Client::builder()
        .credentials(credentials())
        .base_url(format!("http://{}", vacant.get()))
        .retry(RetryPolicy::default().base_delay(Duration::ZERO));
    let error = client.build().unwrap().user_token(USER).unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 4));
    let mut printed = Printed::default();
    printed.error("Error", &error);
    let client = blocking::Client::builder().credentials(credentials()).base_url("http://[::1]");
    printed.value("blocking::Client", &client.build().unwrap());
    printed.assert_no_secret();
}

/// Runs `work`, and fails if it takes too long to end.
fn assert_ends(work: impl FnOnce() + Send + 'static) {
    let (ended, end) = mpsc::channel();
    let work = std::thread::spawn(move || {
        work();
        ended.send(()).unwrap();
    });
    let hangs = end.recv_timeout(Duration::from_secs(60)) == Err(mpsc::RecvTimeoutError::Timeout);
    assert!(!hangs, "the work does not end");
    work.join().unwrap();
}

/// Creates, calls, clones and drops a client on a thread of a runtime, and on a `spawn_blocking` thread.
async fn assert_every_thread_of_this_runtime_works() {
    // The server needs its own threads, because the calls block the thread of this runtime.
    let argyle = Argyle::start_async().await;
    let client = client(&argyle);
    assert!(client.user_token(USER).is_ok());
    let elsewhere = client.clone();
    let outcome = tokio::task::spawn_blocking(move || elsewhere.user_token(USER).is_ok());
    assert!(outcome.await.unwrap());
    let task = client.clone();
    assert!(tokio::spawn(async move { task.user_token(USER).is_ok() }).await.unwrap());
    let local = tokio::task::LocalSet::new();
    assert!(local.run_until(async { client.user_token(USER).is_ok() }).await);
    let outside = client.clone();
    assert!(std::thread::spawn(move || outside.user_token(USER).is_ok()).join().unwrap());
    drop(client);
    // The outer runtime is the current one again.
    tokio::time::sleep(Duration::from_millis(1)).await;
}

#[tokio::test]
async fn every_thread_of_a_single_threaded_runtime_works() {
    assert_every_thread_of_this_runtime_works().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_thread_of_a_multi_threaded_runtime_works() {
    assert_every_thread_of_this_runtime_works().await;
}

#[test]
fn the_outer_runtime_needs_neither_timers_nor_sockets() {
    let argyle = Argyle::start();
    let bare = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(bare.block_on(async { client(&argyle).user_token(USER).is_ok() }));
}

#[test]
fn a_task_without_poll_budget_gets_its_response() {
    assert_ends(|| {
        let argyle = Argyle::start();
        let client = client(&argyle);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            while tokio::task::coop::has_budget_remaining() {
                let mut used = std::pin::pin!(tokio::task::coop::consume_budget());
                let _ = used.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            }
            assert!(client.user_token(USER).is_ok());
        });
    });
}

#[test]
fn a_call_returns_the_output_of_its_future() {
    let argyle = Argyle::start();
    let client = client(&argyle);
    let response = client
        .call(|client| async move {
            client.create_user_token().body_map(|body| body.user(USER)).send().await
        })
        .unwrap();
    assert_eq!((response.status().as_u16(), response.user_token.is_some()), (201, true));

    let users = [USER, Uuid::nil()];
    let minted = client.call(async |client| {
        let mut minted = Vec::new();
        for user in &users {
            minted.push(client.user_token(*user).await?.claims().unwrap().user_id);
        }
        Ok::<_, Error>(minted)
    });
    assert_eq!(minted.unwrap(), users.map(Some));
    assert_eq!(client.call(|_client| async { 7 }), 7);
    // Timers and tasks inside run on the client's own runtime.
    let spawned = client.call(|client| async move {
        tokio::time::sleep(Duration::from_millis(1)).await;
        tokio::spawn(async move { client.user_token(USER).await }).await.unwrap()
    });
    assert!(spawned.is_ok());
}

#[test]
fn a_client_survives_a_panic_of_an_operation() {
    let argyle = Argyle::start();
    let client = client(&argyle);
    for late in [false, true] {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            client.call(|client| async move {
                if late {
                    client.user_token(USER).await.unwrap();
                }
                panic!("on purpose")
            })
        }));
        let message: Box<dyn Any + Send> = panicked.map(|(): ()| ()).unwrap_err();
        assert_eq!(message.downcast_ref(), Some(&"on purpose"));
        assert!(tokio::runtime::Handle::try_current().is_err());
        assert!(client.user_token(USER).is_ok());
    }
}

#[test]
fn a_call_inside_of_a_call_ends() {
    assert_ends(|| {
        let argyle = Argyle::start();
        let client = client(&argyle);
        let inside = |depth| {
            let mine = client.clone();
            client.call(|_| async move { nested(&mine, depth) })
        };
        assert!(inside(20).is_ok());
        // The tasks run on the client's own thread, and each of them blocks it.
        let tasks = client.call(|_| {
            let tasks: Vec<_> = (0..20)
                .map(|_| {
                    let mine = client.clone();
                    tokio::spawn(async move { nested(&mine, 3) })
                })
                .collect();
            async {
                for task in tasks {
                    task.await.unwrap()?;
                }
                Ok::<_, Error>(())
            }
        });
        assert!(tasks.is_ok());
        let mine = client.clone();
        let pool =
            client.call(|_| tokio::task::spawn_blocking(move || mine.user_token(USER).is_ok()));
        assert!(pool.unwrap());
    });
}

fn nested(client: &blocking::Client, depth: u32) -> Result<UserToken, Error> {
    if depth == 0 {
        return client.user_token(USER);
    }
    client.call(|_| async { nested(client, depth - 1) })
}

#[test]
fn a_future_that_blocks_stops_no_other_call() {
    let argyle = Argyle::start();
    let client = client(&argyle);
    let (entered, inside) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let blocked = scope.spawn(|| {
            client.call(|_| async move {
                entered.send(()).unwrap();
                released.recv().is_ok()
            })
        });
        inside.recv().unwrap();
        assert!(client.user_token(USER).is_ok());
        release.send(()).unwrap();
        assert!(blocked.join().unwrap());
    });
}

#[test]
fn an_unanswered_call_ends_at_its_deadline() {
    assert_ends(|| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let client = blocking::Client::builder().credentials(credentials()).base_url(url);
        let client = client.deadline(Duration::from_millis(50)).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for error in [
            client.user_token(USER).unwrap_err(),
            runtime.block_on(async { client.user_token(USER).unwrap_err() }),
            client.call(|_| async { client.user_token(USER).unwrap_err() }),
            client.call(|_| {
                let mine = client.clone();
                async {
                    tokio::spawn(async move { mine.user_token(USER).unwrap_err() }).await.unwrap()
                }
            }),
        ] {
            assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        }
    });
}

#[test]
fn the_last_clone_can_be_dropped_by_its_own_thread() {
    assert_ends(|| {
        let argyle = Argyle::start();
        let (dropped, seen) = mpsc::channel();
        let (release, released) = tokio::sync::oneshot::channel::<()>();
        let client = client(&argyle);
        let last = client.clone();
        client.call(|_| async move {
            tokio::spawn(async move {
                released.await.unwrap();
                drop(last);
                dropped.send(()).unwrap();
            });
        });
        drop(client);
        release.send(()).unwrap();
        seen.recv().unwrap();
    });
}

#[test]
fn a_client_taken_out_of_a_call_outlives_its_runtime() {
    let argyle = Argyle::start();
    let client = client(&argyle);
    let taken = client.call(|client| async move {
        client.user_token(USER).await.unwrap();
        client
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert!(runtime.block_on(taken.user_token(USER)).is_ok());
    drop(client);
    assert!(runtime.block_on(taken.user_token(USER)).is_ok());
}

#[test]
fn settings_are_refused_like_those_of_the_async_client() {
    assert!(blocking::Client::builder().build().is_err());
    let zero = blocking::Client::builder().credentials(credentials()).deadline(Duration::ZERO);
    assert!(zero.base_url("http://[::1]").build().unwrap_err().to_string().contains("deadline"));
}
