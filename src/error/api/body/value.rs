//! The values in the body of an error, as serde_json meets them: what they say goes into the reader, and none is kept.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{DEPTH_LIMIT, MESSAGE_LIMIT, NAME_LIMIT, Reader};
use crate::generated::SECRET_PROPERTIES;
use crate::redaction::REDACTED;

/// From here on, a number in an `f64` may differ from what was written.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Where a value stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// It is the body.
    Root,
    /// It is in the list that the body is.
    RootItem(usize),
    /// It is the `detail` of the body.
    Detail,
    /// It is a field.
    Field,
    /// It is in the list that a field is.
    Item(usize),
}

/// Reads a value, and what it says into the reader.
pub(super) struct Value<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    pub(super) place: Place,
    /// Whether it is, or belongs to, a property whose value is a secret.
    pub(super) secret: bool,
}

impl Value<'_, '_> {
    /// Adds what a number or a truth value is.
    fn add_scalar(self, text: &str) {
        let index = match self.place {
            Place::Root => return,
            Place::RootItem(index) | Place::Item(index) => Some(index),
            Place::Detail | Place::Field => None,
        };
        let before = index.map(|index| self.reader.enter(&index.to_string()));
        let text = if self.secret { REDACTED } else { text };
        let message = self.reader.known.shortened_line(text, MESSAGE_LIMIT);
        self.reader.add(message);
        if let Some(before) = before {
            self.reader.leave(before);
        }
    }

    /// Goes into a list or an object, which has a name of its own if it is part of a list.
    fn enter_item(&mut self) -> Option<usize> {
        match self.place {
            Place::RootItem(index) | Place::Item(index) => {
                Some(self.reader.enter(&index.to_string()))
            }
            Place::Root | Place::Detail | Place::Field => None,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        match self.place {
            Place::Root | Place::RootItem(_) => self.reader.say(text),
            Place::Detail => {
                self.reader.said.message = None;
                self.reader.say(text);
            }
            // What is not kept is not redacted either.
            Place::Field | Place::Item(_) if self.reader.is_full() => {
                self.reader.said.left_out = true;
            }
            Place::Field | Place::Item(_) => {
                let text = if self.secret { REDACTED } else { text };
                let message = self.reader.known.shortened_line(text, MESSAGE_LIMIT);
                self.reader.add(message);
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.add_scalar(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.add_scalar(&value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.add_scalar(&value.to_string());
        Ok(())
    }

    /// A number that is not exactly what the server wrote cannot be compared with a secret of digits.
    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        let text = if value.abs() < EXACT { value.to_string() } else { REDACTED.to_owned() };
        self.add_scalar(&text);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let before = self.enter_item();
        for index in 0.. {
            let place = match self.place {
                Place::Root => Place::RootItem(index),
                _ => Place::Item(index),
            };
            let is_unread = self.reader.is_full() || self.reader.depth > DEPTH_LIMIT;
            let more = if is_unread && self.place != Place::Root {
                let more = items.next_element::<IgnoredAny>()?.is_some();
                self.reader.said.left_out |= more;
                more
            } else {
                let item = Value { reader: &mut *self.reader, place, secret: self.secret };
                items.next_element_seed(item)?.is_some()
            };
            if !more {
                break;
            }
        }
        if let Some(before) = before {
            self.reader.leave(before);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let before = self.enter_item();
        let root = self.place == Place::Root;
        while let Some(name) = members.next_key_seed(Name { reader: &*self.reader, root })? {
            if name.is_unread {
                self.reader.said.left_out = true;
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let place = if name.is_detail { Place::Detail } else { Place::Field };
            let back = self.reader.enter(&name.shown);
            let secret = self.secret || name.is_secret;
            members.next_value_seed(Value { reader: &mut *self.reader, place, secret })?;
            self.reader.leave(back);
        }
        if let Some(before) = before {
            self.reader.leave(before);
        }
        Ok(())
    }
}

/// The name of a member.
struct Member {
    /// Redacted, and not longer than a name may be.
    shown: String,
    is_detail: bool,
    is_secret: bool,
    /// Whether nothing more is kept, so that its value is not looked at.
    is_unread: bool,
}

/// Reads the name of a member.
struct Name<'r, 'a> {
    reader: &'r Reader<'a>,
    root: bool,
}

impl<'de> DeserializeSeed<'de> for Name<'_, '_> {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_, '_> {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Member, E> {
        let is_detail = self.root && name == "detail";
        let is_full = self.reader.is_full() || self.reader.depth >= DEPTH_LIMIT;
        let is_unread = is_full && !is_detail;
        let shown = if is_unread {
            String::new()
        } else {
            self.reader.known.shortened_line(name, NAME_LIMIT)
        };
        let is_secret = name.split('.').any(|step| SECRET_PROPERTIES.contains(&step));
        Ok(Member { shown, is_detail, is_secret, is_unread })
    }
}
