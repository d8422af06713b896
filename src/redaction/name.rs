//! Values of settings, which are shown where they look like names, and where no secret could.

use super::REDACTED;
use super::invisible::is_invisible;

/// How long a name is at most: a longer word may be a key.
const NAME: usize = 16;
/// How many digits of a version stand together.
const NUMBER: usize = 4;
/// How much is shown of a value of several names.
const NAMES: usize = 64;

/// `value` where it is one name, with whatever invisible there is around it, and else nothing of it.
pub(crate) fn if_one_name(value: &str) -> String {
    let name = value.trim_matches(is_invisible);
    let plain = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '-' | '_');
    let is_name =
        name.len() <= NAME && value.chars().count() <= 2 * NAME && name.chars().all(plain);
    if is_name { value.to_owned() } else { REDACTED.to_owned() }
}

/// `value` where it consists of names and versions, and else nothing of it: a key mixes letters and digits.
pub(crate) fn if_names(value: &str) -> String {
    let is_name = |word: &str| {
        (word.len() <= NAME && word.chars().all(|letter| letter.is_ascii_alphabetic()))
            || (word.len() <= NUMBER && word.chars().all(|letter| letter.is_ascii_digit()))
    };
    let mut words =
        value.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric());
    let are_names = value.len() <= NAMES && words.all(is_name);
    if are_names { value.to_owned() } else { REDACTED.to_owned() }
}
