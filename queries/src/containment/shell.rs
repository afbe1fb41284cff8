//! Quoting for a POSIX shell: names in a snapshot are chosen by others.

/// One word of a command line, exactly as given.
pub(super) fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A command line from its words.
pub(super) fn command<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_word() {
        assert_eq!(word("ci-deploy"), "ci-deploy");
        assert_eq!(word("a b"), "'a b'");
        assert_eq!(word("$(id)'; rm -rf /"), r"'$(id)'\''; rm -rf /'");
        assert_eq!(word(""), "''");
    }
}
