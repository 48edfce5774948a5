//! Two catalogs held against each other, and what is different told so that a person sees it.

use std::fmt;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::{Catalog, Grant, Object};

/// One way in which two catalogs differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Kind and name.
    pub object: String,
    /// Missing where the whole object is missing on one side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// Every difference, by object and attribute. The parts of an object that is there on one side only
/// are not told one by one.
pub fn compare(expected: &Catalog, found: &Catalog) -> Vec<Difference> {
    let mut differences = Vec::new();
    let (mut left, mut right) = (expected.objects.iter().peekable(), found.objects.iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some((left, _)), Some((right, _))) => left.cmp(right),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => break,
        };
        let expected_one = if order.is_le() { left.next() } else { None };
        let found_one = if order.is_ge() { right.next() } else { None };
        match (expected_one, found_one) {
            (Some((name, expected)), Some((_, found))) => attributes(name, expected, found, &mut differences),
            (Some((name, object)), None) if !goes_with_its_whole(object, expected, found) => {
                differences.push(one_sided(name, Side::Expected));
            }
            (None, Some((name, object))) if !goes_with_its_whole(object, found, expected) => {
                differences.push(one_sided(name, Side::Found));
            }
            _ => {}
        }
    }
    differences
}

#[derive(Clone, Copy)]
enum Side {
    Expected,
    Found,
}

fn one_sided(name: &str, side: Side) -> Difference {
    let there = || Some("there".to_owned());
    let (expected, found) = match side {
        Side::Expected => (there(), None),
        Side::Found => (None, there()),
    };
    Difference { object: name.to_owned(), attribute: None, expected, found }
}

/// Whether what it is a part of is missing too on the side where it is missing.
fn goes_with_its_whole(object: &Object, there: &Catalog, missing: &Catalog) -> bool {
    object
        .part_of
        .as_deref()
        .is_some_and(|whole| there.objects.contains_key(whole) && !missing.objects.contains_key(whole))
}

fn attributes(name: &str, expected: &Object, found: &Object, differences: &mut Vec<Difference>) {
    if expected.facts != found.facts {
        let mut names: Vec<&str> = expected.facts.iter().map(|(name, _)| &**name).collect();
        names.extend(found.facts.iter().map(|(name, _)| &**name).filter(|it| expected.fact(it).is_none()));
        for attribute in names {
            let (expected, found) = (expected.fact(attribute), found.fact(attribute));
            if expected != found {
                differences.push(Difference {
                    object: name.to_owned(),
                    attribute: Some(attribute.to_owned()),
                    expected: expected.map(str::to_owned),
                    found: found.map(str::to_owned),
                });
            }
        }
    }
    if expected.grants != found.grants {
        // An owner may do what was granted before it came to own the object.
        let owns = |grant: &&Grant| found.owner.as_deref() == Some(grant.0.as_str());
        let missing = expected.grants.iter().filter(|it| !found.grants.contains(it) && !owns(it));
        let more = found.grants.iter().filter(|it| !expected.grants.contains(it));
        let (missing, more) = (in_words(missing), in_words(more));
        if missing.is_some() || more.is_some() {
            let attribute = Some("grants".to_owned());
            differences.push(Difference {
                object: name.to_owned(),
                attribute,
                expected: missing,
                found: more,
            });
        }
    }
}

/// `anon: INSERT, SELECT; clerk: UPDATE`.
fn in_words<'a>(grants: impl Iterator<Item = &'a Grant>) -> Option<String> {
    let mut text = String::new();
    let mut last: Option<&str> = None;
    for (role, privilege) in grants {
        match last {
            Some(last) if last == role => text.push_str(", "),
            Some(_) => text.push_str(&format!("; {role}: ")),
            None => text.push_str(&format!("{role}: ")),
        }
        text.push_str(privilege);
        last = Some(role);
    }
    if text.is_empty() { None } else { Some(text) }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(attribute) = &self.attribute else {
            if self.expected.is_some() {
                return write!(f, "{}: missing", self.object);
            }
            write!(f, "{}: not expected", self.object)?;
            return match self.object.strip_prefix("extension ") {
                Some(name) => {
                    write!(
                        f,
                        "\n    if others manage it, declare it under `platform`: `extensions: {{ {name}: {{}} }}`"
                    )
                }
                None => Ok(()),
            };
        };
        write!(f, "{}: {attribute}", self.object)?;
        match (&self.expected, &self.found) {
            (Some(expected), Some(found)) if expected.contains('\n') || found.contains('\n') => {
                write!(f, "  (- expected, + found)")?;
                lines(expected, found).iter().try_for_each(|line| write!(f, "\n    {line}"))
            }
            (expected, found) => {
                let shown = |value: &Option<String>| {
                    value.as_deref().unwrap_or("nothing").replace('\n', "\n              ")
                };
                write!(f, "\n    expected  {}\n    found     {}", shown(expected), shown(found))
            }
        }
    }
}

