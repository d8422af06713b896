// Generated from spec/user-tokens.yaml, spec/overlay.yaml. Do not edit; change these files or codegen/ instead.
// documents: 629d21c6645d8d16
// parts: 

#[allow(unused_imports, reason = "progenitor's builders import these names")]
use crate::progenitor_client::{
    ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, RequestBuilderExt,
    ResponseValue, encode_path,
};
/// Types of requests and responses, as the documents describe them.
#[allow(clippy::all, reason = "nobody edits generated code")]
#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
#[allow(missing_docs, reason = "the documents do not describe everything")]
#[allow(
    irrefutable_let_patterns,
    reason = "an open enum accepts every string, and a union still tests it"
)]
#[allow(deprecated, reason = "generated code reads and sends deprecated properties too")]
pub mod types {
    /// Types for formats that OpenAPI does not define.
    #[allow(unused_imports, reason = "a document may use none of them")]
    pub mod values {
        pub use crate::values::*;
    }
    /// The body of a request of [`Client::create_user_token`](super::Client::create_user_token).
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct CreateUserTokenRequest {
        /// ID of the user object.
        pub user: ::uuid::Uuid,
    }
    impl CreateUserTokenRequest {
        /// Returns a builder without any property set.
        #[must_use]
        pub fn builder() -> builder::CreateUserTokenRequest {
            Default::default()
        }
    }
    /// The response of [`Client::create_user_token`](super::Client::create_user_token).
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    pub struct CreateUserTokenResponse {
        /// The generated user token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub user_token: ::std::option::Option<crate::UserToken>,
    }
    /// Builders of types in requests.
    pub mod builder {
        /// Builder of [`CreateUserTokenRequest`](super::CreateUserTokenRequest).
        #[derive(Clone, Debug)]
        pub struct CreateUserTokenRequest {
            user: ::std::result::Result<::uuid::Uuid, ::std::string::String>,
        }
        impl ::std::default::Default for CreateUserTokenRequest {
            fn default() -> Self {
                Self {
                    user: Err("no value supplied for user".to_string()),
                }
            }
        }
        impl CreateUserTokenRequest {
            /// Sets `user`: ID of the user object.
            pub fn user<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::uuid::Uuid>,
                T::Error: ::std::fmt::Display,
            {
                self.user = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CreateUserTokenRequest>
        for super::CreateUserTokenRequest {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateUserTokenRequest,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { user: value.user? })
            }
        }
        impl ::std::convert::From<super::CreateUserTokenRequest>
        for CreateUserTokenRequest {
            fn from(value: super::CreateUserTokenRequest) -> Self {
                Self { user: Ok(value.user) }
            }
        }
    }
    /// Errors of conversions.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
/// Request builders, one for each operation: setters take the values, and `send` sends the request.
///
/// The methods of [`Client`](super::Client) return them.
#[allow(clippy::all, reason = "nobody edits generated code")]
#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
#[allow(deprecated, reason = "generated code reads and sends deprecated properties too")]
pub mod builder {
    #[allow(unused_imports, reason = "only builders with parameters use it")]
    use crate::progenitor_client;
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /// Request builder of [`Client::create_user_token`](super::Client::create_user_token).
    #[derive(Debug, Clone)]
    #[must_use = "`send` sends the request"]
    pub struct CreateUserToken<'a> {
        client: &'a super::Client,
        body: Result<types::builder::CreateUserTokenRequest, String>,
    }
    impl<'a> CreateUserToken<'a> {
        #[doc(hidden)]
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        /// Sets the whole body.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::CreateUserTokenRequest>,
            <V as std::convert::TryInto<
                types::CreateUserTokenRequest,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!(
                        "conversion to `CreateUserTokenRequest` for body failed: {}", s
                    )
                });
            self
        }
        /// Changes the body through its builder.
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CreateUserTokenRequest,
            ) -> types::builder::CreateUserTokenRequest,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/v2/user-tokens`
        pub(crate) async fn send_request(
            self,
        ) -> Result<ResponseValue<types::CreateUserTokenResponse>, Error<()>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::CreateUserTokenRequest::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/v2/user-tokens", client.baseurl,);
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "create_user_token",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200..=299 => ResponseValue::from_response(response).await,
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
        /// Sends a `POST` request to `/v2/user-tokens`.
        ///
        /// # Errors
        ///
        /// Fails if a value is missing or does not convert, if no response arrives in time, or if the response is not the documented one. [`ErrorKind`](crate::ErrorKind) tells these cases apart.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                crate::Response<types::CreateUserTokenResponse>,
                crate::Error,
            >,
        > + ::std::marker::Send + 'a {
            crate::progenitor_client::send("create_user_token", self.send_request())
        }
    }
}
#[allow(clippy::all, reason = "the document names the methods")]
impl Client {
    /// Create a user token
    ///
    /// Creates a new user token from the `id` of an existing user for direct embedded Link initializations.
    ///
    /// > **Note:** [Creating a new user](https://docs.argyle.com/api-reference/users#create) will also return a user token in the response.
    ///
    /// Sends a `POST` request to `/v2/user-tokens`. Retries it under [`RetryPolicy`](crate::RetryPolicy) even if Argyle may have processed it, because repeating this request is safe.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use argyle_user_tokens::{types, Client, Error};
    /// # async fn example(client: &Client, user: ::uuid::Uuid) -> Result<(), Error> {
    /// let response = client.create_user_token().body_map(|body| body.user(user)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_user_token(&self) -> builder::CreateUserToken<'_> {
        builder::CreateUserToken::new(self)
    }
}
/// A client of Argyle's API, with a method for each operation.
///
/// Create it with [`Client::builder`] or [`Client::from_env`]. Clones share connections and settings, so a program needs only one client. The method of an operation returns a request builder: its setters take the parameters, and `send` sends the request.
///
/// # User Tokens API
///
/// Create user tokens for direct embedded Link initializations.
///
/// Use user tokens when initializing embedded Link with the `userToken` parameter. Payroll verification session workflows can instead use the returned session `link` as `connectUrl` when initializing [Embedded Link](https://docs.argyle.com/link/initialization/web#initialize-with-connecturl) or launch it directly as [Hosted Link](https://docs.argyle.com/link/initialization/hosted-link). Banking verification session workflows use the returned `link` to launch the banking frontend session. For more information, visit [Initialization](https://docs.argyle.com/link/initialization), our [User Tokens Guide](https://docs.argyle.com/link/user-tokens), [Verifications Guide](https://docs.argyle.com/api-reference/verifications-guide), or [Partners Verifications Guide](https://docs.argyle.com/api-reference/partners-verifications-guide).
///
/// Version: 2.0
#[derive(Clone)]
pub struct Client {
    /// Empty, because the base URL is parsed once and joined when a request is sent.
    pub(crate) baseurl: &'static str,
    pub(crate) client: crate::call::request::Requests,
    pub(crate) http: reqwest::Client,
    pub(crate) inner: std::sync::Arc<crate::client::State>,
}
/// The properties of each operation, sorted by name.
pub(crate) const OPERATIONS: &[crate::call::Operation] = &[
    crate::call::Operation {
        name: "create_user_token",
        path: "/v2/user-tokens",
        authorized: true,
        safe_to_repeat: true,
        ..crate::call::Operation::UNKNOWN
    },
];
/// An environment of Argyle's API.
///
/// API keys belong to one environment; the API answers 401 to the keys of another.
/// `FromStr` and `Display` use the name in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
pub enum Environment {
    /// Sandbox, at <https://api-sandbox.argyle.com>.
    Sandbox,
    /// Production, at <https://api.argyle.com>.
    Production,
}
impl Environment {
    /// Every environment that the document names.
    pub const ALL: &'static [Self] = &[Self::Sandbox, Self::Production];
    /// The address of the environment, without the version that paths start with.
    #[must_use]
    pub const fn base_url(self) -> &'static str {
        match self {
            Self::Sandbox => "https://api-sandbox.argyle.com",
            Self::Production => "https://api.argyle.com",
        }
    }
    /// The name of the environment in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        }
    }
}
/// Properties whose values are always secrets.
pub(crate) const SECRET_PROPERTIES: &[&str] = &["user_token"];
