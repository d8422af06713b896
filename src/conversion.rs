//! Values that builders are given: each is converted when it is set, and refused when it is needed.

use std::borrow::Cow;
use std::fmt;

/// A property of a builder: its value, or what is wrong with it.
pub(crate) type Property<T> = Result<T, Cow<'static, str>>;

/// Converts the value that a setter is given.
pub(crate) fn converted<T, V: TryInto<T>>(name: &str, value: V) -> Property<T>
where
    V::Error: fmt::Display,
{
    value
        .try_into()
        .map_err(|error| Cow::Owned(format!("error converting supplied value for {name}: {error}")))
}

/// What is wrong with a value that does not convert, or with a property that has none.
#[derive(Debug)]
pub struct ConversionError(Cow<'static, str>);

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConversionError {}

impl From<ConversionError> for Cow<'static, str> {
    fn from(error: ConversionError) -> Self {
        error.0
    }
}

impl From<Cow<'static, str>> for ConversionError {
    fn from(problem: Cow<'static, str>) -> Self {
        Self(problem)
    }
}

impl From<&'static str> for ConversionError {
    fn from(problem: &'static str) -> Self {
        Self(problem.into())
    }
}

impl From<String> for ConversionError {
    fn from(problem: String) -> Self {
        Self(problem.into())
    }
}
