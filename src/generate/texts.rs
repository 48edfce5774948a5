//! Texts and JSON of which nothing is known but rules, a default and a name.

use super::check::Letters;
use super::limits::{Limits, has_letters, unquoted};
use super::maker::Maker;
use super::pattern;
use super::template::Template;
use super::types::About;
use crate::model::table::ColumnValue;

/// A JSON value of a type.
pub fn json(kind: &str, about: About<'_>) -> Result<Maker, String> {
    let open = match kind {
        "object" => "{",
        "array" => "[",
        "string" => "\"",
        _ => "",
    };
    if let Some(ColumnValue::Literal(literal)) = about.default
        && !open.is_empty()
        && unquoted(literal).trim_start().starts_with(open)
        && let Some(maker) = by_default(about)
    {
        return Ok(maker);
    }
    let example = match kind {
        "object" => "{{\"note\": \"{word}\", \"number\": {1..100}}}",
        "array" => "[\"{word}\", {1..100}]",
        "string" => "\"{word}\"",
        "number" => "{1..100}",
        "boolean" => "{true|false}",
        _ => return Err(format!("a JSON value of type {kind} is not handled")),
    };
    Ok(Maker::OneOf { values: vec![Template::read(example)?], sums: Vec::new() })
}

/// The value that a column has by default, where a plain one is written and no more is known.
pub fn by_default(about: About<'_>) -> Option<Maker> {
    match about.default {
        Some(ColumnValue::Literal(literal)) if !about.keyed => match literal.as_str() {
            "true" => Some(Maker::Boolean { mostly: true }),
            "false" => Some(Maker::Boolean { mostly: false }),
            _ => Some(Maker::OneOf { values: vec![Template::literal(unquoted(literal))], sums: Vec::new() }),
        },
        _ => None,
    }
}

/// One of some values, the default first, so that it is the most frequent one.
pub fn chosen(mut values: Vec<String>, about: About<'_>) -> Result<Maker, String> {
    if values.is_empty() {
        return Err("its rules leave no value".to_owned());
    }
    if let Some(ColumnValue::Literal(literal)) = about.default
        && let Some(at) = values.iter().position(|it| *it == unquoted(literal))
    {
        values[..=at].rotate_right(1);
    }
    Ok(Maker::OneOf { values: values.into_iter().map(Template::literal).collect(), sums: Vec::new() })
}

pub fn text(name: &str, modifier: Option<&str>, limits: &Limits, about: About<'_>) -> Result<Maker, String> {
    let mut limits = limits.clone();
    match modifier.and_then(|it| it.parse().ok()) {
        Some(size) => limits.at_most(size),
        None if name == "name" => limits.at_most(63),
        None => {}
    }
    if !limits.ranges.is_empty() {
        return Err("its bounds for text are not handled".to_owned());
    }
    if limits.most.is_some_and(|most| most < limits.least) {
        return Err("its rules leave no length".to_owned());
    }
    if limits.json.is_some() {
        return Err("its rules are for JSON".to_owned());
    }
    if let Some(values) = &limits.one_of {
        if !limits.patterns.is_empty() {
            return Err("a list of values together with a regular expression is not handled".to_owned());
        }
        let fitting = values.iter().filter(|text| limits.objection(text, None).is_none());
        return chosen(fitting.cloned().collect(), about);
    }
    let made = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " -.@:/".contains(c);
    if limits.not.iter().any(|it| !limits.patterns.is_empty() || it.chars().all(made) && !it.is_empty()) {
        return Err(format!("that it is not {} is not handled", limits.not.join(", ")));
    }
    if limits.not.iter().any(String::is_empty) {
        limits.least = limits.least.max(1);
    }
    let large = (limits.letters == Some(Letters::Large)).then(|| "^[A-Z]+$".to_owned());
    if let Some(pattern) = limits.patterns.first().or(large.as_ref()) {
        let usual = if limits.patterns.is_empty() { limits.least.max(16) } else { 4096 };
        let most = limits.most.unwrap_or(usual);
        let found = pattern::shapes(pattern, limits.least, most, about.key.draw(u64::MAX));
        let mut shapes = found.map_err(|why| format!("its regular expression cannot be followed: {why}"))?;
        if let Some(letters) = limits.letters {
            shapes.iter_mut().flatten().for_each(|place| {
                place.retain(|c| has_letters(c.encode_utf8(&mut [0; 4]), letters));
            });
            shapes.retain(|shape| shape.iter().all(|place| !place.is_empty()));
            if shapes.is_empty() {
                return Err("its regular expression wants other letters than its check".to_owned());
            }
        }
        if name == "char" {
            // A blank at the end is none there.
            shapes.retain(|shape| shape.last().is_none_or(|place| !place.contains(&' ')));
            if shapes.is_empty() {
                return Err("its regular expression ends in a blank, which char does not keep".to_owned());
            }
        }
        return Ok(Maker::Shapes(shapes));
    }
    let default = match about.default {
        Some(ColumnValue::Literal(literal)) => Some(unquoted(literal)),
        _ => None,
    };
    if default.is_some_and(|text| limits.objection(&text, None).is_none())
        && let Some(maker) = by_default(about)
    {
        return Ok(maker);
    }
    if limits.least == 0
        && limits.letters.is_none()
        && limits.not.is_empty()
        && !about.keyed
        && let Some(template) = by_name(about.name)
    {
        let (_, longest) = template.lengths(u64::MAX);
        if limits.most.is_none_or(|most| most >= longest) {
            return Ok(Maker::OneOf { values: vec![template], sums: Vec::new() });
        }
    }
    let usual = if about.indexed { (6, 16) } else { (12, 72) };
    let most = limits.most.unwrap_or(usize::MAX);
    let least = limits.least.max(usual.0.min(most));
    Ok(Maker::Words { least, most: most.min(limits.least.saturating_add(usual.1)).max(least) })
}

/// What names usually hold.
fn by_name(name: &str) -> Option<Template> {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let text = if has(&["email"]) {
        "{word}.{word}{1..9999}@example.com"
    } else if has(&["url", "uri", "link", "website"]) {
        "https://example.com/{word}/{word}-{1..9999}"
    } else if has(&["phone"]) {
        "+1555{1000000..9999999}"
    } else if has(&["user_agent"]) {
        "Mozilla/5.0 ({X11; Linux x86_64|Macintosh; Intel Mac OS X 10_15_7|Windows NT 10.0; Win64; x64}) Gecko/20100101 Firefox/{115..140}.0"
    } else if name.ends_with("_id") || has(&["token", "hash"]) {
        "{hex 16}"
    } else {
        return None;
    };
    Template::read(text).ok()
}
