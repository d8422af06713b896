//! A typed mock matches the requests of the client with its values, and no others.

#![allow(clippy::unwrap_used, reason = "a test stops where something is not as it expects")]

use argyle_user_tokens::mock::{Argyle, MockServerExt};

#[tokio::test]
async fn a_typed_mock_takes_a_path_value_literally() {
    let signs = "[a](b){2}^$\\*?'\"#<>`&~-_=:;,@!|";
    for (mocked, sent, calls) in [
        ("a.b", "a.b", 1),
        ("a.b", "axb", 0),
        ("a b", "a b", 1),
        ("a+b", "a+b", 1),
        ("a+b", "aab", 0),
        ("é", "é", 1),
        ("a/b", "a/b", 1),
        ("a%2Fb", "a%2Fb", 1),
        ("a%2Fb", "a/b", 0),
        ("a|b", "a", 0),
        ("[^/]*", "a", 0),
        (signs, signs, 1),
        ("a", "ab", 0),
        ("", "a", 0),
    ] {
        let argyle = Argyle::start_async().await;
        let client = argyle.client().build().unwrap();
        let (first, second) = argyle.answer_first(|server| {
            let first = server.delete_parameter_part(|when, then| {
                when.id(mocked).part_id("p.1");
                then.success(204);
            });
            let second = server.delete_parameter_part(|when, then| {
                when.part_id(mocked);
                then.success(204);
            });
            (first, second)
        });
        // The embedded Argyle answers what no mock does.
        let _ = client.delete_parameter_part().id(sent).part_id("p.1").send().await;
        let _ = client.delete_parameter_part().id("any").part_id(sent).send().await;
        assert_eq!([first.calls(), second.calls()], [calls; 2], "{mocked} {sent}");
    }
}

#[tokio::test]
async fn a_typed_mock_writes_numbers_as_the_client_does() {
    for share in [1.0, 0.5, 1e21, -3.0] {
        let argyle = Argyle::start_async().await;
        let mock = argyle.answer_first(|server| {
            server.delete_parameter_v1_0(|when, then| {
                when.id("a").share(share).x_share(share);
                then.success(204);
            })
        });
        let client = argyle.client().build().unwrap();
        let request = client.delete_parameter_v1_0().id("a").share(share).x_share(share);
        request.send().await.unwrap();
        mock.assert();
    }
}
