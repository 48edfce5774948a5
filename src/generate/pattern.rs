//! Texts that match a regular expression, made from its syntax tree: a few shapes, each a row of
//! places with the characters that may stand there. What PostgreSQL reads in another way than the
//! parser is refused, never guessed.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::random::Draw;

/// The places of one text, each with the characters it may have.
pub type Shape = Vec<Vec<char>>;

/// How many shapes are kept, and how many are tried.
const KEPT: usize = 12;
const TRIED: u64 = 400;

/// Shapes of texts that match, all between these lengths in characters; or why there are none.
pub fn shapes(pattern: &str, least: usize, most: usize, mut draw: Draw) -> Result<Vec<Shape>, String> {
    if let Some(unsure) = read_otherwise(pattern) {
        return Err(unsure);
    }
    let hir = regex_syntax::ParserBuilder::new().build().parse(pattern).map_err(|error| {
        let text = error.to_string();
        let last = text.lines().last().unwrap_or_default();
        format!("the expression cannot be read: {}", last.trim_start_matches("error: "))
    })?;
    let mut found: Vec<Shape> = Vec::new();
    let mut why = format!("no text of {least} to {most} characters was found that matches");
    for attempt in 0..TRIED {
        // First the shortest; then longer ones, up to what is asked for at the least.
        let eager = [0, 2, 6, 12, 40, least as u64 + 1, 400, 4000][usize::try_from(attempt % 8).unwrap_or(0)];
        let mut grown = Grown { shape: Vec::new(), ended: false, most, eager };
        match grown.add(&hir, &mut draw) {
            Ok(()) if grown.shape.len() >= least && !found.contains(&grown.shape) => found.push(grown.shape),
            Ok(()) => {}
            Err(Stop::TooLong) => {}
            Err(Stop::Impossible(reason)) => reason.clone_into(&mut why),
        }
        if found.len() == KEPT {
            break;
        }
    }
    if found.is_empty() { Err(why) } else { Ok(found) }
}

/// What PostgreSQL and the parser would not read in the same way.
fn read_otherwise(pattern: &str) -> Option<String> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut in_set = false;
    let mut set_start = 0;
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let next = characters.get(at + 1).copied();
        match (c, next) {
            ('\\', Some(next)) => {
                let fine = !next.is_alphanumeric() || "dswDSWntr".contains(next) && next != 'B';
                if !fine {
                    return Some(format!("`\\{next}` is not handled"));
                }
                at += 1;
            }
            ('[', _) if !in_set => {
                in_set = true;
                set_start = at;
                if next == Some('^') {
                    at += 1;
                    set_start = at;
                }
                if characters.get(at + 1) == Some(&']') {
                    at += 1;
                }
            }
            ('[', Some(':')) => {
                let rest: String = characters[at..].iter().collect();
                match rest.find(":]") {
                    Some(end) if !rest[..end].contains(['<', '>']) => {
                        at += rest[..end].chars().count() + 1;
                    }
                    _ => return Some("`[:` without a class is not handled".to_owned()),
                }
            }
            ('[', _) => return Some("`[` within brackets is not handled; write `\\[`".to_owned()),
            (']', _) if in_set => in_set = false,
            ('&' | '~' | '-', Some(next)) if in_set && next == c && at > set_start => {
                return Some(format!("`{c}{c}` within brackets is not handled"));
            }
            ('(', Some('?')) if !in_set && characters.get(at + 2) != Some(&':') => {
                return Some("`(?` is not handled but as `(?:`".to_owned());
            }
            ('{', next) if !in_set && !next.is_some_and(|it| it.is_ascii_digit()) => {
                return Some("`{` without a number is not handled; write `\\{`".to_owned());
            }
            _ => {}
        }
        at += 1;
    }
    pattern.starts_with("***").then(|| "`***` is not handled".to_owned())
}

