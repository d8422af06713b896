//! Open enums of texts: a text that is not listed is kept unchanged.

/// Implements the conversions between an enum and text, beside those that serde derives. Takes the variant for unlisted texts, and the text
/// of every other variant.
macro_rules! open_enum {
    ($name:ident, $unrecognized:ident, { $($variant:ident => $text:literal),* $(,)? }) => {
        impl $name {
            /// The value as the API writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unrecognized(value) => value,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($text => Self::$variant,)*
                    value => Self::$unrecognized(value.to_owned()),
                }
            }
        }

        $crate::values::verbatim::text_conversions!($name);

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
            }
        }
    };
}

#[cfg(argyle_spec = "enums")]
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    #[derive(serde::Serialize, Clone, Debug, PartialEq)]
    enum Status {
        #[serde(rename = "open")]
        Open,
        /// Shares its name with the associated type of `FromStr`.
        #[serde(rename = "err")]
        Err,
        #[serde(untagged)]
        Unrecognized(String),
    }

    open_enum!(Status, Unrecognized, { Open => "open", Err => "err" });

    #[test]
    fn an_unlisted_text_is_kept_and_sent_unchanged() {
        for (text, value) in [
            ("open", Status::Open),
            ("err", Status::Err),
            ("Open", Status::Unrecognized("Open".to_owned())),
        ] {
            assert_eq!(Status::from(text), value);
            assert_eq!(text.parse(), Ok(value.clone()));
            assert_eq!(value.to_string(), text);
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(json, format!("{text:?}"));
            assert_eq!(serde_json::from_str::<Status>(&json).unwrap(), value);
        }
    }
}
