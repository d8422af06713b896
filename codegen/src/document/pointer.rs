//! JSON pointers, as RFC 6901 writes them.

/// One step of a pointer, escaped.
pub fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// The pointer that leads from `pointer` on through `steps`.
pub fn join<'a>(pointer: &str, steps: impl IntoIterator<Item = &'a str>) -> String {
    let steps = steps.into_iter().map(|step| format!("/{}", escape(step)));
    std::iter::once(pointer.to_owned()).chain(steps).collect()
}
