//! CHECKs that say what `one_of`, `length`, `range` or `matches` would. A rule is taken only if PostgreSQL
//! would print it exactly as the check is printed, so that a database built from it is the same. Pure.

use super::printed::{split_list, tokens};
use crate::model::constraint::{Bounds, Rule, RuleKind};
use crate::model::data_type::ValueKind;
use crate::model::{DataType, Name};

/// What the rule is about, and how PostgreSQL prints it.
pub struct Subject<'a> {
    /// Missing for the value of a domain.
    pub column: Option<&'a Name>,
    pub data_type: &'a DataType,
    /// The type without its modifier, as the catalog prints it; of a domain the one under it.
    pub printed: &'a str,
}

/// The rule that a check is, if it is one. `text` is as pg_get_expr prints it, without outer parentheses.
pub fn rule(text: &str, of: &Subject) -> Option<Rule> {
    let kind = one_of(text, of).or_else(|| matches(text, of)).or_else(|| bounded(text, of))?;
    Some(Rule { column: of.column.cloned(), kind })
}

impl Subject<'_> {
    fn name(&self) -> String {
        self.column.map_or_else(|| "VALUE".to_owned(), ToString::to_string)
    }

    /// The value as an operand of text: varchar is cast.
    fn as_text(&self) -> String {
        let cast = if self.printed == "character varying" { "::text" } else { "" };
        format!("{}{cast}", self.name())
    }

    /// A domain shows in a cast, which no rule writes.
    fn is_plain(&self) -> bool {
        !self.data_type.array && (self.column.is_none() || self.is_builtin() || self.is_own_print())
    }

    fn is_builtin(&self) -> bool {
        self.data_type.named().is_none()
    }

    /// An enum: the type is printed as itself and not as what it is made from.
    fn is_own_print(&self) -> bool {
        self.data_type.named().is_some_and(|name| self.printed.ends_with(name.name.to_string().as_str()))
    }

    /// How an element of an IN list prints.
    fn element(&self, literal: &str) -> Option<String> {
        let negative = literal.starts_with('-');
        match self.data_type.value_kind() {
            ValueKind::Integer => match (self.printed, negative) {
                ("integer" | "smallint", false) => Some(literal.to_owned()),
                ("integer" | "smallint", true) => Some(format!("'{literal}'::integer")),
                ("bigint", false) => Some(format!("{literal}::bigint")),
                _ => None,
            },
            ValueKind::Number => match (self.printed, literal.contains('.'), negative) {
                (_, _, true) => None,
                ("numeric", true, _) => Some(literal.to_owned()),
                (printed, _, _) => Some(format!("{literal}::{printed}")),
            },
            ValueKind::Text => Some(format!("{literal}::{}", self.printed)),
            ValueKind::Boolean | ValueKind::Json => None,
        }
    }

    /// How a value to compare with prints.
    fn limit(&self, literal: &str) -> Option<String> {
        let negative = literal.starts_with('-');
        let whole = || literal.parse::<i32>().is_ok();
        match self.data_type.value_kind() {
            ValueKind::Integer if whole() && negative => Some(format!("'{literal}'::integer")),
            ValueKind::Integer if whole() => Some(literal.to_owned()),
            ValueKind::Integer => Some(format!("'{literal}'::bigint")),
            ValueKind::Number => match (self.printed, literal.contains('.'), negative) {
                ("numeric", true, true) => Some(format!("'{literal}'::numeric")),
                ("numeric", true, false) => Some(literal.to_owned()),
                ("numeric", false, true) if whole() => Some(format!("'{literal}'::integer::numeric")),
                ("numeric", false, false) if whole() => Some(format!("{literal}::numeric")),
                ("real" | "double precision", _, false) => Some(format!("{literal}::double precision")),
                _ => None,
            },
            ValueKind::Text if self.is_moment() => Some(format!("{literal}::{}", self.printed)),
            _ => None,
        }
    }

    fn is_moment(&self) -> bool {
        ["date", "timestamp without time zone", "timestamp with time zone"].contains(&self.printed)
    }
}

