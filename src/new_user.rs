//! A user that was created: the request and the response of `Client::new_user`. Both are typed here and not by the document,
//! as a program may bring one that describes `POST /v2/users` in another way.

use reqwest::header::{ACCEPT, HeaderValue};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::call::Operation;
use crate::call::request::RequestParts;
use crate::decode::{self, Decoded};
use crate::progenitor_client::Requests;
use crate::token::UserToken;

/// Creates a user. It is never marked as safe to repeat, whatever an overlay says: a repeat may create a second user.
/// The build script checks that the operation is in the documents and asks for the credentials.
pub(crate) static CREATE_USER: Operation =
    Operation { name: "create_user", path: "/v2/users", authorized: true, ..Operation::UNKNOWN };

/// A new user, as [`Client::new_user`](crate::Client::new_user) returns it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewUser {
    /// Argyle's id of the user. Keep it: [`Client::user_token`](crate::Client::user_token) mints later tokens for it.
    pub id: Uuid,
    /// A first token, with which Argyle Link opens for the user.
    pub user_token: UserToken,
}

#[derive(Serialize)]
struct Body {
    external_id: String,
}

/// The response as it came; both are checked one by one, so that the error names what is missing.
#[derive(Deserialize)]
struct Answer {
    id: Option<Uuid>,
    user_token: Option<UserToken>,
}

/// Makes the request for a user with this external id.
pub(crate) fn request(external_id: String) -> Box<RequestParts> {
    let request = Requests::default().post(CREATE_USER.path.to_owned());
    let request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
    request.json(&Body { external_id })
}

/// Reads the response. A success without an id or a token is an error of the call, like one that does not decode.
pub(crate) fn read(body: &[u8]) -> Result<Decoded<NewUser>, String> {
    let Decoded { value: Answer { id, user_token }, .. } = decode::json(body)?;
    let id = id.ok_or("has no field `id` that is a UUID")?;
    let user_token = user_token.ok_or("has no field `user_token`")?;
    Ok(Decoded::whole(NewUser { id, user_token }))
}
