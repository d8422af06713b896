//! Serves a page that opens Argyle Link, with tokens of its own back end.
//!
//! ```sh
//! cargo run -p link_server
//! ```
//!
//! Then open <http://127.0.0.1:3000>. Without keys, it starts an embedded Argyle, creates a user there, and opens a stand-in,
//! because the real Link requires Argyle's own tokens. With `ARGYLE_API_KEY_ID` set, it calls Argyle's API:
//!
//! ```sh
//! export ARGYLE_API_KEY_ID=… ARGYLE_API_KEY_SECRET=… ARGYLE_ENVIRONMENT=sandbox
//! export ARGYLE_NEW_USER=customer-7 # creates a user; set ARGYLE_USER_ID to the printed id the next time
//! cargo run -p link_server
//! ```
//!
//! | variable | value |
//! | --- | --- |
//! | `ARGYLE_API_KEY_ID`, `ARGYLE_API_KEY_SECRET` | the API key |
//! | `ARGYLE_ENVIRONMENT` | `sandbox` or `production`, the environment of the key, for the client and for Link |
//! | `ARGYLE_BASE_URL` | the address of the API, instead of the environment's |
//! | `ARGYLE_USER_ID` | Argyle's id of the user of the page |
//! | `ARGYLE_NEW_USER` | the external id of a user to create at each start, instead of `ARGYLE_USER_ID` |
//! | `LINK_SERVER_ADDRESS` | the address of the server, `127.0.0.1:3000` by default; port 0 selects a free port |
//! | `LINK_SERVER_ORIGIN` | the `https://` origin that browsers use, if a proxy serves other hosts than loopback |
//! | `LINK_SCRIPT_URL` | the script of Link, if not Argyle's; `/stand-in.js` is the stand-in |
//!
//! Ctrl-C stops it after the calls in flight; a second Ctrl-C stops it at once.

use std::error::Error;
use std::io::{Write as _, stdout};
use std::net::SocketAddr;
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::{Client, Environment};
use link_server::{Account, AppState, LinkScript, PublicOrigin, Settings, User, app};
use tokio::net::TcpListener;
use tokio::signal::ctrl_c;
use tokio::sync::oneshot;
use uuid::Uuid;

/// The longest wait for calls in flight after Ctrl-C: the deadline of a call, and a little more.
const GRACE: Duration = Duration::from_secs(32);

/// The parts that depend on the Argyle in use.
struct Demonstration {
    client: Client,
    user: Uuid,
    sandbox: bool,
    script: LinkScript,
    talks_to: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // An error of the SDK prints its causes too.
            eprintln!("link_server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let settings = Settings::from_env()?;
    let listener = TcpListener::bind(settings.address)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", settings.address))?;
    // The embedded Argyle lives as long as this variable.
    let embedded;
    let demonstration = match settings.account {
        Account::Embedded => {
            embedded = Argyle::start_async().await;
            with_embedded(&embedded).await?
        }
        Account::Argyle { client, user, environment } => {
            with_argyle(client, user, environment).await?
        }
    };
    let script = settings.script.unwrap_or(demonstration.script);
    announce(
        listener.local_addr()?,
        settings.public_origin.as_ref(),
        &demonstration.talks_to,
        &script,
    );
    let state = AppState::new(
        demonstration.client,
        demonstration.user,
        demonstration.sandbox,
        &script,
        settings.public_origin,
    );
    serve(listener, state).await
}

async fn with_embedded(argyle: &Argyle) -> Result<Demonstration, Box<dyn Error>> {
    let client = argyle.client().build()?;
    let user = client.new_user("link-server").await?.id;
    Ok(Demonstration {
        client,
        user,
        sandbox: true,
        script: LinkScript::StandIn,
        talks_to: "embedded, as ARGYLE_API_KEY_ID is not set".to_owned(),
    })
}

/// Your program would create a user when a person signs up, and store Argyle's id with that person.
async fn with_argyle(
    client: Client,
    user: User,
    environment: Environment,
) -> Result<Demonstration, Box<dyn Error>> {
    let (user, created) = match user {
        User::Known(id) => (id, ""),
        User::New(external_id) => (client.new_user(external_id).await?.id, "new "),
    };
    Ok(Demonstration {
        client,
        user,
        sandbox: environment == Environment::Sandbox,
        script: LinkScript::Argyle,
        talks_to: format!("{environment}, for the {created}user {user}"),
    })
}

/// Prints the address of the page, and what it does.
fn announce(address: SocketAddr, origin: Option<&PublicOrigin>, argyle: &str, link: &LinkScript) {
    let page =
        origin.map_or_else(|| format!("http://{address}"), |origin| origin.as_str().to_owned());
    let lines = [
        format!("page    {page}"),
        format!("Argyle  {argyle}"),
        format!("Link    {}", link.as_str()),
        "Ctrl-C stops it.".to_owned(),
    ];
    // Not `println!`, which panics if the reader has closed the pipe.
    let _ = writeln!(stdout(), "{}", lines.join("\n"));
}

/// Serves until Ctrl-C, and then lets calls in flight end.
async fn serve(listener: TcpListener, state: AppState) -> Result<(), Box<dyn Error>> {
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, app(state)).with_graceful_shutdown(async {
        // Both outcomes mean the end: a signal, or the loss of its sender.
        let _ = stopped.await;
    });
    let mut server = pin!(server.into_future());
    tokio::select! {
        // Ctrl-C is handled before the first connection.
        biased;
        pressed = ctrl_c() => pressed?,
        ended = &mut server => return Ok(ended?),
    }
    let _ = stop.send(());
    // A browser may keep a connection open that it never used.
    tokio::select! {
        ended = server => Ok(ended?),
        () = tokio::time::sleep(GRACE) => Ok(()),
        again = ctrl_c() => Ok(again?),
    }
}
