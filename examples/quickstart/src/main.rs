//! Creates a user, mints a token for it, and prints the token's claims: the main job of the crate, as a program.
//!
//! With `ARGYLE_API_KEY_ID` set, it calls Argyle's API; otherwise, an embedded Argyle.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::time::{Duration, Instant, SystemTime};

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::{Claims, Client};
use uuid::Uuid;

const USAGE: &str = "\
Creates a user of Argyle's, and mints a user token.

Usage: quickstart [USER_ID | --new EXTERNAL_ID] [--show]

  USER_ID            mint for this user of Argyle's; with the embedded Argyle, any id does
  --new EXTERNAL_ID  create a user first, with the id that your own system has for it; each run creates another one
  --show             print the token itself, which opens the payroll data of the user

Without ARGYLE_API_KEY_ID, an embedded Argyle answers, and a user is created unless there is a USER_ID. With it, the
environment says what to talk to:
  ARGYLE_API_KEY_ID, ARGYLE_API_KEY_SECRET   the API key
  ARGYLE_ENVIRONMENT                         sandbox or production, as the key has it
  ARGYLE_BASE_URL                            an address to use instead";

/// The user of the token.
enum User {
    /// A user that exists in Argyle.
    Known(Uuid),
    /// A user to create first, with this external id.
    New(String),
}

struct Arguments {
    user: Option<User>,
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
        let user = arguments.user.ok_or(
            "which user? pass the id of a user that exists in Argyle, or --new EXTERNAL_ID to create one",
        )?;
        let target = ["ARGYLE_BASE_URL", "ARGYLE_ENVIRONMENT"].map(|name| std::env::var(name).ok());
        let target = target.into_iter().flatten().find(|value| !value.is_empty());
        (Client::from_env()?, target.unwrap_or_default(), user)
    } else {
        embedded = Argyle::start_async().await;
        let talks_to =
            format!("embedded Argyle at {}, as ARGYLE_API_KEY_ID is not set", embedded.base_url());
        let user = arguments.user.unwrap_or_else(|| User::New("quickstart".to_owned()));
        (embedded.client().build()?, talks_to, user)
    };

    let (user, created) = match user {
        User::Known(id) => (id, String::new()),
        User::New(external_id) => {
            // `new_user` also returns a first token. This mints the next one, as for a returning user.
            let user = waiting("creating a user", client.new_user(&external_id)).await?;
            (user.id, format!(", created with the external id {external_id:?}"))
        }
    };
    let started = Instant::now();
    let token = waiting("minting a user token", client.user_token(user)).await?;
    let claims = token.claims().ok();

    // Not `println!`, which panics if the reader has closed the pipe, as in `quickstart | head -1`.
    let mut out = stdout().lock();
    writeln!(out, "environment  {talks_to}")?;
    writeln!(out, "user         {user}{created}")?;
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

/// Reads the command line. Returns `None` for help.
fn arguments() -> Result<Option<Arguments>, String> {
    let mut arguments = Arguments { user: None, show: false };
    let mut given = std::env::args().skip(1);
    while let Some(argument) = given.next() {
        let user = match argument.as_str() {
            "--show" => {
                arguments.show = true;
                continue;
            }
            "-h" | "--help" => return Ok(None),
            "--new" => User::New(given.next().ok_or("--new wants an external id")?),
            option if option.starts_with('-') => {
                return Err(format!("there is no option {option}"));
            }
            id => {
                let parsed = id.parse();
                User::Known(
                    parsed.map_err(|error| format!("{id:?} is not the id of a user: {error}"))?,
                )
            }
        };
        if arguments.user.replace(user).is_some() {
            return Err(format!("there is one user too many: {argument}"));
        }
    }
    Ok(Some(arguments))
}

/// Describes the expiry of the token, in words and by the clock.
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

/// Waits for `call`. On a terminal, a line counts the seconds.
async fn waiting<T>(what: &str, call: impl Future<Output = T>) -> T {
    let mut call = std::pin::pin!(call);
    let started = Instant::now();
    let watched = stderr().is_terminal();
    loop {
        if watched {
            eprint!("\r{what} … {} s", started.elapsed().as_secs());
            // An error of the terminal does not affect the call.
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
