// Generated from spec/create-user.yaml, spec/user-tokens.yaml, spec/overlay.yaml. Do not edit; change these files or codegen/ instead.
// documents: b091f79d6bbcd8d8
// parts: ids personal

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
    /// The body of a request of [`Client::create_user`](super::Client::create_user).
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    pub struct CreateUserBody {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub address: ::std::option::Option<CreateUserBodyAddress>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub birth_date: ::std::option::Option<CreateUserBodyBirthDate>,
        /// Email address, which fills in Link's login screen.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        /// The id that your system has for the user, at most 100 characters. Users can be found by it, as a whole.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub external_id: ::std::option::Option<::std::string::String>,
        /// Any JSON of yours about the user. Banking reports need an object here.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub external_metadata: ::std::option::Option<::serde_json::Value>,
        /// First name, which fills in Link's login screen.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub first_name: ::std::option::Option<::std::string::String>,
        /// Last name, which fills in Link's login screen.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub last_name: ::std::option::Option<::std::string::String>,
        /// An object, for banking reports alone.
        #[serde(default, skip_serializing_if = "::std::option::Option::is_none")]
        pub open_banking: ::std::option::Option<
            ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        >,
        /// Phone number, which fills in Link's login screen. E.164 is recommended.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone_number: ::std::option::Option<::std::string::String>,
        /// Social security number, for banking reports alone.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub ssn: ::std::option::Option<crate::types::values::Personal>,
    }
    impl CreateUserBody {
        /// Returns a builder without any property set.
        pub fn builder() -> builder::CreateUserBody {
            Default::default()
        }
    }
    /// Postal address, for banking reports alone.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    pub struct CreateUserBodyAddress {
        /// City.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub city: ::std::option::Option<::std::string::String>,
        /// Country, in two letters.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub country: ::std::option::Option<::std::string::String>,
        /// First line.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub line1: ::std::option::Option<::std::string::String>,
        /// Second line.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub line2: ::std::option::Option<::std::string::String>,
        /// Postal code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub postal_code: ::std::option::Option<::std::string::String>,
        /// State.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<::std::string::String>,
    }
    impl CreateUserBodyAddress {
        /// Returns a builder without any property set.
        pub fn builder() -> builder::CreateUserBodyAddress {
            Default::default()
        }
    }
    /// Day of birth, for banking reports alone.
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    pub struct CreateUserBodyBirthDate {
        /// Day of the month.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub day: ::std::option::Option<i64>,
        /// Month.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub month: ::std::option::Option<i64>,
        /// Year, from 1900.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub year: ::std::option::Option<i64>,
    }
    impl CreateUserBodyBirthDate {
        /// Returns a builder without any property set.
        pub fn builder() -> builder::CreateUserBodyBirthDate {
            Default::default()
        }
    }
    /// The response of [`Client::create_user`](super::Client::create_user).
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    pub struct CreateUserResponse {
        /// The id that your system has for the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub external_id: ::std::option::Option<::std::string::String>,
        /// Argyle's id of the user, which user tokens are minted for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<crate::types::values::Id>,
        /// A first user token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub user_token: ::std::option::Option<crate::UserToken>,
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
        /// Builder of [`CreateUserBody`](super::CreateUserBody).
        #[derive(Clone, Debug)]
        #[must_use = "a builder does nothing until `build` is called, or an operation sends it"]
        pub struct CreateUserBody {
            address: ::std::result::Result<
                ::std::option::Option<super::CreateUserBodyAddress>,
                ::std::string::String,
            >,
            birth_date: ::std::result::Result<
                ::std::option::Option<super::CreateUserBodyBirthDate>,
                ::std::string::String,
            >,
            email: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            external_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            external_metadata: ::std::result::Result<
                ::std::option::Option<::serde_json::Value>,
                ::std::string::String,
            >,
            first_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            last_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            open_banking: ::std::result::Result<
                ::std::option::Option<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                ::std::string::String,
            >,
            phone_number: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            ssn: ::std::result::Result<
                ::std::option::Option<crate::types::values::Personal>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CreateUserBody {
            fn default() -> Self {
                Self {
                    address: Ok(Default::default()),
                    birth_date: Ok(Default::default()),
                    email: Ok(Default::default()),
                    external_id: Ok(Default::default()),
                    external_metadata: Ok(Default::default()),
                    first_name: Ok(Default::default()),
                    last_name: Ok(Default::default()),
                    open_banking: Ok(Default::default()),
                    phone_number: Ok(Default::default()),
                    ssn: Ok(Default::default()),
                }
            }
        }
        impl CreateUserBody {
            /// Sets `address`.
            pub fn address<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::CreateUserBodyAddress>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.address = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for address: {e}")
                    });
                self
            }
            /// Sets `birth_date`.
            pub fn birth_date<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::CreateUserBodyBirthDate>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.birth_date = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for birth_date: {e}")
                    });
                self
            }
            /// Sets `email`: Email address, which fills in Link's login screen.
            pub fn email<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.email = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for email: {e}")
                    });
                self
            }
            /// Sets `external_id`: The id that your system has for the user, at most 100 characters. Users can be found by it, as a whole.
            pub fn external_id<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.external_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for external_id: {e}")
                    });
                self
            }
            /// Sets `external_metadata`: Any JSON of yours about the user. Banking reports need an object here.
            pub fn external_metadata<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::serde_json::Value>>,
                T::Error: ::std::fmt::Display,
            {
                self.external_metadata = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for external_metadata: {e}"
                        )
                    });
                self
            }
            /// Sets `first_name`: First name, which fills in Link's login screen.
            pub fn first_name<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.first_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for first_name: {e}")
                    });
                self
            }
            /// Sets `last_name`: Last name, which fills in Link's login screen.
            pub fn last_name<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.last_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for last_name: {e}")
                    });
                self
            }
            /// Sets `open_banking`: An object, for banking reports alone.
            pub fn open_banking<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.open_banking = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for open_banking: {e}")
                    });
                self
            }
            /// Sets `phone_number`: Phone number, which fills in Link's login screen. E.164 is recommended.
            pub fn phone_number<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.phone_number = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for phone_number: {e}")
                    });
                self
            }
            /// Sets `ssn`: Social security number, for banking reports alone.
            pub fn ssn<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<crate::types::values::Personal>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.ssn = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for ssn: {e}")
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
            ) -> ::std::result::Result<super::CreateUserBody, crate::Error> {
                <super::CreateUserBody as ::std::convert::TryFrom<
                    CreateUserBody,
                >>::try_from(self)
                    .map_err(|error| crate::Error::incomplete("CreateUserBody", &error))
            }
        }
        impl ::std::convert::TryFrom<CreateUserBody> for super::CreateUserBody {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateUserBody,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    address: value.address?,
                    birth_date: value.birth_date?,
                    email: value.email?,
                    external_id: value.external_id?,
                    external_metadata: value.external_metadata?,
                    first_name: value.first_name?,
                    last_name: value.last_name?,
                    open_banking: value.open_banking?,
                    phone_number: value.phone_number?,
                    ssn: value.ssn?,
                })
            }
        }
        impl ::std::convert::From<super::CreateUserBody> for CreateUserBody {
            fn from(value: super::CreateUserBody) -> Self {
                Self {
                    address: Ok(value.address),
                    birth_date: Ok(value.birth_date),
                    email: Ok(value.email),
                    external_id: Ok(value.external_id),
                    external_metadata: Ok(value.external_metadata),
                    first_name: Ok(value.first_name),
                    last_name: Ok(value.last_name),
                    open_banking: Ok(value.open_banking),
                    phone_number: Ok(value.phone_number),
                    ssn: Ok(value.ssn),
                }
            }
        }
        /// Builder of [`CreateUserBodyAddress`](super::CreateUserBodyAddress).
        #[derive(Clone, Debug)]
        #[must_use = "a builder does nothing until `build` is called, or an operation sends it"]
        pub struct CreateUserBodyAddress {
            city: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            country: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            line1: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            line2: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            postal_code: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            state: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CreateUserBodyAddress {
            fn default() -> Self {
                Self {
                    city: Ok(Default::default()),
                    country: Ok(Default::default()),
                    line1: Ok(Default::default()),
                    line2: Ok(Default::default()),
                    postal_code: Ok(Default::default()),
                    state: Ok(Default::default()),
                }
            }
        }
        impl CreateUserBodyAddress {
            /// Sets `city`: City.
            pub fn city<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.city = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for city: {e}")
                    });
                self
            }
            /// Sets `country`: Country, in two letters.
            pub fn country<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.country = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for country: {e}")
                    });
                self
            }
            /// Sets `line1`: First line.
            pub fn line1<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.line1 = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for line1: {e}")
                    });
                self
            }
            /// Sets `line2`: Second line.
            pub fn line2<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.line2 = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for line2: {e}")
                    });
                self
            }
            /// Sets `postal_code`: Postal code.
            pub fn postal_code<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.postal_code = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for postal_code: {e}")
                    });
                self
            }
            /// Sets `state`: State.
            pub fn state<T, F>(mut self, value: T) -> Self
            where
                T: crate::types::values::IntoOptional<
                    ::std::option::Option<::std::string::String>,
                    F,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.state = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for state: {e}")
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
            ) -> ::std::result::Result<super::CreateUserBodyAddress, crate::Error> {
                <super::CreateUserBodyAddress as ::std::convert::TryFrom<
                    CreateUserBodyAddress,
                >>::try_from(self)
                    .map_err(|error| crate::Error::incomplete(
                        "CreateUserBodyAddress",
                        &error,
                    ))
            }
        }
        impl ::std::convert::TryFrom<CreateUserBodyAddress>
        for super::CreateUserBodyAddress {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateUserBodyAddress,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    city: value.city?,
                    country: value.country?,
                    line1: value.line1?,
                    line2: value.line2?,
                    postal_code: value.postal_code?,
                    state: value.state?,
                })
            }
        }
        impl ::std::convert::From<super::CreateUserBodyAddress>
        for CreateUserBodyAddress {
            fn from(value: super::CreateUserBodyAddress) -> Self {
                Self {
                    city: Ok(value.city),
                    country: Ok(value.country),
                    line1: Ok(value.line1),
                    line2: Ok(value.line2),
                    postal_code: Ok(value.postal_code),
                    state: Ok(value.state),
                }
            }
        }
        /// Builder of [`CreateUserBodyBirthDate`](super::CreateUserBodyBirthDate).
        #[derive(Clone, Debug)]
        #[must_use = "a builder does nothing until `build` is called, or an operation sends it"]
        pub struct CreateUserBodyBirthDate {
            day: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            month: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            year: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CreateUserBodyBirthDate {
            fn default() -> Self {
                Self {
                    day: Ok(Default::default()),
                    month: Ok(Default::default()),
                    year: Ok(Default::default()),
                }
            }
        }
        impl CreateUserBodyBirthDate {
            /// Sets `day`: Day of the month.
            pub fn day<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.day = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for day: {e}")
                    });
                self
            }
            /// Sets `month`: Month.
            pub fn month<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.month = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for month: {e}")
                    });
                self
            }
            /// Sets `year`: Year, from 1900.
            pub fn year<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.year = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for year: {e}")
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
            ) -> ::std::result::Result<super::CreateUserBodyBirthDate, crate::Error> {
                <super::CreateUserBodyBirthDate as ::std::convert::TryFrom<
                    CreateUserBodyBirthDate,
                >>::try_from(self)
                    .map_err(|error| crate::Error::incomplete(
                        "CreateUserBodyBirthDate",
                        &error,
                    ))
            }
        }
        impl ::std::convert::TryFrom<CreateUserBodyBirthDate>
        for super::CreateUserBodyBirthDate {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreateUserBodyBirthDate,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    day: value.day?,
                    month: value.month?,
                    year: value.year?,
                })
            }
        }
        impl ::std::convert::From<super::CreateUserBodyBirthDate>
        for CreateUserBodyBirthDate {
            fn from(value: super::CreateUserBodyBirthDate) -> Self {
                Self {
                    day: Ok(value.day),
                    month: Ok(value.month),
                    year: Ok(value.year),
                }
            }
        }
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
    /// Request builder of [`Client::create_user`](super::Client::create_user).
    #[derive(Debug, Clone)]
    #[must_use = "a request does nothing until `send` is called"]
    pub struct CreateUser<'a> {
        client: &'a super::Client,
        body: Result<types::builder::CreateUserBody, String>,
    }
    impl<'a> CreateUser<'a> {
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
            V: std::convert::TryInto<types::CreateUserBody>,
            <V as std::convert::TryInto<
                types::CreateUserBody,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `CreateUserBody` for body failed: {}", s)
                });
            self
        }
        /// Changes the body through its builder.
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CreateUserBody,
            ) -> types::builder::CreateUserBody,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `POST` request to `/v2/users`
        pub(crate) async fn send_request(
            self,
        ) -> Result<ResponseValue<types::CreateUserResponse>, Error<()>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::CreateUserBody::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/v2/users", client.baseurl,);
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
                operation_id: "create_user",
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
        /// Sends a `POST` request to `/v2/users`.
        ///
        /// # Errors
        ///
        /// Fails if a value is missing or does not convert, if no response arrives in time, or if the response is not the documented one. [`ErrorKind`](crate::ErrorKind) tells these cases apart.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                crate::Response<types::CreateUserResponse>,
                crate::Error,
            >,
        > + ::std::marker::Send + 'a {
            crate::progenitor_client::send("create_user", self.send_request())
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
    /// Create a user
    ///
    /// Creates a user, and returns Argyle's `id` of it with a first user token.
    ///
    /// Every property is optional. Several users may have the same external id, so a second request may create a second user. An email address or a phone number that is not valid fails the request with status 400; check them first, or try again without them.
    ///
    /// This description is written by the developers of this crate, and is no copy of Argyle's.
    ///
    /// Sends a `POST` request to `/v2/users`. Does not retry it if Argyle may have processed it; [`Error::maybe_sent`](crate::Error::maybe_sent) reports that case.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # use argyle_user_tokens::{types, Client, Error};
    /// # async fn example(client: &Client, address: types::CreateUserBodyAddress) -> Result<(), Error> {
    /// let response = client.create_user().body_map(|body| body.address(address)).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_user(&self) -> builder::CreateUser<'_> {
        builder::CreateUser::new(self)
    }
}
/// A client of Argyle's API, with a method for each operation.
///
/// Create it with [`Client::builder`] or [`Client::from_env`]. Clones share connections and settings, so a program needs only one client. The method of an operation returns a request builder: its setters take the parameters, and `send` sends the request.
///
/// # Argyle's API
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
        name: "create_user",
        path: "/v2/users",
        authorized: true,
        ..crate::call::Operation::UNKNOWN
    },
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
