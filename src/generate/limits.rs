//! What the rules of a column leave of its values, all of them taken together.

use super::check::{self, Demand, Letters};
use super::maker::Span;
use super::number::Unit;
use crate::model::Name;
use crate::model::constraint::{Bounds, Check, RuleKind};

/// What a value has to be.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    pub not_null: bool,
    /// One of these texts.
    pub one_of: Option<Vec<String>>,
    /// The least and the greatest number of characters.
    pub least: usize,
    pub most: Option<usize>,
    pub ranges: Vec<Bounds>,
    pub patterns: Vec<String>,
    /// None of these texts.
    pub not: Vec<String>,
    pub letters: Option<Letters>,
    /// The type of a JSON value.
    pub json: Option<String>,
    /// The whole numbers that columns of other types, which refer to it, can hold.
    pub cap: Option<(i64, i64)>,
    /// Values that are written out lie within one of each of these.
    pub within: Vec<Vec<Bounds>>,
}

/// The order of two columns that a check asks for.
#[derive(Clone, Debug)]
pub struct Order {
    pub low: Name,
    pub high: Name,
    pub strict: bool,
    /// The check's name.
    pub check: Option<Name>,
}

impl Limits {
    /// Takes a rule in; `false` where it is not understood.
    pub fn add(&mut self, rule: &RuleKind) -> bool {
        match rule {
            RuleKind::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|literal| unquoted(literal)).collect();
                self.one_of = Some(match self.one_of.take() {
                    Some(before) => before.into_iter().filter(|it| values.contains(it)).collect(),
                    None => values,
                });
                true
            }
            RuleKind::Length(bounds) => self.add_length(bounds),
            RuleKind::Range(bounds) => {
                self.ranges.push(bounds.clone());
                true
            }
            RuleKind::Matches(pattern) => {
                if !self.patterns.contains(pattern) {
                    self.patterns.push(pattern.clone());
                }
                self.patterns.len() == 1
            }
        }
    }

    fn add_length(&mut self, bounds: &Bounds) -> bool {
        let number = |text: &Option<String>| text.as_ref().map(|it| it.parse::<usize>());
        let (min, max, above, below) =
            (number(&bounds.min), number(&bounds.max), number(&bounds.above), number(&bounds.below));
        for (limit, more) in [(&min, 0), (&above, 1)] {
            if let Some(limit) = limit {
                let Ok(limit) = limit else { return false };
                self.least = self.least.max(limit + more);
            }
        }
        for (limit, less) in [(&max, 0), (&below, 1)] {
            if let Some(limit) = limit {
                let Ok(limit) = limit else { return false };
                self.at_most(limit.saturating_sub(less));
            }
        }
        true
    }

    pub fn at_most(&mut self, characters: usize) {
        self.most = Some(self.most.map_or(characters, |before| before.min(characters)));
    }

    /// Takes in all that a domain's check demands of the value itself.
    pub fn add_check(&mut self, check: &Check) -> bool {
        let Some(demands) = check::demands(check) else { return false };
        demands.iter().all(|demand| self.demand(demand))
    }

    /// Takes in what is asked of one column; `false` where it is not understood.
    pub fn demand(&mut self, demand: &Demand) -> bool {
        match demand {
            Demand::Rule(_, rule) => self.add(rule),
            Demand::NotNull(_) => {
                self.not_null = true;
                true
            }
            Demand::Not(_, values) => {
                self.not.extend(values.iter().map(|literal| unquoted(literal)));
                true
            }
            Demand::Letters(_, letters) => *self.letters.get_or_insert(*letters) == *letters,
            Demand::Json(_, kind) => self.json.get_or_insert_with(|| kind.clone()) == kind,
            Demand::Within(_, bounds) => {
                self.within.push(bounds.clone());
                true
            }
            Demand::Order { .. } | Demand::Differ(..) => false,
        }
    }

    /// No more than other columns can hold.
    pub fn cap(&mut self, least: i64, most: i64) {
        let (low, high) = self.cap.unwrap_or((least, most));
        self.cap = Some((low.max(least), high.min(most)));
    }

    /// Whether anything but NOT NULL was said.
    pub fn is_empty(&self) -> bool {
        self.one_of.is_none()
            && self.least == 0
            && self.most.is_none()
            && self.ranges.is_empty()
            && self.patterns.is_empty()
            && self.not.is_empty()
            && self.letters.is_none()
            && self.json.is_none()
    }

    /// What keeps a text from being a value, where the rules tell.
    pub fn objection(&self, text: &str, unit: Option<Unit>) -> Option<String> {
        if let Some(values) = &self.one_of
            && !values.iter().any(|it| it == text)
        {
            return Some(format!("`{text}` is none of {}", values.join(", ")));
        }
        let length = text.chars().count();
        if length < self.least || self.most.is_some_and(|most| length > most) {
            let most = self.most.map_or(String::new(), |most| format!(" and at most {most}"));
            return Some(format!("`{text}` has {length} characters; it needs at least {}{most}", self.least));
        }
        if let Some(letters) = self.letters.filter(|letters| !has_letters(text, *letters)) {
            let kind = if letters == Letters::Large { "large" } else { "small" };
            return Some(format!("`{text}` has letters that are not {kind}"));
        }
        let value = unit.and_then(|unit| Some((unit, unit.parse(text)?)));
        let same = |other: &String| {
            other == text || value.is_some_and(|(unit, value)| unit.parse(other) == Some(value))
        };
        if self.not.iter().any(same) {
            return Some(format!("`{text}` is what the column must not be"));
        }
        let (unit, value) = value?;
        let whole = Span { first: i64::MIN / 4, last: i64::MAX / 4, step: 1, unit };
        let holds = |bounds: &[Bounds]| {
            narrowed(whole, bounds, i64::MAX / 4).is_ok_and(|span| (span.first..=span.last).contains(&value))
        };
        let outside = narrowed(whole, &self.ranges, i64::MAX / 4)
            .is_ok_and(|span| !(span.first..=span.last).contains(&value));
        let nowhere =
            self.within.iter().any(|some| !some.iter().any(|bounds| holds(std::slice::from_ref(bounds))));
        let capped = self.cap.is_some_and(|(least, most)| {
            let one = unit.one();
            value < least.saturating_mul(one) || value > most.saturating_mul(one)
        });
        if outside || capped {
            return Some(format!("`{text}` is outside of the range that the column permits"));
        }
        nowhere.then(|| format!("`{text}` falls into no partition"))
    }
}

