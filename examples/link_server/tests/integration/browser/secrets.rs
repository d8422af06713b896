//! What must not be where it can be read: keys, tokens, and whose they are.

use argyle_user_tokens::UserToken;
use argyle_user_tokens::mock::Argyle;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// The API key of `argyle`, in plain and as it is sent, and the user.
    pub(crate) fn collect(argyle: &Argyle, user: Uuid) -> Self {
        let [(_, id), (_, secret), ..] = argyle.environment();
        let sent = STANDARD.encode(format!("{id}:{secret}"));
        Self(vec![secret, sent, user.to_string(), user.simple().to_string()])
    }

    /// Tokens, and the parts that they consist of: two of three are enough to know whose they are.
    pub(crate) fn add(&mut self, tokens: &[UserToken]) {
        for token in tokens {
            // The first part is the same of all tokens, and says nothing.
            self.0.extend(token.expose_secret().split('.').skip(1).map(str::to_owned));
        }
    }

    pub(crate) fn assert_none_in(&self, place: &str, text: &str) {
        for secret in &self.0 {
            assert!(!text.contains(secret), "{secret} is in {place}: {text}");
        }
    }
}
