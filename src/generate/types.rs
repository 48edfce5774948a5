//! Values by their type: what a column holds of which nothing is known but its type, its rules and
//! its name.

use super::limits::{Limits, narrowed, without};
use super::maker::{Maker, Span};
use super::number::Unit;
use super::random::Key;
use super::template::Template;
use super::text::DAY;
use super::texts::{by_default, chosen, json, text};
use crate::model::constraint::ConstraintKind;
use crate::model::data_type::TypeName;
use crate::model::table::ColumnValue;
use crate::model::types::Domain;
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

impl About<'_> {
    /// Of a value on its own.
    pub fn nothing() -> About<'static> {
        About { name: "", default: None, indexed: false, keyed: false, key: Key::new(0) }
    }
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

    /// Takes in what the domains demand that a type is.
    pub fn domain(&self, data_type: &DataType, limits: &mut Limits) -> Result<(), String> {
        match self.find(data_type, ObjectId::Domain) {
            Some(Object::Domain(domain)) if !data_type.array => {
                of_domain(domain, limits)?;
                self.domain(&domain.data_type, limits)
            }
            _ => Ok(()),
        }
    }

    /// How the values of a counted type are written.
    pub fn unit(&self, base: &DataType) -> Option<Unit> {
        match &base.name {
            TypeName::Builtin(name) if !base.array => Some(self.span(name, base.modifier.as_deref())?.unit),
            _ => None,
        }
    }

    /// Whether a type holds text of any form.
    pub fn may_be_text(&self, data_type: &DataType) -> bool {
        let base = self.base(data_type);
        let other = [ObjectId::Enum, ObjectId::Composite, ObjectId::Range];
        base.may_be_text() && other.into_iter().all(|id| self.find(&base, id).is_none())
    }

    fn named(&self, data_type: &DataType, limits: &Limits, about: About<'_>) -> Result<Maker, String> {
        if let Some(Object::Enum(it)) = self.find(data_type, ObjectId::Enum) {
            let fits = |value: &&String| limits.objection(value, None).is_none();
            if !limits.ranges.is_empty() || !limits.patterns.is_empty() || limits.json.is_some() {
                return Err(format!("its rules for {data_type} are not handled"));
            }
            let values: Vec<String> = it.values.iter().filter(fits).cloned().collect();
            return chosen(values, about);
        }
        if let Some(Object::Domain(domain)) = self.find(data_type, ObjectId::Domain) {
            let mut limits = limits.clone();
            of_domain(domain, &mut limits)?;
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
        let of_text = !limits.patterns.is_empty() || limits.least > 0 || limits.most.is_some();
        let is_json = ["json", "jsonb"].contains(&name);
        if of_text || limits.letters.is_some() || limits.json.is_some() && !is_json {
            return Err(format!("its rules for {data_type} are not handled"));
        }
        if let Some(values) = &limits.one_of {
            let span = self.span(name, modifier);
            let fitting = values.iter().filter(|text| {
                limits.objection(text, span.map(|it| it.unit)).is_none()
                    && span.is_none_or(|span| self.holds(name, modifier, span, text))
            });
            return chosen(fitting.cloned().collect(), about);
        }
        if let Some(span) = self.span(name, modifier) {
            return self.bounded(name, modifier, span, limits).map(Maker::Span);
        }
        if !limits.ranges.is_empty() || !limits.not.is_empty() {
            return Err(format!("its bounds for {data_type} are not handled"));
        }
        if let Some(kind) = &limits.json {
            return json(kind, about);
        }
        if let Some(maker) = by_default(about) {
            return Ok(maker);
        }
        self.other(name, modifier).ok_or_else(|| format!("values of the type {data_type} cannot be made up"))
    }

    /// What bounds leave of a span.
    fn bounded(
        &self,
        name: &str,
        modifier: Option<&str>,
        span: Span,
        limits: &Limits,
    ) -> Result<Span, String> {
        let mut span = narrowed(span, &limits.ranges, span.unit.of_micros(self.until))?;
        let one = span.unit.one();
        let cap = limits.cap.map(|(least, most)| (least.saturating_mul(one), most.saturating_mul(one)));
        for (first, last) in [self.whole(name, modifier), cap].into_iter().flatten() {
            span = Span { first: span.first.max(first), last: span.last.min(last), ..span };
        }
        if name == "real" && !limits.ranges.is_empty() {
            // A bound may lie between two of its values.
            let slack = 1 + (span.first.unsigned_abs().max(span.last.unsigned_abs()) / 1_000_000);
            span = Span {
                first: span.first.saturating_add_unsigned(slack),
                last: span.last.saturating_sub_unsigned(slack),
                ..span
            };
        }
        span = without(spaced(name, span), &limits.not)?;
        if span.first > span.last { Err("its bounds leave no value".to_owned()) } else { Ok(span) }
    }

    /// Whether a literal is a value of a counted type as it stands, neither rounded nor too large.
    fn holds(&self, name: &str, modifier: Option<&str>, span: Span, text: &str) -> bool {
        let Some(value) = span.unit.parse(text) else { return true };
        let exact = modifier.is_none() || span.unit.is_exact(text) && value % span.step == 0;
        let fits = |(first, last): (i64, i64)| (first..=last).contains(&value);
        exact && self.whole(name, modifier).is_none_or(fits)
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

    /// The greatest number that a type can hold.
    pub fn most(&self, data_type: &DataType) -> i64 {
        let TypeName::Builtin(name) = data_type.name else { return i64::MAX / 4 };
        self.whole(name, data_type.modifier.as_deref()).map_or(i64::MAX / 4, |(_, most)| most)
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

fn of_domain(domain: &Domain, limits: &mut Limits) -> Result<(), String> {
    for constraint in &domain.checks {
        if let ConstraintKind::Check(check) = &constraint.kind
            && !limits.add_check(check)
        {
            let name = &constraint.name;
            return Err(format!("the check {name} of its domain {} is not understood", domain.name));
        }
    }
    Ok(())
}

/// Values so far apart that a floating-point number tells them apart.
pub fn spaced(name: &str, span: Span) -> Span {
    let digits = match name {
        "real" => 23,
        "double precision" => 52,
        _ => return span,
    };
    let greatest = span.first.unsigned_abs().max(span.last.unsigned_abs());
    let step = i64::try_from(greatest >> digits).unwrap_or(i64::MAX).saturating_add(1).max(span.step);
    Span { step, ..span }
}
