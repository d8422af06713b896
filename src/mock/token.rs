//! The tokens that the embedded Argyle mints: JWTs in form, which nobody signed.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use uuid::Uuid;

/// Lifetime of a token.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// A token for `user` of the account `client`. Its signature is random: only Argyle can make one, and
/// only Argyle can check it.
pub(super) fn mint(user: Uuid, client: Uuid) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let claims = json!({
        "client_id": client,
        "exp": (now + LIFETIME).as_secs(),
        "fid": Uuid::new_v4(),
        "iat": now.as_secs(),
        "iss": "argyle-embedded",
        "jti": Uuid::new_v4(),
        "sub": user,
        "user_id": user,
    });
    let signature = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
    let parts = [header.to_string().into_bytes(), claims.to_string().into_bytes(), signature];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}
