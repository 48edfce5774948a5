//! Whether a column can take what a job makes of it: what would certainly be refused, or would change
//! nothing, or would be cut. Of the rest PostgreSQL has the last word.

use super::facts::{CheckFacts, ColumnFacts};
use super::pattern;
use super::{Mask, Setting, TableFacts};
use crate::model::constraint::{Bounds, RuleKind};
use crate::model::data_type::ValueKind;
use crate::model::sql_text::Formula;
use crate::model::{DataType, Name};

/// The types of a column that can tell an age.
pub const TIMES: [&str; 3] = ["timestamptz", "timestamp", "date"];

/// Two hashes as they come: one begins with a digit and one with a letter.
const HASHES: [&str; 2] = [
    "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

/// What is wrong and what to write instead.
type Mistake = (String, &'static str);

/// Why a column cannot become that; `settings` are all of the row's, the column's among them.
pub fn mistake(table: &TableFacts, settings: &[Setting], setting: &Setting) -> Option<Mistake> {
    let name = &setting.column.it;
    let column = table.column(name.as_str())?;
    if column.generated {
        return Some((format!("`{name}` is generated from other columns"), "set those"));
    }
    let data_type = DataType::parse(&column.type_name);
    let type_name = &column.type_name;
    let is = |types: &[&str]| {
        data_type.as_ref().is_some_and(|it| !it.array && types.iter().any(|name| it.is(name)))
    };
    let is_number = data_type
        .as_ref()
        .is_some_and(|it| !it.array && matches!(it.value_kind(), ValueKind::Integer | ValueKind::Number));
    let is_unique = table.uniques.iter().any(|it| it.as_slice() == std::slice::from_ref(name));
    let refers = table.foreign_keys.iter().any(|key| key.columns.contains(name));
    match &setting.mask {
        Mask::Null if column.not_null => {
            Some((format!("`{name}` is NOT NULL"), "give it a value, or let the column be NULL"))
        }
        Mask::Null if meets(table, &table.strict_uniques, name, settings) => Some((
            format!("`{name}` is unique, NULLS NOT DISTINCT: two rows cannot both be NULL"),
            "write `hash` if it is text",
        )),
        Mask::Value(_) if is_unique => Some((
            format!("`{name}` is unique, and two rows cannot have the same value"),
            "write `null`, or `hash` if it is text",
        )),
        Mask::Value(_) if meets(table, &table.uniques, name, settings) => Some((
            format!(
                "`{name}` is in a UNIQUE with other columns, and rows that differ in it alone would meet"
            ),
            "write `null`, or `hash` if it is text",
        )),
        Mask::Value(_) if refers => {
            Some((format!("`{name}` refers to another table, where this value need not be"), "write `null`"))
        }
        Mask::Value(value) => too_large(name, data_type.as_ref()?, value).or_else(|| {
            let broken = column.rules.iter().find(|rule| breaks(column, rule, value))?;
            let message = format!("{value} is not allowed for `{name}`: {}", describe(broken));
            Some((message, "choose a value that its check allows"))
        }),
        Mask::Hash { .. } if refers => Some((format!("`{name}` refers to another table"), "write `null`")),
        Mask::Hash { .. } if !is(&["text", "varchar", "char"]) => Some((
            format!("`{name}` is {type_name}, and a hash is text of 64 characters"),
            "write `null` or a value",
        )),
        Mask::Hash { .. } => {
            let broken =
                |rule: &&RuleKind| HASHES.iter().any(|hash| breaks(column, rule, &format!("'{hash}'")));
            let says = match (length(data_type.as_ref()?), column.rules.iter().find(broken)) {
                (Some(most), _) if most < 64 => format!("it is {type_name}"),
                (_, Some(rule)) => describe(rule),
                _ => return None,
            };
            let message = format!("a hash of 64 characters is not allowed for `{name}`: {says}");
            Some((message, "write `null` or a value"))
        }
        Mask::Network { .. } if !is(&["inet", "cidr"]) => {
            Some((format!("`{name}` is {type_name}, and no address"), "`network` is for inet and cidr"))
        }
        Mask::Beginning(_) if !is(&TIMES) => {
            Some((format!("`{name}` is {type_name}, and no time"), "write a number to generalize by"))
        }
        Mask::Beginning(unit) if matches!(unit.as_str(), "hour" | "day") && is(&["date"]) => Some((
            format!("`{name}` is a date, which the beginning of its {unit} does not change"),
            "write `month`, `quarter` or `year`",
        )),
        Mask::Multiple(_) if !is_number => {
            Some((format!("`{name}` is {type_name}, and no number"), "write `month` or the like for a time"))
        }
        Mask::Multiple(of) => {
            let broken = column.rules.iter().find(|rule| leaves(rule, of))?;
            let message =
                format!("a multiple of {of} is not always allowed for `{name}`: {}", describe(broken));
            Some((message, "generalize by a number of which the limit is a multiple, or write a value"))
        }
        Mask::Shuffle if is_unique => Some((
            format!("`{name}` is unique: values that change places would meet"),
            "write `null` or `hash`",
        )),
        _ => None,
    }
}

/// Whether rows may be alike in a UNIQUE of several columns once this one is the same in all of them.
fn meets(table: &TableFacts, uniques: &[Vec<Name>], name: &Name, settings: &[Setting]) -> bool {
    // No two NULLs are alike unless it says so, and what SQL comes to is not known.
    let is_apart = |unique: &Vec<Name>| {
        let others = settings.iter().filter(|it| it.column.it != *name && unique.contains(&it.column.it));
        others.into_iter().any(|it| match it.mask {
            Mask::Null => !table.strict_uniques.contains(unique),
            Mask::Sql(_) => true,
            _ => false,
        })
    };
    let of_rest = |unique: &Vec<Name>| {
        let is_rest = |it: &Name| it != name && unique.contains(it);
        uniques.iter().any(|other| other.iter().all(is_rest))
    };
    uniques.iter().any(|unique| unique.contains(name) && !is_apart(unique) && !of_rest(unique))
}

/// A CHECK over what columns become.
#[derive(Debug)]
pub struct Met<'t> {
    pub check: &'t CheckFacts,
    /// The first of the columns that it names.
    pub setting: &'t Setting,
    pub verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Whatever the other columns hold.
    Broken,
    /// It depends on them, or only PostgreSQL can say.
    Unknown,
}

/// The checks that a row set so may break, but for those that say something about one column alone which
/// nobody can judge here.
pub fn met<'t>(table: &'t TableFacts, settings: &'t [Setting]) -> Vec<Met<'t>> {
    let met = table.checks.iter().filter_map(|check| {
        let setting = settings.iter().find(|it| check.columns.contains(&it.column.it))?;
        let verdict = match judged(table, &check.expression.formula(), settings) {
            Truth::False => Verdict::Broken,
            Truth::True | Truth::Null => return None,
            Truth::Unknown if check.columns.len() < 2 => return None,
            Truth::Unknown => Verdict::Unknown,
        };
        Some(Met { check, setting, verdict })
    });
    met.collect()
}

/// What a condition comes to, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    True,
    False,
    Null,
    Unknown,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            other => other,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Null, _) | (_, Self::Null) => Self::Null,
            (Self::True, Self::True) => Self::True,
        }
    }
}