/// The lines that differ, with two around them.
fn lines(expected: &str, found: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(expected, found);
    let mut shown = Vec::new();
    for (at, group) in diff.grouped_ops(2).iter().enumerate() {
        if at > 0 {
            shown.push("...".to_owned());
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            shown.push(format!("{sign} {}", change.value().trim_end_matches('\n')));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn catalog(facts: &[(&str, &str, &str)]) -> Catalog {
        let mut catalog = Catalog::default();
        for (object, attribute, value) in facts {
            let object = catalog.objects.entry((*object).to_owned()).or_default();
            object.facts.push((Arc::from(*attribute), (*value).to_owned()));
        }
        catalog
    }

    fn shown(expected: &Catalog, found: &Catalog) -> Vec<String> {
        compare(expected, found).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn differences_are_by_attribute() {
        let expected = catalog(&[("column a.b", "type", "text"), ("column a.c", "type", "text")]);
        let found = catalog(&[("column a.b", "type", "integer"), ("index d", "keys", "x")]);
        assert_eq!(
            shown(&expected, &found),
            [
                "column a.b: type\n    expected  text\n    found     integer",
                "column a.c: missing",
                "index d: not expected",
            ]
        );
        assert_eq!(compare(&expected, &expected), vec![]);
    }

    #[test]
    fn an_extension_that_others_made_can_be_declared() {
        let found = catalog(&[("extension pgaudit", "schema", "public")]);
        assert_eq!(
            shown(&Catalog::default(), &found),
            [
                "extension pgaudit: not expected\n    if others manage it, declare it under `platform`: `extensions: { pgaudit: {} }`"
            ]
        );
    }

    #[test]
    fn the_parts_of_what_is_missing_are_not_told() {
        let mut expected = catalog(&[("column t.a", "type", "text"), ("table t", "columns", "a")]);
        expected.objects.get_mut("column t.a").unwrap().part_of = Some(Arc::from("table t"));
        assert_eq!(shown(&expected, &Catalog::default()), ["table t: missing"]);
    }

    #[test]
    fn a_long_definition_is_told_by_its_lines() {
        let body = |middle: &str| format!("begin\n  a;\n  b;\n  {middle};\n  d;\n  e;\n  f;\nend");
        let (expected, found) = (body("c"), body("x"));
        let text = shown(
            &catalog(&[("function f()", "body", &expected)]),
            &catalog(&[("function f()", "body", &found)]),
        );
        assert_eq!(
            text,
            ["function f(): body  (- expected, + found)\n      \
              a;\n        b;\n    -   c;\n    +   x;\n        d;\n        e;"
                .replace("      a;", "        a;")]
        );
    }

    #[test]
    fn only_the_grants_that_differ_are_told() {
        let with = |grants: &[(&str, &str)], owner: &str| {
            let mut catalog = catalog(&[("table t", "columns", "a")]);
            let object = catalog.objects.get_mut("table t").unwrap();
            object.grants = grants.iter().map(|(role, it)| ((*role).to_owned(), (*it).to_owned())).collect();
            object.owner = Some(Arc::from(owner));
            catalog
        };
        let expected = with(&[("anon", "SELECT"), ("app", "SELECT")], "postgres");
        let found = with(&[("anon", "INSERT"), ("anon", "SELECT"), ("anon", "UPDATE")], "app");
        assert_eq!(
            shown(&expected, &found),
            ["table t: grants\n    expected  nothing\n    found     anon: INSERT, UPDATE"]
        );
    }
}