/// The literal in a printed value: `'a'::text`, `1`, `'-1'::integer`.
fn literal(printed: &str) -> Option<String> {
    let parts = tokens(printed);
    match parts.as_slice() {
        [value] | [value, "::", ..] if value.starts_with(|c: char| c.is_ascii_digit()) => {
            Some((*value).to_owned())
        }
        [value, "::", "integer" | "bigint" | "numeric", ..] => Some(value.trim_matches('\'').to_owned()),
        [value, "::", ..] if value.starts_with('\'') => Some((*value).to_owned()),
        _ => None,
    }
}

fn one_of(text: &str, of: &Subject) -> Option<RuleKind> {
    if !of.is_plain() {
        return None;
    }
    let varchar = of.printed == "character varying";
    let list = text.find("= ANY (ARRAY[").and_then(|at| {
        let inner = &text[at + "= ANY (ARRAY[".len()..];
        inner.strip_suffix(if varchar { "]::text[])" } else { "])" })
    });
    let Some(list) = list else {
        // A list of one is a comparison.
        let (_, value) = text.split_once(" = ")?;
        let value = literal(value)?;
        let wanted = match varchar {
            true => format!("{value}::text"),
            false => of.element(&value)?,
        };
        let same = tokens(text) == tokens(&format!("{} = {wanted}", of.as_text()));
        return same.then(|| RuleKind::OneOf(vec![value]));
    };
    let values: Vec<String> = split_list(list).into_iter().map(literal).collect::<Option<_>>()?;
    let elements: Vec<String> = values.iter().map(|it| of.element(it)).collect::<Option<_>>()?;
    let cast = if varchar { "::text[]" } else { "" };
    let wanted = format!("{} = ANY (ARRAY[{}]{cast})", of.as_text(), elements.join(", "));
    (values.len() > 1 && tokens(text) == tokens(&wanted)).then_some(RuleKind::OneOf(values))
}

fn matches(text: &str, of: &Subject) -> Option<RuleKind> {
    let parts = tokens(text);
    let [.., "~", pattern, "::", "text"] = parts.as_slice() else { return None };
    let is_text =
        of.is_plain() && ["text", "character varying"].contains(&of.printed) && of.data_type.may_be_text();
    let same = parts == tokens(&format!("{} ~ {pattern}::text", of.as_text()));
    let said = pattern.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'");
    (is_text && same).then_some(RuleKind::Matches(said))
}

