//! What PostgreSQL leaves out of what it prints for people, although it makes another tree: an AND directly
//! in an AND, an OR in an OR. Behind another operand parentheses keep them apart. In front, where the parser
//! looks through these, such a tree comes from BETWEEN or from rows, and only these make it again. Pure.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

use super::printed::pieces;

/// An expression or query as it is printed for people, with that put back where the other print shows it:
/// `[for people, in full]`, the second only where it may matter.
pub fn grouped<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let printed = Option::<(Option<String>, Option<String>)>::deserialize(deserializer)?;
    Ok(printed.and_then(|(short, full)| Some(with_groups(&short?, full.as_deref()))))
}

fn with_groups(short: &str, full: Option<&str>) -> String {
    let Some(full) = full.map(Text::new) else { return with_between(short) };
    let text = Text::new(short);
    let groups: Vec<Group> = full.groups().collect();
    if groups.is_empty() || !text.has_the_words_of(&full) {
        return short.to_owned();
    }
    let mut pieces: Vec<Cow<str>> = text.pieces.iter().map(|it| Cow::Borrowed(*it)).collect();
    let mut rows_until = 0;
    for group in groups {
        let (start, end) = text.around(group.first, group.last);
        if start < rows_until {
            continue;
        }
        if !group.leads {
            pieces[start] = format!("({}", pieces[start]).into();
            pieces[end] = format!("{})", pieces[end]).into();
        } else if let Some(Between { from, to, and, operator }) = text.between(start, end) {
            pieces[from] = operator.into();
            pieces[and] = "AND".into();
            pieces[and + 1..=to].fill("".into());
        } else if let Some(rows) = text.distinct_rows(start, end) {
            pieces[start..=end].fill("".into());
            pieces[start] = rows.into();
            rows_until = end;
        }
    }
    pieces.concat()
}

/// BETWEEN, or rows that are DISTINCT, where the full print, the only one that there is of a function's body,
/// shows that they were there.
pub fn with_between(full: &str) -> String {
    if !full.contains(") AND ") && !full.contains(") OR ") {
        return full.to_owned();
    }
    let text = Text::new(full);
    let mut pieces: Vec<Cow<str>> = text.pieces.iter().map(|it| Cow::Borrowed(*it)).collect();
    let mut rows_until = 0;
    for group in text.groups().filter(|it| it.leads) {
        let (start, end) = text.around(group.first, group.last);
        if start < rows_until {
            continue;
        }
        if let Some(rows) = text.distinct_rows(start, end) {
            pieces[start..=end].fill("".into());
            pieces[start] = format!("({rows})").into();
            rows_until = end;
            continue;
        }
        let Some(Between { from, to, and, operator }) = text.between_in_full(start, end) else { continue };
        let and_word = (from..and).rfind(|at| ["AND", "OR"].contains(&text.pieces[*at]));
        for at in text.partner[start + 1].into_iter().chain([start + 1, end - 1]).chain(and..=to + 1) {
            pieces[at] = "".into();
        }
        pieces[from] = operator.into();
        if let Some(at) = and_word {
            pieces[at] = "AND".into();
        }
    }
    pieces.concat()
}

/// An AND that is an operand of an AND, or an OR of an OR; by its first and last word.
struct Group {
    first: usize,
    last: usize,
    /// Whether it is the first of the operands.
    leads: bool,
}

/// The pieces of `x >= a AND x <= b` or `x < a OR x > b` that become others, or nothing.
struct Between {
    from: usize,
    and: usize,
    to: usize,
    operator: &'static str,
}

/// A text, where its parentheses belong together, and its other tokens.
struct Text<'t> {
    pieces: Vec<&'t str>,
    /// By the piece that opens or closes, the other one.
    partner: Vec<Option<usize>>,
    /// The pieces that are neither blanks nor parentheses.
    words: Vec<usize>,
}

impl<'t> Text<'t> {
    fn new(text: &'t str) -> Self {
        let pieces = pieces(text);
        let (mut partner, mut words, mut open) = (vec![None; pieces.len()], Vec::new(), Vec::new());
        for (at, piece) in pieces.iter().enumerate() {
            match *piece {
                "(" => open.push(at),
                ")" => {
                    if let Some(start) = open.pop() {
                        partner[start] = Some(at);
                        partner[at] = Some(start);
                    }
                }
                it if it.starts_with(char::is_whitespace) => {}
                _ => words.push(at),
            }
        }
        Self { pieces, partner, words }
    }

    fn has_the_words_of(&self, other: &Self) -> bool {
        let words = |text: &Self| -> Vec<&str> { text.words.iter().map(|at| text.pieces[*at]).collect() };
        words(self) == words(other)
    }

