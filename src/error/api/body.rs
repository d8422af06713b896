//! Reads what the body of an error says.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::generated::SECRET_PROPERTIES;
use crate::redaction::{KnownSecrets, REDACTED, cut};

/// How long a message is at most, in bytes: longer ones are pages, and not sentences.
const MESSAGE_LIMIT: usize = 4 * 1024;
/// How long the name of a field is at most, in bytes, those of the fields around it included.
const NAME_LIMIT: usize = 256;
/// How many messages there are at most, whatever they are about.
const MESSAGES_LIMIT: usize = 1024;
/// From how many bytes of messages and their names on nothing is added.
const TEXT_LIMIT: usize = 32 * 1024;
/// How many objects and lists a body has at most. An object costs serde_json up to 700 bytes, however few the body
/// has for it, and no error of an API has so many.
const CONTAINERS_LIMIT: usize = 512;

/// What the body of an error says.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) message: Option<String>,
    pub(super) fields: BTreeMap<String, Vec<String>>,
    /// Whether there is, or may be, something in the body that is not in here.
    pub(super) left_out: bool,
}

/// Reads `body` in whatever shape; one that is no JSON says nothing, and is left out where it is cut off.
pub(super) fn read(body: &[u8], known: &KnownSecrets) -> Said {
    let mut reader = Reader { known, said: Said::default(), messages: 0, text: 0 };
    if body.iter().filter(|byte| b"{[".contains(byte)).count() > CONTAINERS_LIMIT {
        return reader.said;
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            let detail = value.get_mut("detail").filter(|detail| detail.is_string());
            if let Some(detail) = detail.map(Value::take) {
                reader.add("", &detail, false);
            }
            reader.add("", &value, false);
        }
        Err(error) => reader.said.left_out = error.is_eof() && !body.trim_ascii().is_empty(),
    }
    let Said { fields, message, .. } = &mut reader.said;
    *message = fields.remove("").map(|sentences| sentences.join(" "));
    reader.said
}

/// What was read so far, with the numbers of messages and of bytes in `fields`.
struct Reader<'a> {
    known: &'a KnownSecrets,
    said: Said,
    messages: usize,
    text: usize,
}

impl Reader<'_> {
    /// Adds what the value of the field `name` says, or, where that is empty, the body: a sentence of the message.
    /// `secret` is whether it belongs to a property whose value is a secret.
    fn add(&mut self, name: &str, value: &Value, secret: bool) {
        let text = match value {
            Value::Null => return,
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    match item {
                        Value::String(_) => self.add(name, item, secret),
                        item => self.add(&within(name, &index.to_string()), item, secret),
                    }
                }
                return;
            }
            Value::Object(members) => {
                for (step, value) in members {
                    let secret =
                        secret || step.split('.').any(|part| SECRET_PROPERTIES.contains(&part));
                    let step = self.known.line(step, NAME_LIMIT);
                    self.add(&within(name, &step), value, secret);
                }
                return;
            }
            Value::String(text) if name.is_empty() && text.trim().is_empty() => return,
            other if name.is_empty() && !other.is_string() => return,
            _ if self.messages >= MESSAGES_LIMIT || self.text >= TEXT_LIMIT => {
                self.said.left_out = true;
                return;
            }
            _ if secret => REDACTED.to_owned(),
            Value::String(text) => self.known.line(text, MESSAGE_LIMIT),
            // Another number is not kept as it was written, so that it cannot be compared with a secret of digits.
            Value::Number(number) if !number.is_i64() && !number.is_u64() => REDACTED.to_owned(),
            scalar => self.known.line(&scalar.to_string(), MESSAGE_LIMIT),
        };
        self.messages += 1;
        self.text += name.len() + text.len();
        self.said.fields.entry(name.to_owned()).or_default().push(text);
    }
}

/// The name of a field that stands in `outer`.
fn within(outer: &str, name: &str) -> String {
    let separator = if outer.is_empty() { "" } else { "." };
    let whole = [outer, separator, name].concat();
    match cut(&whole, NAME_LIMIT) {
        kept if kept.len() < whole.len() => format!("{kept}…"),
        _ => whole,
    }
}
