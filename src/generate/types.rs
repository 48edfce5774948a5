//! Values by their type: what a column holds of which nothing is known but its type, its rules and
//! its name.

use super::limits::{Limits, narrowed, unquoted};
use super::maker::{Maker, Span};
use super::number::Unit;
use super::pattern;
use super::random::Key;
use super::template::Template;
use super::text::DAY;
use crate::model::data_type::TypeName;
use crate::model::table::ColumnValue;
use crate::model::{DataType, Object, ObjectId, QualifiedName, Schema};
use crate::row::table::Kind;

/// What values are made from.
#[derive(Clone, Copy, Debug)]
pub struct Types<'a> {
    pub schema: &'a Schema,
    /// The time that is spread over the rows, in microseconds since 1970.
    pub from: i64,
    pub until: i64,
}

/// What is known of a column besides its type and rules.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub name: &'a str,
    pub default: Option<&'a ColumnValue>,
    /// Whether an index holds its values, so that they had better be short.
    pub indexed: bool,
    /// Whether a key holds its values, so that they had better be many.
    pub keyed: bool,
    pub key: Key,
}

impl Types<'_> {
    /// What makes the values of a type within limits, or why nothing can.
    pub fn maker(&self, data_type: &DataType, limits: &Limits, about: About<'_>) -> Result<Maker, String> {
        if limits.one_of.as_ref().is_some_and(Vec::is_empty) {
            return Err("its rules leave no value".to_owned());
        }
        if data_type.array {
            if !limits.is_empty() {
                return Err(format!("its rules for {data_type} are not handled"));
            }
            if let Some(maker) = by_default(about) {
                return Ok(maker);
            }
            let element = DataType { array: false, ..data_type.clone() };
            let plain = About { default: None, indexed: true, ..about };
            let element = Box::new(self.maker(&element, &Limits::default(), plain)?);
            return Ok(Maker::Array { element, least: 0, most: 4 });
        }
        match &data_type.name {
            TypeName::Builtin(name) => self.builtin(name, data_type, limits, about),
            TypeName::Named { .. } => self.named(data_type, limits, about),
        }
    }

    fn find(&self, data_type: &DataType, id: fn(QualifiedName) -> ObjectId) -> Option<&Object> {
        self.schema.find(&id(data_type.named()?))
    }

    /// The type that a domain stands on in the end, arrays of it included.
    pub fn base(&self, data_type: &DataType) -> DataType {
        match self.find(data_type, ObjectId::Domain) {
            Some(Object::Domain(domain)) => {
                let base = self.base(&domain.data_type);
                DataType { array: data_type.array || base.array, ..base }
            }
            _ => data_type.clone(),
        }
    }

    fn named(&self, data_type: &DataType, limits: &Limits, about: About<'_>) -> Result<Maker, String> {
        if let Some(Object::Enum(it)) = self.find(data_type, ObjectId::Enum) {
            let fits = |value: &&String| limits.one_of.as_ref().is_none_or(|some| some.contains(value));
            if !limits.ranges.is_empty() || limits.least > 0 || limits.most.is_some() {
                return Err(format!("its rules for {data_type} are not handled"));
            }
            let values: Vec<String> = it.values.iter().filter(fits).cloned().collect();
            return chosen(values, about);
        }
        if let Some(Object::Domain(domain)) = self.find(data_type, ObjectId::Domain) {
            let mut limits = limits.clone();
            for constraint in &domain.checks {
                if let crate::model::constraint::ConstraintKind::Check(check) = &constraint.kind
                    && !limits.add_check(check)
                {
                    let name = &constraint.name;
                    return Err(format!("the check {name} of its domain {} is not understood", domain.name));
                }
            }
            let default = about.default.or(domain.value.as_ref());
            return self.maker(&domain.data_type, &limits, About { default, ..about });
        }
        if !limits.is_empty() {
            return Err(format!("its rules for {data_type} are not handled"));
        }
        let inner = |it: &DataType| {
            let plain = About { default: None, indexed: true, ..about };
            self.maker(it, &Limits::default(), plain)
        };
        if let Some(Object::Composite(it)) = self.find(data_type, ObjectId::Composite) {
            let parts: Result<_, String> = it.attributes.iter().map(|part| inner(&part.data_type)).collect();
            return parts.map(Maker::Record);
        }
        if let Some(Object::Range(it)) = self.find(data_type, ObjectId::Range)
            && let Maker::Span(span) = inner(&it.subtype)?
        {
            return Ok(Maker::Range { span, length: 1000, multi: false });
        }
        match data_type.named() {
            Some(name) if name.name == *"citext" => Ok(Maker::Words { least: 6, most: 24 }),
            _ => Err(format!("values of the type {data_type} cannot be made up")),
        }
    }

    fn builtin(
        &self,
        name: &str,
        data_type: &DataType,
        limits: &Limits,
        about: About<'_>,
    ) -> Result<Maker, String> {
        let modifier = data_type.modifier.as_deref();
        if ["text", "varchar", "char", "name"].contains(&name) {
            return text(name, modifier, limits, about);
        }
        if !limits.patterns.is_empty() || limits.least > 0 || limits.most.is_some() {
            return Err(format!("its rules for {data_type} are not handled"));
        }
        if let Some(values) = &limits.one_of {
            let unit = self.span(name, modifier).map(|it| it.unit);
            let others = Limits { one_of: None, ..limits.clone() };
            let fitting = values.iter().filter(|text| others.objection(text, unit).is_none());
            return chosen(fitting.cloned().collect(), about);
        }
        if let Some(mut span) = self.span(name, modifier) {
            let until = span.unit.of_micros(self.until);
            let whole = self.whole(name, modifier);
            let bounded = !limits.ranges.is_empty();
            span = narrowed(span, &limits.ranges, until)?;
            if let Some((first, last)) = whole {
                span = Span { first: span.first.max(first), last: span.last.min(last), ..span };
            }
            if name == "real" && bounded {
                // A bound may lie between two of its values.
                let slack = 1 + (span.first.unsigned_abs().max(span.last.unsigned_abs()) / 1_000_000);
                span = Span {
                    first: span.first.saturating_add_unsigned(slack),
                    last: span.last.saturating_sub_unsigned(slack),
                    ..span
                };
            }
            if span.first > span.last {
                return Err("its bounds leave no value".to_owned());
            }
            return Ok(Maker::Span(span));
        }
        if !limits.ranges.is_empty() {
            return Err(format!("its bounds for {data_type} are not handled"));
        }
        if let Some(maker) = by_default(about) {
            return Ok(maker);
        }
        self.other(name, modifier).ok_or_else(|| format!("values of the type {data_type} cannot be made up"))
    }

    /// Types that are counted: what is usual of them.
    fn span(&self, name: &str, modifier: Option<&str>) -> Option<Span> {
        let decimal = |scale: u32, last: i64| Span { first: 0, last, step: 1, unit: Unit::Decimal(scale) };
        let moment = |unit: Unit| {
            let step = match (unit, modifier.and_then(|it| it.parse::<u32>().ok())) {
                (Unit::Date, _) => 1,
                (_, Some(digits)) => 10_i64.pow(6_u32.saturating_sub(digits)),
                (_, None) => 1,
            };
            let round = |at: i64| unit.of_micros(at) / step * step;
            Span { first: round(self.from), last: round(self.until), step, unit }
        };
        Some(match name {
            "smallint" | "integer" | "bigint" | "oid" | "xid8" => decimal(0, 1000),
            "numeric" => match modifier {
                None => decimal(2, 100_000),
                Some(modifier) => {
                    let (precision, scale) = modifier.split_once(',').unwrap_or((modifier, "0"));
                    let (precision, scale): (u32, i32) = (precision.parse().ok()?, scale.parse().ok()?);
                    let last = 10_i64.checked_pow(precision).map_or(i64::MAX / 4, |it| it - 1);
                    match u32::try_from(scale) {
                        Ok(scale) if scale <= 15 => {
                            let usual = 1000 * 10_i64.pow(scale);
                            decimal(scale, usual.min(last))
                        }
                        Ok(_) => return None,
                        Err(_) => {
                            let step = 10_i64.checked_pow(scale.unsigned_abs())?;
                            Span { last: step.checked_mul(last.min(1000))?, step, ..decimal(0, 0) }
                        }
                    }
                }
            },
            "real" => decimal(2, 100_000),
            "double precision" => decimal(4, 10_000_000),
            "money" => decimal(2, 100_000),
            "date" => moment(Unit::Date),
            "timestamp" => moment(Unit::Timestamp),
            "timestamptz" => moment(Unit::Timestamptz),
            "time" => Span { first: 0, last: DAY - 1_000_000, step: 1_000_000, unit: Unit::Time },
            "timetz" => Span { first: 0, last: DAY - 1_000_000, step: 1_000_000, unit: Unit::Timetz },
            // Whole days, since a modifier may keep nothing smaller; of months it keeps nothing.
            "interval" if modifier.is_none() => {
                Span { first: 0, last: 30 * 86_400, step: 1, unit: Unit::Interval }
            }
            _ => return None,
        })
    }

    /// All that a counted type can hold.
    #[expect(clippy::unused_self, reason = "beside `span`")]
    fn whole(&self, name: &str, modifier: Option<&str>) -> Option<(i64, i64)> {
        match name {
            "smallint" => Some((i16::MIN.into(), i16::MAX.into())),
            "integer" => Some((i32::MIN.into(), i32::MAX.into())),
            "oid" => Some((0, u32::MAX.into())),
            "numeric" => {
                let modifier = modifier?;
                let precision = modifier.split_once(',').map_or(modifier, |(precision, _)| precision);
                let last = 10_i64.checked_pow(precision.parse().ok()?)? - 1;
                (!modifier.contains(",-")).then_some((-last, last))
            }
            "time" | "timetz" => Some((0, DAY - 1)),
            _ => None,
        }
    }

    /// The greatest number that a type can hold, where that is less than can be counted.
    pub fn most(&self, data_type: &DataType) -> Option<i64> {
        let TypeName::Builtin(name) = data_type.name else { return None };
        let bounded = self.whole(name, data_type.modifier.as_deref())?;
        Some(bounded.1)
    }

    fn other(&self, name: &str, modifier: Option<&str>) -> Option<Maker> {
        let example = |texts: &[&str]| {
            let values = texts.iter().filter_map(|text| Template::read(text).ok()).collect();
            Some(Maker::OneOf { values, sums: Vec::new() })
        };
        let size = modifier.and_then(|it| it.parse::<u64>().ok());
        let decimal = Span { first: 0, last: 1000, step: 1, unit: Unit::Decimal(0) };
        let range = |span: Span, length: i64, multi: bool| Some(Maker::Range { span, length, multi });
        let moments = |unit: Unit| {
            let at = |micros: i64| unit.of_micros(micros);
            Span { first: at(self.from), last: at(self.until), step: 1, unit }
        };
        let multi = name.contains("multirange");
        match name {
            "boolean" => Some(Maker::Boolean { mostly: false }),
            "uuid" => Some(Maker::Uuid),
            "json" | "jsonb" => example(&["{{\"note\": \"{word}\", \"number\": {1..100}}}"]),
            "bytea" => Some(Maker::Bytes { least: 8, most: 32 }),
            "bit" => size.map(|size| Maker::Bits { least: size, most: size }),
            "varbit" => Some(Maker::Bits { least: 1, most: size.unwrap_or(16) }),
            "inet" => Some(Maker::Address { network: false }),
            "cidr" => Some(Maker::Address { network: true }),
            "macaddr" => Some(Maker::MacAddress { long: false }),
            "macaddr8" => Some(Maker::MacAddress { long: true }),
            "point" => Some(Maker::Points { open: "", count: 1, close: "" }),
            "lseg" => Some(Maker::Points { open: "[", count: 2, close: "]" }),
            "box" => Some(Maker::Points { open: "", count: 2, close: "" }),
            "path" => Some(Maker::Points { open: "[", count: 3, close: "]" }),
            "polygon" => Some(Maker::Points { open: "(", count: 3, close: ")" }),
            "circle" => Some(Maker::Circle),
            "line" => example(&["{{{1..9},{-9..9},{-9..9}}}"]),
            "int4range" | "int8range" | "int4multirange" | "int8multirange" => range(decimal, 100, multi),
            "numrange" | "nummultirange" => {
                range(Span { unit: Unit::Decimal(2), last: 100_000, ..decimal }, 10_000, multi)
            }
            "daterange" | "datemultirange" => range(moments(Unit::Date), 30, multi),
            "tsrange" | "tsmultirange" => range(moments(Unit::Timestamp), 7 * DAY, multi),
            "tstzrange" | "tstzmultirange" => range(moments(Unit::Timestamptz), 7 * DAY, multi),
            "xml" => example(&["<note>{word} {word} {word}</note>"]),
            "tsvector" => example(&["{word} {word} {word} {word}"]),
            "tsquery" => example(&["{word} & {word}", "{word} | {word}"]),
            "jsonpath" => example(&["$.{word}"]),
            "pg_lsn" => example(&["{1..9}/{hex 7}"]),
            "interval" => example(&["0 seconds"]),
            "\"char\"" => example(&["{a|b|c|d}"]),
            "xid" => example(&["{3..100000}"]),
            _ => None,
        }
    }

    /// How YAML writes a value of the type.
    pub fn kind(&self, data_type: &DataType) -> Kind {
        let base = self.base(data_type);
        let one = match base.name {
            TypeName::Builtin("json" | "jsonb") => Kind::Json,
            TypeName::Builtin("bytea") => Kind::Bytea,
            TypeName::Builtin("timestamptz" | "timestamp" | "date") => Kind::Time,
            _ => Kind::Text,
        };
        if base.array { Kind::Array(Box::new(one)) } else { one }
    }
}

