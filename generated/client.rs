// Generated from spec/user-tokens.yaml, spec/overlay.yaml. Changes belong there, or into codegen/.
// documents: 629d21c6645d8d16
// parts: 

#[allow(unused_imports, reason = "the names that progenitor's builders import")]
use crate::progenitor_client::{
    ByteStream, ClientHooks, ClientInfo, Error, OperationInfo, RequestBuilderExt,
    ResponseValue, encode_path,
};
/// What requests hold and what they are answered with, as the documents describe it.
#[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
#[allow(missing_docs, reason = "the documents do not describe everything")]
#[allow(
    irrefutable_let_patterns,
    reason = "an open enum takes every text, and a union tries it like others"
)]
#[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
pub mod types {
    /// Types of values that OpenAPI has no type for.
    #[allow(unused_imports, reason = "a document may need none of them")]
    pub mod values {
        pub use crate::values::*;
    }
    /// The body that [`Client::create_user_token`](super::Client::create_user_token) sends.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct CreateUserTokenRequest {
        /// ID of the user object.
        pub user: ::uuid::Uuid,
    }
    impl CreateUserTokenRequest {
        /// A builder with no property set.
        pub fn builder() -> builder::CreateUserTokenRequest {
            Default::default()
        }
    }
    /// The answer of [`Client::create_user_token`](super::Client::create_user_token).
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    pub struct CreateUserTokenResponse {
        /// The generated user token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub user_token: ::std::option::Option<crate::UserToken>,
    }
    /// Builders of what is sent.
    ///
    /// ```
    /// use argyle_user_tokens::types;
    ///
    /// let user = uuid::uuid!("0186c4b8-8fa1-62b3-49df-94b3e18ca8a7");
    /// let body = types::CreateUserTokenRequest::builder().user(user).build()?;
    /// assert_eq!(body.user, user);
    /// # Ok::<(), argyle_user_tokens::Error>(())
    /// ```
    pub mod builder {
        /// Builder of [`CreateUserTokenRequest`](super::CreateUserTokenRequest).
        #[derive(Clone, Debug)]
        #[must_use = "a builder does nothing until `build` is called, or an operation sends it"]
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
            /// Builds the value.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest); the message names the property that is missing
            /// or does not convert.
            pub fn build(
                self,
            ) -> ::std::result::Result<super::CreateUserTokenRequest, crate::Error> {
                <super::CreateUserTokenRequest as ::std::convert::TryFrom<
                    CreateUserTokenRequest,
                >>::try_from(self)
                    .map_err(|error| crate::Error::incomplete(
                        "CreateUserTokenRequest",
                        &error,
                    ))
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
    /// Errors of values that do not convert.
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
/// A request of every operation: its setters take what is sent, and `send` sends it.
///
/// The methods of [`Client`](super::Client) make them.
#[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
#[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
pub mod builder {
    #[allow(unused_imports, reason = "progenitor names it where there are parameters")]
    use crate::progenitor_client;
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /// A request of [`Client::create_user_token`](super::Client::create_user_token), until it is sent.
    #[derive(Debug, Clone)]
    #[must_use = "a request does nothing until `send` is called"]
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
        /// If a value is missing or does not convert, if the request cannot be delivered in time, and if the answer is not the documented one: [`ErrorKind`](crate::ErrorKind) tells them apart.
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
#[allow(clippy::all, reason = "operations are called as the document calls them")]
impl Client {
    /// Create a user token
    ///
    /// Creates a new user token from the `id` of an existing user for direct embedded Link initializations.
    ///
    /// > **Note:** [Creating a new user](https://docs.argyle.com/api-reference/users#create) will also return a user token in the response.
    ///
    /// Sends a `POST` request to `/v2/user-tokens`. Where it is unknown whether Argyle acted on it, it is sent again as [`RetryPolicy`](crate::RetryPolicy) says, as that does no harm here.
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
/// A client of Argyle's API, with one method an operation.
///
/// Made by [`Client::builder`] or [`Client::from_env`]. Clones share connections and settings, so one client serves a whole program. The method of an operation returns a builder: its setters take the parameters, and its `send` sends the request.
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
    /// Empty: the base URL is parsed once, and joined when a request is sent.
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
/// API keys belong to one environment: with the keys of another one, the API answers 401.
/// It reads and prints as its name in lower case.
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
/// Properties whose value is a secret wherever it is met.
pub(crate) const SECRET_PROPERTIES: &[&str] = &["user_token"];
