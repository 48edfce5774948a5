//! Whether a text matches a regular expression of a CHECK, where PostgreSQL and the parser certainly
//! read the expression in the same way; of the others nothing is said.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Whether the expression matches somewhere in the text; none where only PostgreSQL can tell.
pub fn matches(pattern: &str, text: &str) -> Option<bool> {
    if is_read_otherwise(pattern) {
        return None;
    }
    // There a dot is a line break too.
    let mut parser = regex_syntax::ParserBuilder::new().dot_matches_new_line(true).build();
    let hir = parser.parse(pattern).ok()?;
    let text: Vec<char> = text.chars().collect();
    let anywhere = (0..=text.len()).collect();
    Some(!ends(&hir, &text, &anywhere)?.is_empty())
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

/// Where a match ends that begins at one of these places.
fn ends(hir: &Hir, text: &[char], starts: &BTreeSet<usize>) -> Option<BTreeSet<usize>> {
    let one = |fits: &dyn Fn(char) -> bool| {
        starts.iter().filter(|at| text.get(**at).is_some_and(|it| fits(*it))).map(|at| at + 1).collect()
    };
    Some(match hir.kind() {
        HirKind::Empty => starts.clone(),
        HirKind::Literal(literal) => {
            let literal: Vec<char> = std::str::from_utf8(&literal.0).ok()?.chars().collect();
            let follow = starts.iter().filter(|at| text[**at..].starts_with(&literal));
            follow.map(|at| at + literal.len()).collect()
        }
        HirKind::Class(Class::Unicode(class)) => {
            one(&|c| class.ranges().iter().any(|it| (it.start()..=it.end()).contains(&c)))
        }
        HirKind::Class(Class::Bytes(class)) => one(&|c| {
            u8::try_from(c)
                .is_ok_and(|c| class.ranges().iter().any(|it| (it.start()..=it.end()).contains(&c)))
        }),
        HirKind::Look(Look::Start) => starts.iter().filter(|at| **at == 0).copied().collect(),
        HirKind::Look(Look::End) => starts.iter().filter(|at| **at == text.len()).copied().collect(),
        HirKind::Look(_) => return None,
        HirKind::Repetition(repetition) => {
            let (mut from, mut all) = (starts.clone(), BTreeSet::new());
            let mut times = 0;
            loop {
                if times >= repetition.min {
                    let before = all.len();
                    all.extend(from.iter().copied());
                    // Nothing new ends here: going on gives nothing new either.
                    if all.len() == before || repetition.max == Some(times) {
                        break;
                    }
                }
                if from.is_empty() {
                    break;
                }
                from = ends(&repetition.sub, text, &from)?;
                times += 1;
            }
            all
        }
        HirKind::Capture(capture) => ends(&capture.sub, text, starts)?,
        HirKind::Concat(parts) => {
            parts.iter().try_fold(starts.clone(), |starts, part| ends(part, text, &starts))?
        }
        HirKind::Alternation(parts) => {
            let mut all = BTreeSet::new();
            for part in parts {
                all.extend(ends(part, text, starts)?);
            }
            all
        }
    })
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