/// The value that a column has by default, where a plain one is written and no more is known.
fn by_default(about: About<'_>) -> Option<Maker> {
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
fn chosen(mut values: Vec<String>, about: About<'_>) -> Result<Maker, String> {
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

fn text(name: &str, modifier: Option<&str>, limits: &Limits, about: About<'_>) -> Result<Maker, String> {
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
    if let Some(values) = &limits.one_of {
        if !limits.patterns.is_empty() {
            return Err("a list of values together with a regular expression is not handled".to_owned());
        }
        let fitting = values.iter().filter(|text| limits.objection(text, None).is_none());
        return chosen(fitting.cloned().collect(), about);
    }
    if let Some(pattern) = limits.patterns.first() {
        let most = limits.most.unwrap_or(4096);
        let found = pattern::shapes(pattern, limits.least, most, about.key.draw(u64::MAX));
        let mut shapes = found.map_err(|why| format!("its regular expression cannot be followed: {why}"))?;
        if name == "char" {
            // A blank at the end is none there.
            shapes.retain(|shape| shape.last().is_none_or(|place| !place.contains(&' ')));
            if shapes.is_empty() {
                return Err("its regular expression ends in a blank, which char does not keep".to_owned());
            }
        }
        return Ok(Maker::Shapes(shapes));
    }
    if limits.is_empty() || limits.least == 0 {
        if let Some(maker) = by_default(about) {
            return Ok(maker);
        }
        if let Some(template) = by_name(about.name) {
            let (_, longest) = template.lengths();
            if limits.most.is_none_or(|most| most >= longest) && !about.keyed {
                return Ok(Maker::OneOf { values: vec![template], sums: Vec::new() });
            }
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
