//! The runtime behind a blocking client, and how a thread waits for a future that needs it.

use std::cell::Cell;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::task::{Context, Poll, Wake, Waker};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{block_in_place, unconstrained};

/// The number of threads that drive connections. They only move bytes.
const THREADS: usize = 1;

thread_local! {
    /// True if this thread belongs to the runtime of a blocking client.
    static OF_A_WORKER: Cell<bool> = const { Cell::new(false) };
}

/// The runtime of a client and its clones.
#[derive(Debug)]
pub(super) struct Worker {
    handle: Handle,
    /// There until the drop.
    runtime: Option<Runtime>,
}

impl Worker {
    pub(super) fn start() -> io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(THREADS).thread_name("argyle-user-tokens").enable_all();
        let runtime = builder.on_thread_start(|| OF_A_WORKER.set(true)).build()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Waits for the future that `operation` makes, with this runtime as the current one.
    ///
    /// Unlike [`Runtime::block_on`], it does so inside other runtimes too. The calling thread polls the
    /// future: one that blocks would stop every other call on the one thread of the worker.
    pub(super) fn run<Fut: Future>(&self, operation: impl FnOnce() -> Fut) -> Fut::Output {
        let wait = || {
            let _current = self.handle.enter();
            wait_for(operation())
        };
        if OF_A_WORKER.get() {
            // A task that was spawned inside of a call: before its thread waits, another one has to take over
            // the connections and timers, as the call waits for those.
            block_in_place(wait)
        } else {
            wait()
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // To wait for the thread, as dropping the runtime would, is a panic inside another runtime, and would
        // never end on that thread itself.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Blocks this thread until `future` is ready.
fn wait_for<F: Future>(future: F) -> F::Output {
    let (sender, wakes) = sync_channel(1);
    let waker = Waker::from(Arc::new(WakeByChannel(sender)));
    // A task of another runtime, in which this may be, has a budget of polls. It is renewed when the task
    // yields, which it does not before this is over.
    let mut future = pin!(unconstrained(future));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        // It cannot fail, as the waker holds a sender.
        let _ = wakes.recv();
    }
}

/// A waker that sends a message to the thread that waits. Unlike `thread::unpark`, nobody else can take it.
struct WakeByChannel(SyncSender<()>);

impl Wake for WakeByChannel {
    fn wake(self: Arc<Self>) {
        // If the channel is full, the thread is about to poll anyway.
        let _ = self.0.try_send(());
    }
}
