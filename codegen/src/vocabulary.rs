//! What this pipeline adds to the vocabulary of OpenAPI: formats that stand for types of the crate, extensions, and
//! names that are taken.

/// The format of a user token; the overlay sets it.
pub const USER_TOKEN: &str = "user-token";
/// The format of an id, as the API writes it.
pub const ID: &str = "id";
/// The format of text about a person that no log is to have.
pub const PERSONAL: &str = "personal";
/// The format of a file that is sent in a form.
pub const UPLOAD: &str = "upload";
/// The format of a point in time, as the API writes it.
pub const TIMESTAMP: &str = "timestamp";
/// The format of a day, as the API writes it.
pub const DAY: &str = "day";

/// The extension that says in which style of the runtime's a query parameter is written.
pub const QUERY_STYLE: &str = "x-query-style";
/// The extension that says in which styles of the runtime's the properties of a form are written.
pub const FORM_STYLES: &str = "x-form-styles";
/// The extension with the media type of JSON that is called something else.
pub const MEDIA_TYPE: &str = "x-media-type";
/// The extension that marks an operation whose body is sent as a form with files.
pub const MULTIPART: &str = "x-multipart";

/// The extension that marks an enum without a variant for values that are not listed: its values tell types apart.
pub const CLOSED: &str = "x-closed";

/// The methods of the client that are not generated, those that generated code calls on it, and `clone`.
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

/// Operations whose builders would have names that progenitor's code uses for something else.
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
