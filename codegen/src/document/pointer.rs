//! JSON pointers (RFC 6901).

use percent_encoding::percent_decode_str;

/// Escapes a step of a pointer.
pub fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// Restores an escaped step.
pub fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Appends `steps` to `pointer`.
pub fn join<'a>(pointer: &str, steps: impl IntoIterator<Item = &'a str>) -> String {
    let steps = steps.into_iter().map(|step| format!("/{}", escape(step)));
    std::iter::once(pointer.to_owned()).chain(steps).collect()
}

/// Returns whether the schema at this pointer is a use: neither a component nor a part of a composition.
pub fn is_use(pointer: &str) -> bool {
    let (parent, step) = pointer.rsplit_once('/').unwrap_or_default();
    let is_composed = ["/allOf", "/anyOf", "/oneOf"].iter().any(|key| parent.ends_with(key));
    let is_part = is_composed && step.parse::<usize>().is_ok();
    parent != "/components/schemas" && !is_part
}

/// Returns the steps of a pointer in the fragment of a URI, which may be percent-encoded.
pub fn steps(fragment: &str) -> Vec<String> {
    let decode = |step: &str| percent_decode_str(step).decode_utf8_lossy().into_owned();
    let steps = fragment.split('/').skip(1).map(decode);
    steps.map(|step| unescape(&step)).collect()
}
