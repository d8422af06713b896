//! Arguments of the setters of optional texts: a text, or an `Option` of it.

/// An argument of the setter of an optional text `P`: `&str`, `String` and everything else that converts into the text, or an
/// `Option` of these. `Form` tells the two apart; the compiler infers it.
///
/// A text is a `String`, a secret or a user token.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a text, and not an `Option` of one",
    label = "a setter of an optional text takes `&str`, `String`, or an `Option` of them"
)]
pub trait IntoOptional<P, Form> {
    /// The reason why an argument does not convert.
    type Error;

    /// Converts the argument into the property.
    ///
    /// # Errors
    ///
    /// If the text does not convert.
    fn try_into(self) -> Result<P, Self::Error>;
}

/// The form of an argument that is a text.
#[derive(Debug)]
pub enum Text {}

/// The form of an argument that is an `Option` of a text.
#[derive(Debug)]
pub enum OptionOfText {}

impl<V, T: TryInto<V>> IntoOptional<Option<V>, Text> for T {
    type Error = T::Error;

    fn try_into(self) -> Result<Option<V>, T::Error> {
        TryInto::try_into(self).map(Some)
    }
}

impl<V, T: TryInto<V>> IntoOptional<Option<V>, OptionOfText> for Option<T> {
    type Error = T::Error;

    fn try_into(self) -> Result<Option<V>, T::Error> {
        self.map(TryInto::try_into).transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn read<F>(argument: impl IntoOptional<Option<String>, F>) -> Option<String> {
        argument.try_into().ok().unwrap()
    }

    #[test]
    fn a_setter_takes_every_text_and_its_option() {
        let text = Some("a".to_owned());
        assert_eq!(read("a"), text);
        assert_eq!(read("a".to_owned()), text);
        assert_eq!(read('a'), text);
        assert_eq!(read(Cow::Borrowed("a")), text);
        assert_eq!(read(Some("a")), text);
        assert_eq!(read(text.as_deref()), text);
        assert_eq!(read(text.as_ref()), text);
        assert_eq!(read(text.clone()), text);
        assert_eq!(read(None::<&str>), None);
        assert!(IntoOptional::<Option<String>, _>::try_into(c"\xff".to_owned()).is_err());
    }
}