/// Whether a text has no letters of the other kind.
pub fn has_letters(text: &str, letters: Letters) -> bool {
    match letters {
        Letters::Large => text.to_uppercase() == text,
        Letters::Small => text.to_lowercase() == text,
    }
}

/// A span without values that are excluded: the larger part beside each.
pub fn without(mut span: Span, values: &[String]) -> Result<Span, String> {
    for value in values {
        let at = span.unit.parse(value).ok_or_else(|| format!("that it is not {value} is not handled"))?;
        if !(span.first..=span.last).contains(&at) {
            continue;
        }
        let below = Span { last: at.saturating_sub(span.step), ..span };
        let above = Span { first: at.saturating_add(1), ..span };
        let above = aligned(above);
        span = if at.abs_diff(span.first) > span.last.abs_diff(at) { below } else { above };
        if span.first > span.last {
            return Err("its rules leave no value".to_owned());
        }
    }
    Ok(span)
}

/// A step is kept from a place that is one of its multiples.
fn aligned(span: Span) -> Span {
    let off = (span.step - span.first.rem_euclid(span.step)) % span.step;
    Span { first: span.first.saturating_add(off), ..span }
}

/// The text that a literal stands for: `'it''s'` is `it's`.
pub fn unquoted(literal: &str) -> String {
    match literal.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(inside) => inside.replace("''", "'"),
        None => literal.to_owned(),
    }
}

/// A span within bounds; an error where they are not understood or leave nothing. `until` is the last
/// part that is not in the future.
pub fn narrowed(span: Span, bounds: &[Bounds], until: i64) -> Result<Span, String> {
    let (mut first, mut last) = (None, None);
    for it in bounds {
        for (limit, more) in [(&it.min, false), (&it.above, true)] {
            let Some(literal) = limit else { continue };
            let (floor, exact) = bound(literal, span.unit)?;
            let at = if exact && !more { floor } else { floor.saturating_add(1) };
            first = Some(first.map_or(at, |before: i64| before.max(at)));
        }
        for (limit, less) in [(&it.max, false), (&it.below, true)] {
            let Some(literal) = limit else { continue };
            let at = if literal == "now()" && span.unit.is_moment() {
                until
            } else {
                let (floor, exact) = bound(literal, span.unit)?;
                if exact && less { floor.saturating_sub(1) } else { floor }
            };
            last = Some(last.map_or(at, |before: i64| before.min(at)));
        }
    }
    // Where one end is given, the other goes along.
    let width = span.last.saturating_sub(span.first);
    let (first, last) = match (first, last) {
        (None, None) => (span.first, span.last),
        (Some(first), Some(last)) => (first, last),
        (Some(first), None) => (first, span.last.max(first.saturating_add(width))),
        (None, Some(last)) if last >= span.first => (span.first, last),
        (None, Some(last)) => (last.saturating_sub(width), last),
    };
    let span = aligned(Span { first, last, ..span });
    if span.first > span.last { Err("its bounds leave no value".to_owned()) } else { Ok(span) }
}

/// The parts of a bound, rounded down, and whether nothing was lost.
fn bound(literal: &str, unit: Unit) -> Result<(i64, bool), String> {
    let text = unquoted(literal);
    let unknown = || format!("its bound {literal} is not understood");
    let parts = unit.parse(&text).ok_or_else(unknown)?;
    let exact = unit.is_exact(&text);
    if unit == Unit::Date && !exact {
        return Err(unknown());
    }
    let negative = text.trim_start().starts_with('-');
    Ok((if negative && !exact { parts - 1 } else { parts }, exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_kept_to_the_last_digit() {
        let bounds =
            |min: Option<&str>, max: Option<&str>, above: Option<&str>, below: Option<&str>| Bounds {
                min: min.map(str::to_owned),
                max: max.map(str::to_owned),
                above: above.map(str::to_owned),
                below: below.map(str::to_owned),
            };
        let span = Span { first: 0, last: 1000, step: 1, unit: Unit::Decimal(2) };
        for (bounds, expected) in [
            (bounds(Some("1"), Some("2"), None, None), Some((100, 200))),
            (bounds(None, None, Some("0"), Some("1")), Some((1, 99))),
            (bounds(Some("0.005"), Some("0.019"), None, None), Some((1, 1))),
            (bounds(Some("-0.005"), Some("0"), None, None), Some((0, 0))),
            (bounds(None, Some("-5"), None, None), Some((-1500, -500))),
            (bounds(Some("50"), None, None, None), Some((5000, 6000))),
            (bounds(Some("0.001"), Some("0.009"), None, None), None),
            (bounds(Some("'x'"), None, None, None), None),
        ] {
            let found = narrowed(span, std::slice::from_ref(&bounds), 0).ok();
            assert_eq!(found.map(|it| (it.first, it.last)), expected, "{bounds:?}");
        }
    }
}
