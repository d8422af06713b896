//! Text that means itself: what is no Markdown that could be passed on is printed as it was written.

/// The text, with every sign escaped that Markdown could read as its own.
pub fn escape(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            output.push('\n');
            continue;
        }
        if !output.is_empty() && !output.ends_with("\n\n") {
            // Two lines of one paragraph stay two lines.
            output.truncate(output.trim_end().len());
            output.push_str("\\\n");
        }
        for letter in line.chars() {
            if letter.is_ascii_punctuation() {
                output.push('\\');
            }
            output.push(letter);
        }
        output.push('\n');
    }
    output.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_prints_as_it_was_written() {
        assert_eq!(escape("# a\n- <b>\n\n[c]: d\n"), "\\# a\\\n\\- \\<b\\>\n\n\\[c\\]\\: d");
        assert_eq!(escape(""), "");
    }
}
