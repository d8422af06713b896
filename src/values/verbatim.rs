//! Conversions that types of text share.

/// Implements the conversions of a type that has `as_str` and is made from `&str`.
macro_rules! text_conversions {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
    };
}

/// Implements the methods of a type that keeps its value as the API writes it.
#[allow(unused_macros, reason = "a document may have enums alone")]
macro_rules! verbatim {
    ($name:ident) => {
        impl $name {
            /// Returns the text that the API sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        text_conversions!($name);
    };
}

#[allow(unused_imports, reason = "a document may have no enums")]
pub(crate) use text_conversions;