/// `length` and `range`: one or two comparisons in the order in which they are written.
fn bounded(text: &str, of: &Subject) -> Option<RuleKind> {
    let length = text.starts_with("char_length(");
    let mut bounds = Bounds::default();
    for comparison in text.split(" AND ") {
        let parts = tokens(comparison);
        let at = parts.iter().position(|it| [">=", "<=", ">", "<"].contains(it))?;
        let value = literal(&parts[at + 1..].concat())?;
        let bound = match parts[at] {
            ">=" => &mut bounds.min,
            "<=" => &mut bounds.max,
            ">" => &mut bounds.above,
            _ => &mut bounds.below,
        };
        if bound.replace(value).is_some() {
            return None;
        }
    }
    let integer = DataType::parse("integer")?;
    let subject = if length { format!("char_length({})", of.as_text()) } else { of.name() };
    let numbers = Subject { column: of.column, data_type: &integer, printed: "integer" };
    let limits = if length { &numbers } else { of };
    let possible = if length {
        of.is_plain() && ["text", "character varying"].contains(&of.printed)
    } else {
        of.is_plain() && of.is_builtin()
    };
    let ordered = [(">=", &bounds.min), ("<=", &bounds.max), (">", &bounds.above), ("<", &bounds.below)];
    let mut wanted = Vec::new();
    for (operator, bound) in ordered {
        if let Some(value) = bound {
            wanted.push(format!("{subject} {operator} {}", limits.limit(value)?));
        }
    }
    // The reader says that nothing is between them, or that a length is below zero.
    let sensible = if length { !wanted.concat().contains("'-") } else { true };
    let same = tokens(text) == tokens(&wanted.join(" AND "));
    (possible && sensible && same)
        .then(|| if length { RuleKind::Length(bounds) } else { RuleKind::Range(bounds) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, column: Option<&str>, data_type: &str, printed: &str) -> Option<String> {
        let (column, data_type) = (column.map(Name::from), DataType::parse(data_type).expect("a type"));
        let of = Subject { column: column.as_ref(), data_type: &data_type, printed };
        rule(text, &of).map(|rule| rule.expression().to_string())
    }

    #[track_caller]
    fn check(text: &str, data_type: &str, printed: &str, expected: &str) {
        assert_eq!(read(text, Some("c"), data_type, printed).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn values_that_are_permitted() {
        check("c = ANY (ARRAY['a'::text, 'b, c'::text])", "text", "text", "c IN ('a', 'b, c')");
        check(
            "c::text = ANY (ARRAY['a'::character varying, 'b'::character varying]::text[])",
            "varchar(10)",
            "character varying",
            "c IN ('a', 'b')",
        );
        check("c = 'a'::text", "text", "text", "c IN ('a')");
        check("c::text = 'a'::text", "varchar", "character varying", "c IN ('a')");
        check("c = ANY (ARRAY[1, 2])", "integer", "integer", "c IN (1, 2)");
        check("c = ANY (ARRAY['-1'::integer, 2])", "smallint", "smallint", "c IN (-1, 2)");
        check("c = ANY (ARRAY[1::bigint, 2::bigint])", "bigint", "bigint", "c IN (1, 2)");
        check("c = ANY (ARRAY[1::numeric, 2.5])", "numeric", "numeric", "c IN (1, 2.5)");
        check(
            "c = ANY (ARRAY['a'::public.mood, 'b'::public.mood])",
            "mood",
            "public.mood",
            "c IN ('a', 'b')",
        );
    }

    #[test]
    fn lengths_ranges_and_patterns() {
        check(
            "char_length(c) >= 1 AND char_length(c) <= 9",
            "text",
            "text",
            "char_length(c) BETWEEN 1 AND 9",
        );
        check("char_length(c::text) <= 9", "varchar", "character varying", "char_length(c) <= 9");
        check("c >= 0::numeric AND c < 99.5", "numeric", "numeric", "c >= 0 AND c < 99.5");
        check("c > '-1'::integer::numeric", "numeric", "numeric", "c > -1");
        check("c > 0", "bigint", "bigint", "c > 0");
        check("c < 0.5::double precision", "real", "real", "c < 0.5");
        check("c > '2020-01-01'::date", "date", "date", "c > '2020-01-01'");
        check("c ~ '^it''s$'::text", "text", "text", "c ~ '^it''s$'");
        let domain = read("VALUE >= 1 AND VALUE <= 5", None, "integer", "integer");
        assert_eq!(domain.as_deref(), Some("VALUE BETWEEN 1 AND 5"));
    }

    #[test]
    fn what_would_print_differently_is_no_rule() {
        for (text, data_type, printed) in [
            ("c = ANY (ARRAY['a'::text, 'b'::text])", "varchar", "character varying"),
            ("c <> ALL (ARRAY['a'::text])", "text", "text"),
            ("d = ANY (ARRAY['a'::text, 'b'::text])", "text", "text"),
            ("c > 0 AND d > 0", "integer", "integer"),
            ("c <= 9 AND c >= 0", "integer", "integer"),
            ("c > 0 OR c < 9", "integer", "integer"),
            ("length(c) > 1", "text", "text"),
            ("c = upper(c)", "text", "text"),
            ("c ~ d", "text", "text"),
            ("c > now()", "timestamptz", "timestamp with time zone"),
            ("c = 1::numeric", "integer", "integer"),
            ("c::text = 'a'::text", "my_domain", "text"),
        ] {
            assert_eq!(read(text, Some("c"), data_type, printed), None, "{text}");
        }
    }
}
