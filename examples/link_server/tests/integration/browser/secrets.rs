//! Secrets that must not be readable: keys, tokens, and the ids of users.

use argyle_user_tokens::UserToken;
use argyle_user_tokens::mock::Argyle;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Collects the API key of `argyle`, in plain and as it is sent, and the user.
    pub(crate) fn collect(argyle: &Argyle, user: Uuid) -> Self {
        let [(_, id), (_, secret), ..] = argyle.environment();
        let sent = STANDARD.encode(format!("{id}:{secret}"));
        Self(vec![secret, sent, user.to_string(), user.simple().to_string()])
    }

    /// Adds the parts of tokens. Two of three parts are enough to identify the user.
    pub(crate) fn add(&mut self, tokens: &[UserToken]) {
        for token in tokens {
            // The first part is the same for all tokens, and reveals nothing.
            self.0.extend(token.expose_secret().split('.').skip(1).map(str::to_owned));
        }
    }

    pub(crate) fn assert_none_in(&self, location: &str, text: &str) {
        for secret in &self.0 {
            assert!(!text.contains(secret), "{secret} is in {location}: {text}");
        }
    }
}
