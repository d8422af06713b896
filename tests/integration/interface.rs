//! Promises about types, which the compiler checks.

use std::num::NonZeroU32;
use std::ops::DerefMut;

use argyle_user_tokens::{
    ApiError, Claims, ClaimsError, Client, ClientBuilder, ConfigError, Credentials, Environment,
    Error, ErrorKind, Response, RetryPolicy, UserToken, builder, mock, types,
};

#[test]
fn types_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<ApiError>();
    shared::<Claims>();
    shared::<ClaimsError>();
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<ConfigError>();
    shared::<Credentials>();
    shared::<Environment>();
    shared::<Error>();
    shared::<ErrorKind>();
    shared::<Response<types::CreateUserTokenResponse>>();
    shared::<RetryPolicy>();
    shared::<UserToken>();
    shared::<mock::Argyle>();
}

#[test]
fn calls_can_be_spawned() {
    fn spawned<T: Send>(_: impl FnOnce() -> T) {}
    fn call(client: &Client) -> impl Future<Output = Result<UserToken, Error>> + Send {
        client.user_token(uuid::Uuid::nil())
    }
    let _ = call;
    spawned(|| None::<builder::CreateUserToken<'static>>);
}

#[test]
fn an_error_is_one_pointer() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn a_count_of_zero_is_refused_by_its_type() {
    let _: fn(ClientBuilder, NonZeroU32) -> ClientBuilder = ClientBuilder::max_requests_per_second;
    let _: fn(RetryPolicy, NonZeroU32) -> RetryPolicy = RetryPolicy::max_attempts;
}

/// Implemented twice for a type that derefs mutably, so the compiler could not choose.
trait IsReadOnly<Reason> {
    fn check() {}
}

impl<T> IsReadOnly<()> for T {}
impl<T: DerefMut> IsReadOnly<u8> for T {}

#[test]
fn a_response_derefs_without_a_mutable_borrow() {
    <Response<types::CreateUserTokenResponse> as IsReadOnly<_>>::check();
}
