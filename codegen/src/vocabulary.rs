//! Formats and extensions that the pipeline adds to OpenAPI, and reserved names.

/// The format of a user token. The overlay sets it.
pub const USER_TOKEN: &str = "user-token";
/// The format of an id in a response.
pub const ID: &str = "id";
/// The format of personal text, which logs must not contain.
pub const PERSONAL: &str = "personal";
/// The format of a file in a form.
pub const UPLOAD: &str = "upload";
/// The format of a point in time.
pub const TIMESTAMP: &str = "timestamp";
/// The format of a day.
pub const DAY: &str = "day";

/// The extension with the runtime's style of a query parameter.
pub const QUERY_STYLE: &str = "x-query-style";
/// The extension with the runtime's styles of form properties.
pub const FORM_STYLES: &str = "x-form-styles";
/// The extension with the media type of a JSON body, if it is not `application/json`.
pub const MEDIA_TYPE: &str = "x-media-type";
/// The extension that marks an operation whose body is a form with files.
pub const MULTIPART: &str = "x-multipart";

/// The extension that marks an enum without a variant for unlisted values, because its values distinguish types.
pub const CLOSED: &str = "x-closed";

/// The handwritten methods of the client, the methods that generated code calls, and `clone`.
pub const CLIENT_METHODS: [&str; 12] = [
    "builder",
    "call",
    "capturing",
    "clone",
    "exec",
    "from_env",
    "new_user",
    "post",
    "pre",
    "user_token",
    "with_credentials",
    "with_rotated_credentials",
];

/// Operations whose builders would collide with names in progenitor's code.
pub const BUILDER_NAMES: [&str; 11] = [
    "byte_stream",
    "client_hooks",
    "client_info",
    "error",
    "from",
    "operation_info",
    "option",
    "request_builder_ext",
    "response_value",
    "result",
    "string",
];
