//! Mints a user token and prints what it says: the main job of the crate, as a program.
//!
//! With `ARGYLE_API_KEY_ID` set it talks to Argyle's API; without, to an embedded Argyle.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::time::{Duration, Instant, SystemTime};

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::{Claims, Client};
use uuid::Uuid;

const USAGE: &str = "\
Mints a user token for an existing user of Argyle's.

Usage: quickstart [USER_ID] [--show]

  USER_ID  the id of the user; with the embedded Argyle, any id does
  --show   print the token itself, which opens the payroll data of the user

With ARGYLE_API_KEY_ID set, the environment says what to talk to:
  ARGYLE_API_KEY_ID, ARGYLE_API_KEY_SECRET   the API key
  ARGYLE_ENVIRONMENT                         sandbox or production, as the key has it
  ARGYLE_BASE_URL                            an address to use instead";

struct Arguments {
    user: Option<Uuid>,
    show: bool,
}

#[tokio::main]
async fn main() {
    match run().await {
        Ok(()) => {}
        Err(error) => {
            // An error of the SDK prints its causes too.
            eprintln!("quickstart: {error:#}");
            std::process::exit(1);
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Some(arguments) = arguments()? else {
        println!("{USAGE}");
        return Ok(());
    };
    // The embedded Argyle lives as long as this variable.
    let embedded;
    let (client, talks_to, user) = if std::env::var_os("ARGYLE_API_KEY_ID").is_some() {
        let user =
            arguments.user.ok_or("which user? pass the id of an existing user of Argyle's")?;
        let target = ["ARGYLE_BASE_URL", "ARGYLE_ENVIRONMENT"].map(|name| std::env::var(name).ok());
        let target = target.into_iter().flatten().find(|value| !value.is_empty());
        (Client::from_env()?, target.unwrap_or_default(), user)
    } else {
        embedded = Argyle::start_async().await;
        let talks_to =
            format!("embedded Argyle at {}, as ARGYLE_API_KEY_ID is not set", embedded.base_url());
        (embedded.client().build()?, talks_to, arguments.user.unwrap_or_else(|| Uuid::from_u128(1)))
    };

    let started = Instant::now();
    let token = waiting(client.user_token(user)).await?;
    let claims = token.claims().ok();

    // Not `println!`, which panics where nobody reads on, as in `quickstart | head -1`.
    let mut out = stdout().lock();
    writeln!(out, "environment  {talks_to}")?;
    writeln!(out, "user         {user}")?;
    let (length, took) = (token.expose_secret().len(), started.elapsed());
    writeln!(out, "token        {length} characters, minted in {took:.0?}")?;
    let expires = claims.as_ref().map_or_else(|| "unknown".into(), expiry);
    writeln!(out, "expires      {expires}")?;
    match arguments.show {
        true => writeln!(out, "{}", token.expose_secret())?,
        false => writeln!(out, "             (--show prints the token itself)")?,
    }
    Ok(())
}

/// What was asked for on the command line; none for help.
fn arguments() -> Result<Option<Arguments>, String> {
    let mut arguments = Arguments { user: None, show: false };
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--show" => arguments.show = true,
            "-h" | "--help" => return Ok(None),
            id if arguments.user.is_none() => {
                let user = id
                    .parse()
                    .map_err(|error| format!("{id:?} is not the id of a user: {error}"))?;
                arguments.user = Some(user);
            }
            extra => return Err(format!("there is one argument too many: {extra:?}")),
        }
    }
    Ok(Some(arguments))
}

/// When the token ends, in words and on the clock.
fn expiry(claims: &Claims) -> String {
    let Some(end) = claims.expires_at else {
        return "the token does not say".to_owned();
    };
    let clock = httpdate::fmt_http_date(end);
    match end.duration_since(SystemTime::now()) {
        Ok(left) => format!("in {} min, at {clock}", (left.as_secs() + 30) / 60),
        Err(_) => format!("at {clock}, which has passed"),
    }
}

/// Waits for `call`, with a line that counts the seconds where a person is watching.
async fn waiting<T>(call: impl Future<Output = T>) -> T {
    let mut call = std::pin::pin!(call);
    let started = Instant::now();
    let watched = stderr().is_terminal();
    loop {
        if watched {
            eprint!("\rminting a user token … {} s", started.elapsed().as_secs());
            // A terminal that cannot be written to changes nothing about the call.
            let _ = stderr().flush();
        }
        if let Ok(result) = tokio::time::timeout(Duration::from_secs(1), &mut call).await {
            if watched {
                eprint!("\r\x1b[K");
            }
            return result;
        }
    }
}
