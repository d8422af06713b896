//! The claims of a token are read as far as they can be.

use argyle_user_tokens::{Claims, UserToken};
use client_review::collect_examples;

use crate::vendored;

/// The token in the example of the vendored document, one byte of which is damaged.
fn example() -> UserToken {
    let examples = collect_examples(&vendored());
    let page = examples.iter().find(|example| example.file.ends_with("user-tokens.yaml")).unwrap();
    serde_json::from_value(page.value["user_token"].clone()).unwrap()
}

#[test]
fn the_damaged_token_yields_every_other_claim() {
    let Claims { user_id, client_id, subject, issuer, id, issued_at, expires_at, other, .. } =
        example().claims().unwrap();
    assert_eq!(client_id, None);
    let user = "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7";
    assert_eq!(user_id.unwrap().to_string(), user);
    assert_eq!(subject.as_deref(), Some(user));
    assert_eq!(issuer.as_deref(), Some("argyle-core-auth-dev"));
    assert_eq!(id.as_deref(), Some("8e9510f4-4c5e-4e90-9227-d6861972c190"));
    let lifetime = expires_at.unwrap().duration_since(issued_at.unwrap()).unwrap();
    assert_eq!(lifetime.as_secs(), 3600);
    assert_eq!(other.keys().collect::<Vec<_>>(), ["client_id", "fid"]);
    assert_eq!(other["fid"], "c271a84e-c624-43da-98c2-4386d5959d8b");
    assert!(other["client_id"].as_str().unwrap().contains('\u{fffd}'), "{other:?}");
}

#[test]
fn garbage_gets_an_error_and_no_panic() {
    for garbage in ["x", "..", "a.b.c", "....", "é.é.é", "a.eyJ.c", "a.bnVsbA.c"] {
        let token = UserToken::try_from(garbage.to_owned()).unwrap();
        assert!(token.claims().is_err(), "{garbage}");
    }
}
