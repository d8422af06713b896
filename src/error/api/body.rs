//! Reads what the body of an error says, in one pass and in bounded memory.

mod value;

use std::collections::BTreeMap;

use serde::Deserializer as _;

use crate::error::display::without_stop;
use crate::redaction::{KnownSecrets, cut};
use value::{Place, Value};

/// How long a message is at most, in bytes: longer ones are pages, and not sentences.
const MESSAGE_LIMIT: usize = 4 * 1024;
/// How long the name of a field is at most, in bytes, those of the fields around it included.
const NAME_LIMIT: usize = 256;
/// How many messages there are at most, whatever they are about.
const MESSAGES_LIMIT: usize = 1024;
/// How long all messages are at most, with the names of the fields, in bytes: three quarters of what is read.
const TEXT_LIMIT: usize = 48 * 1024;
/// How deep fields stand in each other at most.
const DEPTH_LIMIT: usize = 32;

/// What the body of an error says.
#[derive(Default)]
pub(super) struct Said {
    pub(super) message: Option<String>,
    pub(super) fields: BTreeMap<String, Vec<String>>,
    pub(super) left_out: bool,
}

impl Said {
    /// The message and the fields in one line, of a little more than `limit` bytes where there is more.
    pub(super) fn summary(&self, limit: usize) -> String {
        let mut summary = self.message.clone().unwrap_or_default();
        for (field, messages) in &self.fields {
            let separator = if summary.is_empty() { "" } else { "; " };
            summary.truncate(without_stop(&summary).len());
            summary.extend([separator, field, ":"]);
            for message in messages {
                if summary.len() > limit {
                    return summary;
                }
                summary.extend([" ", message]);
            }
        }
        summary
    }
}

/// Reads `body` in whatever shape; one that is no JSON says nothing, and one that is cut off what came of it.
pub(super) fn read(body: &[u8], known: &KnownSecrets) -> Said {
    let mut reader = Reader {
        known,
        said: Said::default(),
        name: String::new(),
        depth: 0,
        messages: 0,
        text: 0,
    };
    let mut json = serde_json::Deserializer::from_slice(body);
    let root = Value { reader: &mut reader, place: Place::Root, secret: false };
    let end = json.deserialize_any(root).and_then(|()| json.end());
    match (end, body.trim_ascii_start().first()) {
        (Ok(()), _) => {}
        (Err(error), Some(b'{' | b'[' | b'"')) if error.is_eof() => reader.said.left_out = true,
        (Err(_), _) => return Said::default(),
    }
    let mut said = reader.said;
    // Pieces of a secret that stand in a list come together in the message.
    said.message = said.message.map(|message| known.line(&message, MESSAGE_LIMIT + 4));
    said
}

/// What was read so far, and where the reading is.
struct Reader<'a> {
    known: &'a KnownSecrets,
    said: Said,
    /// The name of the field that is read, with those around it; redacted, and never longer than its limit.
    name: String,
    depth: usize,
    messages: usize,
    text: usize,
}

impl Reader<'_> {
    fn is_full(&self) -> bool {
        self.messages >= MESSAGES_LIMIT || self.text >= TEXT_LIMIT
    }

    /// Goes to a field inside of the present one; `leave` with what this returns goes back.
    fn enter(&mut self, step: &str) -> usize {
        let before = self.name.len();
        self.depth += 1;
        if before >= NAME_LIMIT && self.name.ends_with('…') {
            return before;
        }
        if before > 0 {
            self.name.push('.');
        }
        let room = NAME_LIMIT.saturating_sub(self.name.len());
        self.name.push_str(cut(step, room));
        if step.len() > room {
            self.name.push('…');
        }
        before
    }

    fn leave(&mut self, before: usize) {
        self.depth -= 1;
        self.name.truncate(before);
    }

    /// Adds a message about the present field.
    fn add(&mut self, message: String) {
        let messages = self.said.fields.get_mut(&self.name);
        let name = if messages.is_some() { 0 } else { self.name.len() };
        let text = self.text + name + message.len();
        if self.messages >= MESSAGES_LIMIT || text > TEXT_LIMIT {
            self.said.left_out = true;
            return;
        }
        self.messages += 1;
        self.text = text;
        match messages {
            Some(messages) => messages.push(message),
            None => drop(self.said.fields.insert(self.name.clone(), vec![message])),
        }
    }

    /// Adds a sentence to the message about the whole.
    fn say(&mut self, text: &str) {
        let sentence = self.known.shortened_line(text, MESSAGE_LIMIT);
        match &mut self.said.message {
            None => self.said.message = Some(sentence),
            Some(message) if message.len() + sentence.len() < MESSAGE_LIMIT => {
                message.push(' ');
                message.push_str(&sentence);
            }
            Some(_) => self.said.left_out = true,
        }
    }
}
