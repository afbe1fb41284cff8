//! Characters that a reader cannot see, or that change how the rest is seen.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar as _;

/// How many combining marks may follow each other before the rest is escaped. Vietnamese and Thai
/// use two; stacks of dozens cover the lines above and below.
const COMBINING_MARKS: usize = 3;

/// Whether a character is invisible or steers the display: C0 and C1 controls, the bidirectional
/// formatting characters (Unicode Standard Annex 9), zero-width and default-ignorable characters
/// (Unicode Standard section 5.21), tag characters, line and paragraph separators, spaces that
/// pretend to be something else, private use and non-characters.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}'                      // soft hyphen
            | '\u{34f}'                   // combining grapheme joiner
            | '\u{61c}'                   // Arabic letter mark
            | '\u{115f}' | '\u{1160}'     // Hangul fillers
            | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'     // Mongolian selectors
            | '\u{2000}'..='\u{200f}'     // wide and narrow spaces, zero-width characters, marks
            | '\u{2028}'..='\u{202f}'     // separators, bidirectional embeddings and overrides
            | '\u{205f}'..='\u{206f}'     // invisible operators, bidirectional isolates
            | '\u{a0}'                    // no-break space
            | '\u{1680}'
            | '\u{2800}'                  // blank Braille pattern
            | '\u{3164}' | '\u{ffa0}'     // Hangul fillers
            | '\u{e000}'..='\u{f8ff}'     // private use
            | '\u{fdd0}'..='\u{fdef}'     // non-characters
            | '\u{fe00}'..='\u{fe0f}'     // variation selectors
            | '\u{feff}'                  // byte order mark
            | '\u{fff0}'..='\u{fffc}'     // unassigned, interlinear annotation, object replacement
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{10ffff}' // tags, selectors, private use planes
        )
        || matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff)
}

/// The text with every [hidden](is_hidden) character written as an escape: `\n`, `\t`, `\r`, `\0`
/// or `\u{202e}`. Text without them is returned as it is. The result has no control character at
/// all and stays on one line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !needs_escape(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            c if is_hidden(c) || marks > COMBINING_MARKS => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn needs_escape(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks > COMBINING_MARKS || is_hidden(c)
    })
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && c.width() == Some(0)
}
