// Generated from spec/user-tokens.yaml, spec/overlay.yaml. Changes belong there, or into codegen/.
// documents: 629d21c6645d8d16
// parts: additional_properties lenient

/// What requests hold and what they are answered with, as the documents describe it.
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
    /// The answer of [`Client::create_user_token`](super::Client::create_user_token).
    #[derive(::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    pub struct CreateUserTokenResponse {
        /// The generated user token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub user_token: ::std::option::Option<crate::UserToken>,
        /// What the API sent beside the documented properties.
        #[serde(flatten)]
        pub extra: values::AdditionalProperties,
    }
    impl<'de> ::serde::Deserialize<'de> for CreateUserTokenResponse {
        fn deserialize<__D: ::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::std::result::Result<Self, __D::Error> {
            crate::decode::properties::read(deserializer)
        }
    }
    impl crate::decode::properties::Properties for CreateUserTokenResponse {
        fn property<'de, __A: ::serde::de::MapAccess<'de>>(
            &mut self,
            name: &str,
            object: &mut __A,
        ) -> ::std::result::Result<bool, __A::Error> {
            match name {
                "user_token" => {
                    crate::decode::properties::exact(&mut self.user_token, object)
                }
                _ => Ok(false),
            }
        }
        fn additional(&mut self) -> &mut values::AdditionalProperties {
            &mut self.extra
        }
    }
    impl crate::decode::lenient::Lenient for CreateUserTokenRequest {}
    impl crate::decode::lenient::Lenient for CreateUserTokenResponse {}
    impl CreateUserTokenRequest {
        /// A builder with no property set.
        pub fn builder() -> builder::CreateUserTokenRequestBuilder {
            ::std::default::Default::default()
        }
    }
    /// Builders of what is sent.
    pub mod builder {
        /// Builder of [`CreateUserTokenRequest`](super::CreateUserTokenRequest).
        #[derive(Clone, Debug)]
        pub struct CreateUserTokenRequestBuilder {
            user: crate::conversion::Property<::uuid::Uuid>,
        }
        impl ::std::default::Default for CreateUserTokenRequestBuilder {
            fn default() -> Self {
                Self {
                    user: Err("no value supplied for user".into()),
                }
            }
        }
        impl CreateUserTokenRequestBuilder {
            /// Sets `user`: ID of the user object.
            pub fn user(
                mut self,
                value: impl ::std::convert::TryInto<
                    ::uuid::Uuid,
                    Error: ::std::fmt::Display,
                >,
            ) -> Self {
                self.user = crate::conversion::converted("user", value);
                self
            }
        }
        impl ::std::convert::TryFrom<CreateUserTokenRequestBuilder>
        for super::CreateUserTokenRequest {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateUserTokenRequestBuilder,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { user: value.user? })
            }
        }
        impl ::std::convert::From<super::CreateUserTokenRequest>
        for CreateUserTokenRequestBuilder {
            fn from(value: super::CreateUserTokenRequest) -> Self {
                Self { user: Ok(value.user) }
            }
        }
    }
    /// Errors of values that do not convert.
    pub mod error {
        pub use crate::conversion::ConversionError;
    }
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
    pub(crate) client: reqwest::Client,
    pub(crate) inner: std::sync::Arc<crate::client::State>,
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
/// A request of every operation: its setters take what is sent, and `send` sends it.
///
/// The methods of [`Client`](super::Client) make them.
#[allow(clippy::all, reason = "the shape of generated code is not a matter of style")]
#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
#[allow(deprecated, reason = "what is deprecated is read and sent like everything else")]
pub mod builder {
    use super::types;
    /// A request of [`Client::create_user_token`](super::Client::create_user_token), until it is sent.
    #[derive(Debug, Clone)]
    pub struct CreateUserToken<'a> {
        client: &'a super::Client,
        body: crate::conversion::Property<types::builder::CreateUserTokenRequestBuilder>,
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
            V: ::std::convert::TryInto<
                types::CreateUserTokenRequest,
                Error: ::std::fmt::Display,
            >,
        {
            self.body = crate::conversion::converted_body(
                    "CreateUserTokenRequest",
                    value,
                )
                .map(::std::convert::From::from);
            self
        }
        /// Changes the body through its builder.
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: ::std::ops::FnOnce(
                types::builder::CreateUserTokenRequestBuilder,
            ) -> types::builder::CreateUserTokenRequestBuilder,
        {
            self.body = self.body.map(f);
            self
        }
        /// What the request is made of, with all values of the builder in it.
        pub(crate) fn into_parts(
            self,
        ) -> ::std::result::Result<
            crate::call::request_parts::RequestParts,
            crate::Error,
        > {
            let parts = || -> ::std::result::Result<
                crate::call::request_parts::RequestParts,
                crate::Error,
            > {
                Ok(
                    crate::call::request_parts::RequestParts::new(
                            ::reqwest::Method::POST,
                            "/v2/user-tokens",
                        )
                        .accept_json()
                        .json(
                            &self
                                .body
                                .and_then(|body| {
                                    types::CreateUserTokenRequest::try_from(body)
                                        .map_err(|error| error.into())
                                })
                                .map_err(crate::Error::invalid_request)?,
                        )?,
                )
            };
            parts().map_err(|error| error.of(Self::OPERATION))
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
            client.call(self.into_parts()?, Self::OPERATION, crate::decode::json).await
        }
    }
}
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