fn judged(table: &TableFacts, formula: &Formula, settings: &[Setting]) -> Truth {
    let judge = |formula: &Formula| judged(table, formula, settings);
    let mask = |column: &Name| settings.iter().find(|it| it.column.it == *column).map(|it| &it.mask);
    match formula {
        Formula::Constant(holds) => Truth::of(*holds),
        Formula::Not(inner) => judge(inner).not(),
        Formula::And(left, right) => judge(left).and(judge(right)),
        Formula::Or(left, right) => judge(left).not().and(judge(right).not()).not(),
        Formula::IsNull { column, negated, .. } => match mask(column) {
            Some(Mask::Null) => Truth::of(!negated),
            Some(Mask::Value(_)) => Truth::of(*negated),
            _ => Truth::Unknown,
        },
        Formula::Equals { column, value, .. } => match mask(column) {
            Some(Mask::Null) => Truth::Null,
            Some(Mask::Value(literal)) => table
                .column(column.as_str())
                .and_then(|it| are_equal(it, literal, &value.text))
                .map_or(Truth::Unknown, Truth::of),
            _ => Truth::Unknown,
        },
        Formula::ValueIsNull { .. } | Formula::Other(_) => Truth::Unknown,
    }
}

/// Whether two literals are one value of the column's type, where that shows without PostgreSQL: most
/// types write a value in several forms, and the equality of a type somebody made is not known.
fn are_equal(column: &ColumnFacts, left: &str, right: &str) -> Option<bool> {
    let data_type = DataType::parse(&column.type_name).filter(|it| !it.array)?;
    let is = |types: &[&str]| types.iter().any(|name| data_type.is(name));
    if is(&["text", "varchar"]) && !column.collated {
        Some(quoted(left)? == quoted(right)?)
    } else if is(&["smallint", "integer", "bigint"]) {
        Some(left.parse::<i64>().ok()? == right.parse::<i64>().ok()?)
    } else if is(&["boolean"]) {
        let truth = |literal: &str| literal.to_ascii_lowercase().parse::<bool>().ok();
        Some(truth(left)? == truth(right)?)
    } else {
        None
    }
}

