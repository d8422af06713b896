//! What the environment says: where to listen, and which Argyle to talk to.

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
    /// Where to listen: `LINK_SERVER_ADDRESS`, or `127.0.0.1:3000`. With the port 0, any free one.
    pub address: SocketAddr,
    /// `LINK_SERVER_ORIGIN`: how browsers reach the server where that is not loopback.
    pub public_origin: Option<PublicOrigin>,
    /// `LINK_SCRIPT_URL`: where Link comes from, if not from Argyle, or with the embedded Argyle from the stand-in.
    pub script: Option<LinkScript>,
    /// Whose API mints the tokens.
    pub account: Account,
}

/// Whose API mints the tokens.
#[derive(Debug)]
pub enum Account {
    /// An Argyle in this process, as `ARGYLE_API_KEY_ID` is not set.
    Embedded,
    /// Argyle's API.
    Argyle {
        /// With the keys of the environment.
        client: Client,
        /// The user that the demonstration is for.
        user: User,
        /// `ARGYLE_ENVIRONMENT`: what the keys belong to.
        environment: Environment,
    },
}

/// The user that the demonstration is for.
#[derive(Debug)]
pub enum User {
    /// `ARGYLE_USER_ID`: it exists in Argyle.
    Known(Uuid),
    /// `ARGYLE_NEW_USER`: it is created at the start, with this external id.
    New(String),
}

impl Settings {
    /// Reads the environment variables of the process.
    ///
    /// # Errors
    ///
    /// A message that says which variable is missing or refused, and what it should be.
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
    // Link has to know the environment, also if ARGYLE_BASE_URL says whom the client talks to.
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

/// A variable, read as `T`.
fn parsed<T: FromStr<Err: Display>>(name: &str) -> Result<Option<T>, String> {
    let Some(value) = variable(name)? else { return Ok(None) };
    value.parse().map(Some).map_err(|problem| format!("{name} cannot be used: {problem}"))
}

/// A variable that may be set. An empty one is not.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not Unicode")),
    }
}
