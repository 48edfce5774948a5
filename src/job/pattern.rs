//! Whether a text matches a regular expression of a CHECK, where PostgreSQL and the parser certainly
//! read the expression in the same way; of the others nothing is said.

/// Whether the expression matches somewhere in the text; none where only PostgreSQL can tell.
pub fn matches(pattern: &str, text: &str) -> Option<bool> {
    if is_read_otherwise(pattern) {
        return None;
    }
    // There a dot is a line break too.
    let pattern = regex::RegexBuilder::new(pattern).dot_matches_new_line(true).build().ok()?;
    Some(pattern.is_match(text))
}

/// Escapes and sets that mean something else there, or nothing.
fn is_read_otherwise(pattern: &str) -> bool {
    let is_strange = |(at, _): (usize, &str)| {
        let next = pattern[at + 1..].chars().next();
        next.is_none_or(|it| it.is_alphanumeric() && !"dswDSW".contains(it))
    };
    let sets = ["&&", "--", "~~", "(?", "***", "[["];
    sets.iter().any(|it| pattern.contains(it)) || pattern.match_indices('\\').any(is_strange)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_and_what_nobody_here_can_tell() {
        for (pattern, text, expected) in [
            ("^[0-9]+$", "0123", Some(true)),
            ("^[0-9]+$", "012a", Some(false)),
            ("^[^@]+@[^@]+$", "a@b", Some(true)),
            ("^[^@]+@[^@]+$", "[ANONYMIZED]", Some(false)),
            ("b{2,3}c?$", "abbb", Some(true)),
            ("^(ab|cd)*$", "abcdab", Some(true)),
            ("^(ab|cd)*$", "abc", Some(false)),
            ("^\\d{4}-\\d\\d$", "2026-01", Some(true)),
            ("x", "abc", Some(false)),
            ("^.$", "\n", Some(true)),
            ("(a*)*b", "aaab", Some(true)),
            ("\\mword", "word", None),
            ("(?i)a", "A", None),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
