//! The two clients that are compared: this crate with all its features, and handwritten reqwest.

use std::num::NonZeroU32;

use argyle_user_tokens::{Client, ClientBuilder, Credentials};
use reqwest::Certificate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Failed;

pub const USER: Uuid = Uuid::from_u128(0x0186_c4b8_8fa1_62b3_49df_94b3_e18c_a8a7);
const KEY_ID: &str = "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7";
const KEY_SECRET: &str = "kX2vQn8sTfLr9aWz";

/// Higher than any rate here, so the rate limit is active and delays no call.
const RATE_LIMIT: NonZeroU32 = NonZeroU32::new(10_000_000).unwrap();

/// The address of the server, and its certificate if it has one.
#[derive(Clone, Debug)]
pub struct Address {
    pub url: String,
    pub root: Option<Certificate>,
}

/// A client under measurement.
pub trait Calls: Clone + Send + Sync + 'static {
    /// Creates a client without a connection.
    fn new(address: &Address) -> Result<Self, Failed>;

    /// Gets a token, and returns its length.
    fn call(&self) -> impl Future<Output = Result<usize, Failed>> + Send;
}

/// This crate.
#[derive(Clone, Debug)]
pub struct Sdk(Client);

impl Sdk {
    /// Creates a client with a rate limit, which is off by default.
    pub fn with_rate_limit(address: &Address) -> Result<Self, Failed> {
        Ok(Self(Self::builder(address)?.max_requests_per_second(RATE_LIMIT).build()?))
    }

    pub fn builder(address: &Address) -> Result<ClientBuilder, Failed> {
        let root = address.root.clone();
        Ok(Client::builder()
            .credentials(Credentials::new(KEY_ID, KEY_SECRET)?)
            .base_url(&address.url)
            .configure_http(|http| match root {
                Some(root) => http.tls_certs_only([root]),
                None => http,
            }))
    }
}

impl Calls for Sdk {
    fn new(address: &Address) -> Result<Self, Failed> {
        Ok(Self(Self::builder(address)?.build()?))
    }

    async fn call(&self) -> Result<usize, Failed> {
        Ok(self.0.user_token(USER).await?.expose_secret().len())
    }
}

/// reqwest, used as its documentation shows.
#[derive(Clone, Debug)]
pub struct ByHand {
    http: reqwest::Client,
    url: String,
}

#[derive(Serialize)]
struct Request {
    user: Uuid,
}

#[derive(Deserialize)]
struct Response {
    user_token: String,
}

impl Calls for ByHand {
    fn new(address: &Address) -> Result<Self, Failed> {
        let http = match &address.root {
            Some(root) => reqwest::Client::builder().tls_certs_only([root.clone()]),
            None => reqwest::Client::builder(),
        };
        Ok(Self { http: http.build()?, url: format!("{}/v2/user-tokens", address.url) })
    }

    async fn call(&self) -> Result<usize, Failed> {
        let request = self.http.post(&self.url).basic_auth(KEY_ID, Some(KEY_SECRET));
        let response = request.json(&Request { user: USER }).send().await?.error_for_status()?;
        let response: Response = response.json().await?;
        Ok(response.user_token.len())
    }
}
