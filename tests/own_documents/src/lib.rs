//! A program whose page replaces an operation of the crate. The guide to other operations shows its lines.

use std::error::Error;

use argyle_user_tokens::{Client, UserToken};

/// Creates a user, and mints the first token.
pub async fn first_token(client: &Client) -> Result<UserToken, Box<dyn Error>> {
    let created =
        client.create_user().body_map(|user| user.external_id("customer-7")).send().await?;
    let id = created.id.as_ref().and_then(|id| id.uuid()).ok_or("the user has no id")?; // Argyle's: store it
    let token = client.user_token(id).await?;
    Ok(token)
}