/// What stands between the quotes, where a text is one plain literal.
fn quoted(literal: &str) -> Option<&str> {
    let inner = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.replace("''", "").contains('\'')).then_some(inner)
}

/// A text that would be cut, a number that would not fit.
fn too_large(name: &Name, data_type: &DataType, literal: &str) -> Option<Mistake> {
    if data_type.array {
        return None;
    }
    if let Some(most) = length(data_type)
        && text(literal).chars().count() > most
    {
        let message = format!("{literal} would be cut: `{name}` is {data_type}");
        return Some((message, "write a shorter value"));
    }
    let modifier = data_type.modifier.as_deref().filter(|_| data_type.is("numeric"))?;
    let (precision, scale) = modifier.split_once(',').unwrap_or((modifier, "0"));
    let (precision, scale) = (precision.trim().parse::<i32>().ok()?, scale.trim().parse::<i32>().ok()?);
    let most = 10_f64.powi(precision - scale);
    let is_too_large = literal.parse::<f64>().is_ok_and(|it| it.abs() >= most);
    is_too_large.then(|| {
        (format!("{literal} is too large for `{name}`, which is {data_type}"), "write a smaller number")
    })
}

/// How many characters the type holds, where it says so.
fn length(data_type: &DataType) -> Option<usize> {
    let limited = data_type.is("varchar") || data_type.is("char");
    data_type.modifier.as_deref().filter(|_| limited)?.trim().parse().ok()
}

/// What a text literal stands for; anything else as it is.
fn text(literal: &str) -> String {
    let inner = literal.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
    inner.unwrap_or(literal).replace("''", "'")
}

/// Whether a literal is certainly not allowed by a rule of the column.
fn breaks(column: &ColumnFacts, rule: &RuleKind, literal: &str) -> bool {
    match rule {
        RuleKind::OneOf(values) => {
            values.iter().all(|value| are_equal(column, value, literal) == Some(false))
        }
        RuleKind::Length(bounds) => number(&text(literal).chars().count().to_string(), bounds),
        RuleKind::Range(bounds) => number(literal, bounds),
        RuleKind::Matches(expression) => pattern::matches(expression, &text(literal)) == Some(false),
    }
}

/// Whether a value that a rule allows may have a next lower multiple that it does not.
fn leaves(rule: &RuleKind, of: &str) -> bool {
    let Ok(of) = of.parse::<f64>() else { return false };
    let lower = |value: f64| (value / of).floor() * of;
    let limit = |text: &Option<String>| text.as_deref().and_then(|it| it.parse::<f64>().ok());
    match rule {
        RuleKind::OneOf(values) => {
            let numbers: Vec<f64> = values.iter().filter_map(|it| it.parse().ok()).collect();
            numbers.len() == values.len()
                && numbers.iter().any(|it| !numbers.iter().any(|other| (lower(*it) - other).abs() < 1e-9))
        }
        RuleKind::Range(bounds) => {
            limit(&bounds.min).is_some_and(|min| min - lower(min) > 1e-9)
                // Just above a limit the next lower multiple is the limit or below it, but for whole
                // numbers, one of which may be a multiple itself.
                || limit(&bounds.above).is_some_and(|above| {
                    let next = above.floor() + 1.0;
                    next - lower(next) > 1e-9
                })
        }
        RuleKind::Length(_) | RuleKind::Matches(_) => false,
    }
}

/// Whether a number is out of bounds that are numbers.
fn number(value: &str, bounds: &Bounds) -> bool {
    let Ok(value) = value.parse::<f64>() else { return false };
    let limit = |text: &Option<String>| text.as_deref().and_then(|it| it.parse::<f64>().ok());
    limit(&bounds.min).is_some_and(|min| value < min)
        || limit(&bounds.max).is_some_and(|max| value > max)
        || limit(&bounds.above).is_some_and(|above| value <= above)
        || limit(&bounds.below).is_some_and(|below| value >= below)
}

fn describe(rule: &RuleKind) -> String {
    match rule {
        RuleKind::OneOf(values) => format!("it is one of {}", values.join(", ")),
        RuleKind::Length(bounds) => format!("its length is limited{}", limits(bounds)),
        RuleKind::Range(bounds) => format!("it is limited{}", limits(bounds)),
        RuleKind::Matches(pattern) => format!("it has to match {pattern}"),
    }
}

fn limits(bounds: &Bounds) -> String {
    let parts =
        [("from", &bounds.min), ("above", &bounds.above), ("to", &bounds.max), ("below", &bounds.below)];
    let parts =
        parts.iter().filter_map(|(word, limit)| limit.as_ref().map(|limit| format!(" {word} {limit}")));
    parts.collect()
}