    fn groups(&self) -> impl Iterator<Item = Group> {
        let pairs = self.partner.iter().enumerate().filter_map(|(open, close)| Some((open, (*close)?)));
        pairs.filter(|(open, close)| open < close).filter_map(|(open, close)| {
            let inside = self.joined_by(open, close)?;
            let is_same = |at: Option<&usize>| at.is_some_and(|at| self.pieces[*at] == inside);
            let first = self.words.partition_point(|at| *at < open);
            let end = self.words.partition_point(|at| *at < close);
            let follows = is_same(self.adjoins(open, first.checked_sub(1).and_then(|it| self.words.get(it))));
            let leads = is_same(self.adjoins(close, self.words.get(end)));
            (follows || leads).then_some(Group { first, last: end.checked_sub(1)?, leads: !follows })
        })
    }

    /// What BETWEEN or NOT BETWEEN has become.
    fn between(&self, start: usize, end: usize) -> Option<Between> {
        let mut open = (start..=end).filter(|at| !self.pieces[*at].starts_with(char::is_whitespace));
        let mut found = Vec::new();
        while let Some(at) = open.next() {
            match self.pieces[at] {
                "(" => {
                    let close = self.partner[at]?;
                    open.find(|it| *it == close)?;
                }
                "AND" | "OR" | ">=" | "<=" | "<" | ">" => found.push(at),
                _ => {}
            }
        }
        let [from, and, to] = *found else { return None };
        let operator = match [self.pieces[from], self.pieces[and], self.pieces[to]] {
            [">=", "AND", "<="] => "BETWEEN",
            ["<", "OR", ">"] => "NOT BETWEEN",
            _ => return None,
        };
        (self.words_of(start, from) == self.words_of(and + 1, to)).then_some(Between {
            from,
            and,
            to,
            operator,
        })
    }

    /// `(x, y) IS DISTINCT FROM (a, b)`, which has become `x IS DISTINCT FROM a OR y IS DISTINCT FROM b`.
    fn distinct_rows(&self, start: usize, end: usize) -> Option<String> {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        let mut waiting = vec![(start, end)];
        while let Some((start, end)) = waiting.pop() {
            let is_blank = |at: &usize| self.pieces[*at].starts_with(char::is_whitespace);
            let start = (start..=end).find(|at| !is_blank(at))?;
            let end = (start..=end).rfind(|at| !is_blank(at))?;
            if self.partner[start] == Some(end) {
                waiting.push((start + 1, end.checked_sub(1)?));
                continue;
            }
            let (mut at, mut or, mut is) = (start, None, None);
            while at <= end {
                match self.pieces[at] {
                    "(" => at = self.partner[at]?,
                    "OR" => or = Some(at),
                    "IS" if self.words_of(at, end).starts_with(&["IS", "DISTINCT", "FROM"]) => is = Some(at),
                    "AND" | "NOT" => return None,
                    _ => {}
                }
                at += 1;
            }
            match (or, is) {
                // The last first.
                (Some(or), _) => waiting.extend([(start, or.checked_sub(1)?), (or + 1, end)]),
                (None, Some(is)) => {
                    let from = (is..end).find(|at| self.pieces[*at] == "FROM")?;
                    left.push(self.pieces[start..is].concat().trim().to_owned());
                    right.push(self.pieces[from + 1..=end].concat().trim().to_owned());
                }
                (None, None) => return None,
            }
        }
        left.reverse();
        right.reverse();
        Some(format!("({}) IS DISTINCT FROM ({})", left.join(", "), right.join(", ")))
    }

    /// The same of `((x >= a) AND (x <= b))`; `and` is where the second parentheses begin.
    fn between_in_full(&self, start: usize, end: usize) -> Option<Between> {
        let (first, second) = (start + 1, self.partner.get(end.checked_sub(1)?).copied()??);
        let first_end = self.partner.get(first).copied()??;
        let joined = self.words_of(first_end + 1, second);
        let operators = ["<=", "<", ">=", ">"];
        let compares = |from: usize, to: usize| {
            let mut at = from + 1;
            let mut found = Vec::new();
            while at < to {
                match self.pieces[at] {
                    "(" => at = self.partner[at]?,
                    "AND" | "OR" | "NOT" => return None,
                    it if operators.contains(&it) => found.push(at),
                    _ => {}
                }
                at += 1;
            }
            let [only] = *found else { return None };
            Some(only)
        };
        let (from, to) = (compares(first, first_end)?, compares(second, end - 1)?);
        let operator = match (self.pieces[from], joined.as_slice(), self.pieces[to]) {
            (">=", ["AND"], "<=") => "BETWEEN",
            ("<", ["OR"], ">") => "NOT BETWEEN",
            _ => return None,
        };
        (self.pieces[start] == "("
            && self.pieces[first] == "("
            && self.pieces[to + 1].starts_with(char::is_whitespace)
            && self.words_of(first + 1, from) == self.words_of(second + 1, to))
        .then_some(Between { from, and: second, to, operator })
    }