enum Stop {
    TooLong,
    Impossible(&'static str),
}

/// A shape while it grows from left to right.
struct Grown {
    shape: Shape,
    /// `$` was passed: nothing may follow.
    ended: bool,
    most: usize,
    /// How many times more than it must something is repeated, at the most.
    eager: u64,
}

impl Grown {
    fn push(&mut self, characters: Vec<char>) -> Result<(), Stop> {
        if self.ended {
            return Err(Stop::Impossible("something has to stand behind `$`"));
        }
        if self.shape.len() == self.most {
            return Err(Stop::TooLong);
        }
        self.shape.push(characters);
        Ok(())
    }

    fn add(&mut self, hir: &Hir, draw: &mut Draw) -> Result<(), Stop> {
        match hir.kind() {
            HirKind::Empty => Ok(()),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0);
                let text = text.map_err(|_| Stop::Impossible("it holds what is no character"))?;
                text.chars().try_for_each(|c| self.push(vec![c]))
            }
            HirKind::Class(class) => {
                let characters = characters(class);
                if characters.is_empty() {
                    return Err(Stop::Impossible("no character fits one of its places"));
                }
                self.push(characters)
            }
            HirKind::Look(Look::Start) if self.shape.is_empty() => Ok(()),
            HirKind::Look(Look::Start) => Err(Stop::Impossible("something has to stand before `^`")),
            HirKind::Look(Look::End) => {
                self.ended = true;
                Ok(())
            }
            HirKind::Look(_) => Err(Stop::Impossible("it looks around")),
            HirKind::Repetition(repetition) => {
                let least = u64::from(repetition.min);
                let room = repetition.max.map_or(self.eager, |max| u64::from(max) - least).min(self.eager);
                let count = least + draw.below(room + 1);
                (0..count).try_for_each(|_| self.add(&repetition.sub, draw))
            }
            HirKind::Capture(capture) => self.add(&capture.sub, draw),
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part, draw)),
            HirKind::Alternation(branches) => match draw.pick(branches) {
                Some(branch) => self.add(branch, draw),
                None => Ok(()),
            },
        }
    }
}

/// Those that can be typed, where there are any; otherwise some of the others.
fn characters(class: &Class) -> Vec<char> {
    let Class::Unicode(class) = class else { return Vec::new() };
    let within = |c: char| class.iter().any(|range| (range.start()..=range.end()).contains(&c));
    let typed: Vec<char> = (' '..='~').filter(|c| within(*c)).collect();
    if !typed.is_empty() {
        return typed;
    }
    let all = class.iter().flat_map(|range| (range.start()..=range.end()).take(64));
    all.filter(|c| !c.is_control()).take(256).collect()
}

#[cfg(test)]
mod tests {
    use super::super::random::Key;
    use super::*;

    fn first(pattern: &str, least: usize, most: usize) -> Result<Vec<String>, String> {
        let text = |shape: &Shape| shape.iter().map(|it| it[0]).collect();
        shapes(pattern, least, most, Key::new(1).draw(0)).map(|found| found.iter().map(text).collect())
    }

    #[test]
    fn texts_match_and_have_their_length() {
        for (pattern, least, most) in [
            (r"^[a-zA-Z0-9\s,.]{1,100}$", 1, 100),
            (r"^[a-z]+@[a-z]+\.(com|org)$", 10, 20),
            ("^(abc){1,3}$", 6, 6),
            ("x", 5, 5),
            ("^$|^a", 0, 3),
            (r"^\d{4}-[[:alpha:]]{2}[]x]$", 0, 8),
            ("^[^a]*b?$", 30, 40),
        ] {
            let Ok(found) = first(pattern, least, most) else {
                // An unanchored text is as long as its match.
                assert_eq!(pattern, "x");
                continue;
            };
            assert!(!found.is_empty());
            for text in found {
                assert!((least..=most).contains(&text.chars().count()), "{pattern}: {text}");
            }
        }
    }

    #[test]
    fn what_is_not_handled_is_said() {
        for pattern in [
            r"\bword", r"a\1", "(?i)a", "(?=a)b", r"\ma", "a{,2}", "[a&&b]", "[[.a.]]", "[[:<:]]a", "a^b",
            "b$a", "(", r"\x41", "***=a",
        ] {
            assert!(first(pattern, 0, 50).is_err(), "{pattern}");
        }
    }
}
