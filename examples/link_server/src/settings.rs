//! Settings from the environment: the address of the server, and the Argyle that it calls.

use std::env::{self, VarError};
use std::error::Error;
use std::fmt::Display;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use argyle_user_tokens::{Client, Environment};
use uuid::Uuid;

use crate::hosts::PublicOrigin;
use crate::link_script::LinkScript;

const DEFAULT_ADDRESS: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

/// The settings of the server, checked.
#[derive(Debug)]
pub struct Settings {
    /// The address of the server: `LINK_SERVER_ADDRESS`, or `127.0.0.1:3000`. Port 0 selects a free port.
    pub address: SocketAddr,
    /// `LINK_SERVER_ORIGIN`: the origin that browsers use, if not loopback.
    pub public_origin: Option<PublicOrigin>,
    /// `LINK_SCRIPT_URL`: the script of Link. The default is Argyle's, or the stand-in for the embedded Argyle.
    pub script: Option<LinkScript>,
    /// The API that mints the tokens.
    pub account: Account,
}

/// The API that mints the tokens.
#[derive(Debug)]
pub enum Account {
    /// An Argyle in this process, if `ARGYLE_API_KEY_ID` is not set.
    Embedded,
    /// Argyle's API.
    Argyle {
        /// The client with the keys of the environment.
        client: Client,
        /// The user of the demonstration.
        user: User,
        /// `ARGYLE_ENVIRONMENT`: the environment of the keys.
        environment: Environment,
    },
}

/// The user of the demonstration.
#[derive(Debug)]
pub enum User {
    /// `ARGYLE_USER_ID`: a user that exists in Argyle.
    Known(Uuid),
    /// `ARGYLE_NEW_USER`: a user that is created at the start, with this external id.
    New(String),
}

impl Settings {
    /// Reads the environment variables of the process.
    ///
    /// # Errors
    ///
    /// Returns a message that names the missing or invalid variable, and its valid values.
    pub fn from_env() -> Result<Self, Box<dyn Error>> {
        let address = parsed("LINK_SERVER_ADDRESS")?.unwrap_or(DEFAULT_ADDRESS);
        let public_origin = parsed("LINK_SERVER_ORIGIN")?;
        if public_origin.is_none() && !address.ip().is_loopback() {
            return Err("LINK_SERVER_ORIGIN is not set: where the server listens on more than loopback, it is \
                        the https:// origin by which browsers reach it"
                .into());
        }
        let account = match variable("ARGYLE_API_KEY_ID")? {
            None => Account::Embedded,
            Some(_) => account()?,
        };
        Ok(Self { address, public_origin, script: parsed("LINK_SCRIPT_URL")?, account })
    }
}

fn account() -> Result<Account, Box<dyn Error>> {
    // Link needs the environment, also if ARGYLE_BASE_URL sets the address of the API.
    let builder = match variable("ARGYLE_BASE_URL")? {
        Some(base_url) => Client::builder().base_url(base_url),
        None => Client::builder(),
    };
    let client = builder.from_env()?.build()?;
    let environment = parsed("ARGYLE_ENVIRONMENT")?
        .ok_or("ARGYLE_ENVIRONMENT is not set: it is sandbox or production, as the key has it")?;
    let user = match (parsed("ARGYLE_USER_ID")?, variable("ARGYLE_NEW_USER")?) {
        (Some(id), None) => User::Known(id),
        (None, Some(external_id)) => User::New(external_id),
        (None, None) => {
            return Err("ARGYLE_USER_ID is not set: it is the id of a user that exists in Argyle; or set ARGYLE_NEW_USER \
                        to an external id, and a user is created with it"
                .into());
        }
        (Some(_), Some(_)) => {
            return Err(
                "ARGYLE_USER_ID and ARGYLE_NEW_USER are both set: unset the one that is not meant"
                    .into(),
            );
        }
    };
    Ok(Account::Argyle { client, user, environment })
}

/// Parses a variable as `T`.
fn parsed<T: FromStr<Err: Display>>(name: &str) -> Result<Option<T>, String> {
    let Some(value) = variable(name)? else { return Ok(None) };
    value.parse().map(Some).map_err(|problem| format!("{name} cannot be used: {problem}"))
}

/// Returns an optional variable. An empty one counts as not set.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not Unicode")),
    }
}