    fn words_of(&self, from: usize, to: usize) -> Vec<&'t str> {
        let pieces = self.pieces[from..to].iter().copied();
        pieces.filter(|it| !it.starts_with(char::is_whitespace)).collect()
    }

    /// The word, if nothing but blanks is between it and the parenthesis.
    fn adjoins<'w>(&self, parenthesis: usize, word: Option<&'w usize>) -> Option<&'w usize> {
        word.filter(|at| {
            let between = parenthesis.min(**at) + 1..parenthesis.max(**at);
            self.pieces[between].iter().all(|it| it.starts_with(char::is_whitespace))
        })
    }

    /// AND or OR, where that joins what stands between two parentheses.
    fn joined_by(&self, open: usize, close: usize) -> Option<&'t str> {
        let mut at = open + 1;
        let mut found = None;
        while at < close {
            match self.pieces[at] {
                "(" => at = self.partner[at]?,
                word @ ("AND" | "OR") => found = Some(word),
                "BETWEEN" => return None,
                _ => {}
            }
            at += 1;
        }
        found
    }

    /// The pieces with which the words from the first to the last begin and end, with the parentheses that
    /// are around part of them alone.
    fn around(&self, first: usize, last: usize) -> (usize, usize) {
        let (mut start, mut end) = (self.words[first], self.words[last]);
        let limit = self.words.get(last + 1).copied().unwrap_or(self.pieces.len());
        let floor = first.checked_sub(1).map(|it| self.words[it] + 1).unwrap_or_default();
        for at in (floor..start).rev() {
            if self.pieces[at] == "(" && self.partner[at].is_some_and(|close| close < limit) {
                start = at;
            }
        }
        for at in end + 1..limit {
            if self.pieces[at] == ")" && self.partner[at].is_some_and(|open| open >= start) {
                end = at;
            }
        }
        (start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_grouped_stays_grouped() {
        let check = |short: &str, full: &str, expected: &str| {
            assert_eq!(with_groups(short, Some(full)), expected);
        };
        check("k AND b > 1 AND b < 5", "(k AND ((b > 1) AND (b < 5)))", "k AND (b > 1 AND b < 5)");
        check("b >= 1 AND b <= 2 AND k", "((b >= 1) AND (b <= 2) AND k)", "b >= 1 AND b <= 2 AND k");
        check(
            "a AND b AND f((x)) AND (d OR e)",
            "(a AND b AND (f((x)) AND (d OR e)))",
            "a AND b AND (f((x)) AND (d OR e))",
        );
        check(
            "NOT (k AND a >= 1 AND (a OR c))",
            "(NOT (k AND ((a >= 1) AND (a OR c))))",
            "NOT (k AND (a >= 1 AND (a OR c)))",
        );
    }

    #[test]
    fn what_was_between_is_between() {
        let check = |short: &str, full: &str, expected: &str| {
            assert_eq!(with_groups(short, Some(full)), expected);
        };
        check("b >= 1 AND b <= 2 AND k", "(((b >= 1) AND (b <= 2)) AND k)", "b BETWEEN 1 AND 2 AND k");
        check(
            "f(a, 1) >= (1 + 2) AND f(a, 1) <= b AND c >= 3 AND c <= 4",
            "(((f(a, 1) >= (1 + 2)) AND (f(a, 1) <= b)) AND ((c >= 3) AND (c <= 4)))",
            "f(a, 1) BETWEEN (1 + 2) AND b AND (c >= 3 AND c <= 4)",
        );
        check(
            "(b < 1 OR b > 2 OR k) AND d",
            "((((b < 1) OR (b > 2)) OR k) AND d)",
            "(b NOT BETWEEN 1 AND 2 OR k) AND d",
        );
    }

    #[test]
    fn rows_that_were_distinct_are_rows() {
        let (short, full) = (
            "NOT (a.x IS DISTINCT FROM 1 OR b IS DISTINCT FROM f(2) OR c IS DISTINCT FROM 3 OR d IS DISTINCT FROM 4)",
            "(NOT ((((a.x IS DISTINCT FROM 1) OR (b IS DISTINCT FROM f(2))) OR (c IS DISTINCT FROM 3)) OR (d IS DISTINCT FROM 4)))",
        );
        let rows = "(a.x, b, c) IS DISTINCT FROM (1, f(2), 3)";
        assert_eq!(with_groups(short, Some(full)), format!("NOT ({rows} OR d IS DISTINCT FROM 4)"));
        assert_eq!(with_between(full), format!("(NOT (({rows}) OR (d IS DISTINCT FROM 4)))"));
        let flat = "((a IS DISTINCT FROM 1) OR (b IS DISTINCT FROM 2) OR (c IS DISTINCT FROM 3))";
        assert_eq!(with_between(flat), flat);
    }

    #[test]
    fn what_was_between_in_a_body_is_between() {
        let check = |full: &str, expected: &str| assert_eq!(with_between(full), expected);
        check("(((b >= 1) AND (b <= 2)) AND k)", "((b BETWEEN 1 AND 2) AND k)");
        check("(((f(a, 1) < (1 + 2)) OR (f(a, 1) > b)) OR k)", "((f(a, 1) NOT BETWEEN (1 + 2) AND b) OR k)");
        check("(((b >= 1) AND (c <= 2)) AND k)", "(((b >= 1) AND (c <= 2)) AND k)");
        check("((b >= 1) AND (b <= 2) AND k)", "((b >= 1) AND (b <= 2) AND k)");
    }
}
