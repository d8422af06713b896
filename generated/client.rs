// Generated from spec/user-tokens.yaml, spec/overlay.yaml. Changes belong there, or into codegen/.
// documents: 629d21c6645d8d16
// parts: additional_properties lenient

/// Types used as operation parameters and responses.
#[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
#[allow(
    irrefutable_let_patterns,
    reason = "an open enum takes every text, and a union tries it like others"
)]
#[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
pub mod types {
    /// The body that [`Client::create_user_token`](super::Client::create_user_token) sends.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct CreateUserTokenRequest {
        /// ID of the user object.
        #[serde(deserialize_with = "crate::decode::lenient::read")]
        pub user: ::uuid::Uuid,
    }
    impl CreateUserTokenRequest {
        /// A builder with no property set.
        pub fn builder() -> builder::CreateUserTokenRequest {
            ::std::default::Default::default()
        }
    }
    /// The answer of [`Client::create_user_token`](super::Client::create_user_token).
    #[derive(::serde::Serialize, Clone, Debug)]
    #[derive(Default)]
    #[non_exhaustive]
    pub struct CreateUserTokenResponse {
        /// The generated user token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default)]
        pub user_token: ::std::option::Option<crate::UserToken>,
        /// What the API sent beside the documented properties.
        #[serde(flatten)]
        pub extra: values::AdditionalProperties,
    }
    impl<'de> ::serde::Deserialize<'de> for CreateUserTokenResponse {
        fn deserialize<D: ::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> ::std::result::Result<Self, D::Error> {
            #[derive(::serde::Deserialize)]
            #[serde(remote = "CreateUserTokenResponse")]
            struct __Listed {
                #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                #[serde(default)]
                user_token: ::std::option::Option<crate::UserToken>,
                #[serde(skip)]
                extra: values::AdditionalProperties,
            }
            let mut additional = crate::decode::additional_properties::AdditionalText::default();
            let mut value = __Listed::deserialize(additional.beside(deserializer))?;
            value.extra = values::AdditionalProperties::of(additional);
            Ok(value)
        }
    }
    impl CreateUserTokenResponse {
        /// A builder with no property set.
        pub fn builder() -> builder::CreateUserTokenResponse {
            ::std::default::Default::default()
        }
    }
    /// Types for composing complex structures.
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
        /// Builder of [`CreateUserTokenResponse`](super::CreateUserTokenResponse).
        #[derive(Clone, Debug)]
        pub struct CreateUserTokenResponse {
            user_token: ::std::result::Result<
                ::std::option::Option<crate::UserToken>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                super::values::AdditionalProperties,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CreateUserTokenResponse {
            fn default() -> Self {
                Self {
                    user_token: Ok(::std::default::Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl CreateUserTokenResponse {
            /// Sets `user_token`: The generated user token.
            pub fn user_token<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<crate::UserToken>>,
                T::Error: ::std::fmt::Display,
            {
                self.user_token = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for user_token: {e}")
                    });
                self
            }
            /// Sets `extra`: What the API sent beside the documented properties.
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::values::AdditionalProperties>,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CreateUserTokenResponse>
        for super::CreateUserTokenResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateUserTokenResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    user_token: value.user_token?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::CreateUserTokenResponse>
        for CreateUserTokenResponse {
            fn from(value: super::CreateUserTokenResponse) -> Self {
                Self {
                    user_token: Ok(value.user_token),
                    extra: Ok(value.extra),
                }
            }
        }
    }
    /// Error types.
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
    impl crate::decode::lenient::Lenient for CreateUserTokenRequest {}
    impl crate::decode::lenient::Lenient for CreateUserTokenResponse {}
    /// Types of values that OpenAPI has no type for.
    pub mod values {
        pub use crate::values::*;
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
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: std::sync::Arc<crate::client::state::State>,
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
    /// # async fn example(client: &Client, body: types::CreateUserTokenRequest) -> Result<(), Error> {
    /// let response = client.create_user_token().body(body).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_user_token(&self) -> builder::CreateUserToken<'_> {
        builder::CreateUserToken::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
#[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
pub mod builder {
    use super::types;
    /// Builder for [`Client::create_user_token`]
    ///
    /// [`Client::create_user_token`]: super::Client::create_user_token
    #[derive(Debug, Clone)]
    pub struct CreateUserToken<'a> {
        client: &'a super::Client,
        body: ::std::result::Result<
            types::builder::CreateUserTokenRequest,
            ::std::string::String,
        >,
    }
    impl<'a> CreateUserToken<'a> {
        pub(crate) const OPERATION: crate::call::operation::Operation = crate::call::operation::Operation {
            name: "create_user_token",
            authorized: true,
            safe_to_repeat: true,
        };
        pub(super) fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        /// Sets the whole body.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::CreateUserTokenRequest>,
            <V as ::std::convert::TryInto<
                types::CreateUserTokenRequest,
            >>::Error: ::std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(::std::convert::From::from)
                .map_err(|error| {
                    format!(
                        "conversion to `CreateUserTokenRequest` for body failed: {error}"
                    )
                });
            self
        }
        /// Changes the body through its builder.
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: ::std::ops::FnOnce(
                types::builder::CreateUserTokenRequest,
            ) -> types::builder::CreateUserTokenRequest,
        {
            self.body = self.body.map(f);
            self
        }
        /// The request, with all values of the builder in it.
        pub(crate) fn into_request(
            self,
        ) -> ::std::result::Result<::reqwest::Request, crate::Error> {
            let request = self
                .client
                .client
                .request(
                    ::reqwest::Method::POST,
                    format!("{}/v2/user-tokens", self.client.baseurl),
                )
                .header(::reqwest::header::ACCEPT, "application/json")
                .json(
                    &self
                        .body
                        .and_then(|body| {
                            types::CreateUserTokenRequest::try_from(body)
                                .map_err(|error| error.to_string())
                        })
                        .map_err(crate::Error::invalid_request)?,
                );
            request.build().map_err(crate::Error::unsendable)
        }
        /// Sends a `POST` request to `/v2/user-tokens`.
        ///
        /// # Errors
        ///
        /// If a value is missing or does not convert, if the request cannot be delivered in time, and if the answer is not the documented one: [`ErrorKind`](crate::ErrorKind) tells them apart.
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            crate::Response<types::CreateUserTokenResponse>,
            crate::Error,
        > {
            let client = self.client;
            client.call(self.into_request()?, Self::OPERATION, crate::decode::json).await
        }
    }
}
/// An environment of Argyle's API.
///
/// API keys belong to one environment: with the keys of another one, the API answers 401.
/// It reads and prints as its name in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
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
