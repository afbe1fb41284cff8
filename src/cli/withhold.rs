//! Errors quote what was given on the command line: a secret value that was given is left out of them.

use blastradius_queries::subject::recognise;

/// The text without the secret values of the command line.
pub(crate) fn withhold(text: &str) -> String {
    std::env::args_os()
        .skip(1)
        .filter_map(|argument| argument.into_string().ok())
        .flat_map(|argument| {
            // The value may stand after a flag and be quoted without it.
            let words: Vec<String> = argument
                .split(|c: char| c.is_whitespace() || ":,;=\"'|".contains(c))
                .map(str::to_owned)
                .collect();
            std::iter::once(argument).chain(words)
        })
        .filter(|word| recognise(word).is_some())
        .fold(text.to_owned(), |text, secret| {
            text.replace(&secret, "[secret]")
        })
}
