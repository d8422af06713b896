//! JSON pointers, as RFC 6901 writes them.

use percent_encoding::percent_decode_str;

/// One step of a pointer, escaped.
pub fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// A step that was escaped, as it is.
pub fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The pointer that leads from `pointer` on through `steps`.
pub fn join<'a>(pointer: &str, steps: impl IntoIterator<Item = &'a str>) -> String {
    let steps = steps.into_iter().map(|step| format!("/{}", escape(step)));
    std::iter::once(pointer.to_owned()).chain(steps).collect()
}

/// Whether a schema at this pointer describes a value, and is neither a component nor a part of a composition.
pub fn is_use(pointer: &str) -> bool {
    let (parent, step) = pointer.rsplit_once('/').unwrap_or_default();
    let is_composed = ["/allOf", "/anyOf", "/oneOf"].iter().any(|key| parent.ends_with(key));
    let is_part = is_composed && step.parse::<usize>().is_ok();
    parent != "/components/schemas" && !is_part
}

/// The steps of a pointer as it stands in the fragment of a URI, where signs may be percent-encoded.
pub fn steps(fragment: &str) -> Vec<String> {
    let decode = |step: &str| percent_decode_str(step).decode_utf8_lossy().into_owned();
    let steps = fragment.split('/').skip(1).map(decode);
    steps.map(|step| unescape(&step)).collect()
}
