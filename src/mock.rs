//! An embedded Argyle for tests, and a typed extension of its server.
//!
//! [`Argyle`] behaves like Argyle's API. For other behavior, such as failures, [`MockServerExt`] adds mocks to the [`httpmock`]
//! server behind it, with the types of this crate. [`guides::testing`](crate::guides::testing) shows a test.
//!
//! ```
//! use argyle_user_tokens::mock::{Argyle, MockServerExt};
//! use argyle_user_tokens::{ErrorKind, types::CreateUserTokenResponse};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let argyle = Argyle::start_async().await;
//! let client = argyle.client().build()?;
//! let user = uuid::uuid!("0186c4b8-8fa1-62b3-49df-94b3e18ca8a7");
//! assert_eq!(client.user_token(user).await?.claims()?.user_id, Some(user));
//!
//! // From here on, Argyle answers without a token.
//! argyle.answer_first(|server| {
//!     server.create_user_token(|_when, then| {
//!         then.success(200, &CreateUserTokenResponse::default());
//!     })
//! });
//! let error = client.user_token(user).await.unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
//! # Ok(())
//! # }
//! ```

/// Reads a body as a call reads it, and tells what is left out of it. For the tests of this crate.
#[doc(hidden)]
pub fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Option<(T, Vec<String>)> {
    let decoded = crate::decode::json(body).ok()?;
    Some((decoded.value, decoded.left_out))
}

/// Keeps [`MockServerExt`] from being implemented elsewhere.
mod sealed {
    use httpmock::MockServer;

    /// Seals the trait for the server of `httpmock`.
    pub trait Sealed {
        fn server(&self) -> &MockServer;
    }

    impl Sealed for MockServer {
        fn server(&self) -> &MockServer {
            self
        }
    }
}

mod account;
mod argyle;
mod documented;
mod generated;
mod listener;
mod paths;
mod token;

pub use argyle::Argyle;
pub use generated::{MockServerExt, operations};
pub use httpmock;
