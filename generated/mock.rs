// Generated from spec/create-user.yaml, spec/user-tokens.yaml, spec/overlay.yaml. Do not edit; change these files or codegen/ instead.
// documents: b091f79d6bbcd8d8
// parts: ids personal

#[allow(non_camel_case_types, reason = "some scripts have no capitals")]
pub mod operations {
    //! Request matchers and responses of mocked operations, in the types of this crate.
    //!
    //! They wrap [`When`](::httpmock::When) and [`Then`](::httpmock::Then) of `httpmock`. `into_inner` returns
    //! the wrapped value, for requests and responses that the documents do not describe.
    use crate::types;
    /// Matches requests of `create_user_token`.
    pub struct CreateUserTokenWhen(pub(super) ::httpmock::When);
    impl CreateUserTokenWhen {
        /// Returns the untyped value, for cases that the types do not allow.
        pub fn into_inner(self) -> ::httpmock::When {
            self.0
        }
        /// Matches exactly this body.
        pub fn body(self, value: &types::CreateUserTokenRequest) -> Self {
            Self(self.0.json_body_obj(&value))
        }
    }
    /// The response to requests of `create_user_token`.
    pub struct CreateUserTokenThen(pub(super) ::httpmock::Then);
    impl CreateUserTokenThen {
        /// Returns the untyped value, for cases that the types do not allow.
        pub fn into_inner(self) -> ::httpmock::Then {
            self.0
        }
        /// Answers with any status and without a body, such as 503 for an outage.
        pub fn status(self, status: u16) -> Self {
            Self(self.0.status(status))
        }
        /// Answers with a 2xx status and this body.
        ///
        /// # Panics
        ///
        /// Panics if `status` is not a 2xx status.
        pub fn success(
            self,
            status: u16,
            value: &types::CreateUserTokenResponse,
        ) -> Self {
            assert_eq!(status / 100u16, 2u16);
            Self(
                self
                    .0
                    .status(status)
                    .header("content-type", "application/json")
                    .json_body_obj(&value),
            )
        }
    }
    /// Matches requests of `create_user`.
    pub struct CreateUserWhen(pub(super) ::httpmock::When);
    impl CreateUserWhen {
        /// Returns the untyped value, for cases that the types do not allow.
        pub fn into_inner(self) -> ::httpmock::When {
            self.0
        }
        /// Matches exactly this body.
        pub fn body(self, value: &types::CreateUserBody) -> Self {
            Self(self.0.json_body_obj(&value))
        }
    }
    /// The response to requests of `create_user`.
    pub struct CreateUserThen(pub(super) ::httpmock::Then);
    impl CreateUserThen {
        /// Returns the untyped value, for cases that the types do not allow.
        pub fn into_inner(self) -> ::httpmock::Then {
            self.0
        }
        /// Answers with any status and without a body, such as 503 for an outage.
        pub fn status(self, status: u16) -> Self {
            Self(self.0.status(status))
        }
        /// Answers with a 2xx status and this body.
        ///
        /// # Panics
        ///
        /// Panics if `status` is not a 2xx status.
        pub fn success(self, status: u16, value: &types::CreateUserResponse) -> Self {
            assert_eq!(status / 100u16, 2u16);
            Self(
                self
                    .0
                    .status(status)
                    .header("content-type", "application/json")
                    .json_body_obj(&value),
            )
        }
    }
}
/// Mocks of every operation, on the server of `httpmock`, with the types of this crate.
pub trait MockServerExt: super::sealed::Sealed {
    /// Mocks the operation `create_user_token`.
    fn create_user_token<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::CreateUserTokenWhen, operations::CreateUserTokenThen),
    {
        super::sealed::Sealed::server(self)
            .mock(|when, then| {
                let when = when
                    .method(::httpmock::Method::POST)
                    .path_matches(
                        crate::mock::paths::write_pattern("/v2/user-tokens", &[]),
                    );
                config_fn(
                    operations::CreateUserTokenWhen(when),
                    operations::CreateUserTokenThen(then),
                )
            })
    }
    /// Mocks the operation `create_user`.
    fn create_user<F>(&self, config_fn: F) -> ::httpmock::Mock<'_>
    where
        F: FnOnce(operations::CreateUserWhen, operations::CreateUserThen),
    {
        super::sealed::Sealed::server(self)
            .mock(|when, then| {
                let when = when
                    .method(::httpmock::Method::POST)
                    .path_matches(crate::mock::paths::write_pattern("/v2/users", &[]));
                config_fn(
                    operations::CreateUserWhen(when),
                    operations::CreateUserThen(then),
                )
            })
    }
}
impl MockServerExt for ::httpmock::MockServer {}
#[allow(
    unused_imports,
    reason = "the documents may describe only the implemented operation"
)]
use super::documented::{Answer, Documented};
/// Responses of operations, from the examples in the documents.
pub(super) const DOCUMENTED: &[Documented] = &[
    Documented {
        method: "POST",
        path: "/v2/users",
        authorized: true,
        answer: Some(Answer {
            status: 201u16,
            media_type: "application/json",
            text: "{\"external_id\":null,\"id\":\"7a1f6c3e-52d4-4b0b-9a6e-0c8d1e2f3a45\",\"user_token\":\"example.user.token\"}",
        }),
    },
];
