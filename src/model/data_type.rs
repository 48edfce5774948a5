//! Data types, spelled one way: `int` and `int4` are `integer`, `varchar` stays `varchar`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::name::{Name, QualifiedName};

/// A column's, argument's or result's type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataType {
    pub name: TypeName,
    /// What stands in parentheses (`numeric(10,2)`) or behind `interval` (`interval day to second`).
    pub modifier: Option<String>,
    /// `text[]`; PostgreSQL keeps neither the bounds nor the number of dimensions.
    pub array: bool,
}

/// The type itself, without modifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeName {
    /// A type of `pg_catalog`, in the spelling of [`BUILTINS`].
    Builtin(&'static str),
    /// A type somebody made; without a schema it is looked up like any name.
    Named { schema: Option<Name>, name: Name },
}

/// What kind of value a type holds; decides how a YAML value becomes a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    Boolean,
    Integer,
    Number,
    Json,
    /// Anything written as a quoted string: text, times, uuid, inet, an enum's label...
    Text,
}

/// `(spelling here, other spellings, kind)` of the types in `pg_catalog` that people declare.
#[rustfmt::skip]
const BUILTINS: &[(&str, &[&str], ValueKind)] = &[
    ("bigint", &["int8"], ValueKind::Integer),
    ("bit", &[], ValueKind::Text),
    ("boolean", &["bool"], ValueKind::Boolean),
    ("box", &[], ValueKind::Text),
    ("bytea", &[], ValueKind::Text),
    ("\"char\"", &[], ValueKind::Text),
    ("char", &["character", "bpchar"], ValueKind::Text),
    ("cid", &[], ValueKind::Text),
    ("cidr", &[], ValueKind::Text),
    ("circle", &[], ValueKind::Text),
    ("date", &[], ValueKind::Text),
    ("datemultirange", &[], ValueKind::Text),
    ("daterange", &[], ValueKind::Text),
    ("double precision", &["float8", "float"], ValueKind::Number),
    ("event_trigger", &[], ValueKind::Text),
    ("inet", &[], ValueKind::Text),
    ("int4multirange", &[], ValueKind::Text),
    ("int4range", &[], ValueKind::Text),
    ("int8multirange", &[], ValueKind::Text),
    ("int8range", &[], ValueKind::Text),
    ("integer", &["int", "int4"], ValueKind::Integer),
    ("interval", &[], ValueKind::Text),
    ("json", &[], ValueKind::Json),
    ("jsonb", &[], ValueKind::Json),
    ("jsonpath", &[], ValueKind::Text),
    ("line", &[], ValueKind::Text),
    ("lseg", &[], ValueKind::Text),
    ("macaddr", &[], ValueKind::Text),
    ("macaddr8", &[], ValueKind::Text),
    ("money", &[], ValueKind::Text),
    ("name", &[], ValueKind::Text),
    ("numeric", &["decimal", "dec"], ValueKind::Number),
    ("nummultirange", &[], ValueKind::Text),
    ("numrange", &[], ValueKind::Text),
    ("oid", &[], ValueKind::Integer),
    ("path", &[], ValueKind::Text),
    ("pg_lsn", &[], ValueKind::Text),
    ("pg_snapshot", &[], ValueKind::Text),
    ("point", &[], ValueKind::Text),
    ("polygon", &[], ValueKind::Text),
    ("real", &["float4"], ValueKind::Number),
    ("record", &[], ValueKind::Text),
    ("refcursor", &[], ValueKind::Text),
    ("regclass", &[], ValueKind::Text),
    ("regconfig", &[], ValueKind::Text),
    ("regnamespace", &[], ValueKind::Text),
    ("regoper", &[], ValueKind::Text),
    ("regoperator", &[], ValueKind::Text),
    ("regproc", &[], ValueKind::Text),
    ("regprocedure", &[], ValueKind::Text),
    ("regrole", &[], ValueKind::Text),
    ("regtype", &[], ValueKind::Text),
    ("smallint", &["int2"], ValueKind::Integer),
    ("text", &[], ValueKind::Text),
    ("tid", &[], ValueKind::Text),
    ("time", &["time without time zone"], ValueKind::Text),
    ("timestamp", &["timestamp without time zone"], ValueKind::Text),
    ("timestamptz", &["timestamp with time zone"], ValueKind::Text),
    ("timetz", &["time with time zone"], ValueKind::Text),
    ("trigger", &[], ValueKind::Text),
    ("tsmultirange", &[], ValueKind::Text),
    ("tsquery", &[], ValueKind::Text),
    ("tsrange", &[], ValueKind::Text),
    ("tstzmultirange", &[], ValueKind::Text),
    ("tstzrange", &[], ValueKind::Text),
    ("tsvector", &[], ValueKind::Text),
    ("txid_snapshot", &[], ValueKind::Text),
    ("uuid", &[], ValueKind::Text),
    ("varbit", &["bit varying"], ValueKind::Text),
    ("varchar", &["character varying", "char varying"], ValueKind::Text),
    ("void", &[], ValueKind::Text),
    ("xid", &[], ValueKind::Text),
    ("xid8", &[], ValueKind::Text),
    ("xml", &[], ValueKind::Text),
    ("anyarray", &[], ValueKind::Text),
    ("anycompatible", &[], ValueKind::Text),
    ("anycompatiblearray", &[], ValueKind::Text),
    ("anyelement", &[], ValueKind::Text),
    ("anyenum", &[], ValueKind::Text),
    ("anynonarray", &[], ValueKind::Text),
    ("anyrange", &[], ValueKind::Text),
    ("aclitem", &[], ValueKind::Text),
    ("anycompatiblemultirange", &[], ValueKind::Text),
    ("anycompatiblenonarray", &[], ValueKind::Text),
    ("anycompatiblerange", &[], ValueKind::Text),
    ("anymultirange", &[], ValueKind::Text),
    ("cid", &[], ValueKind::Text),
    ("cstring", &[], ValueKind::Text),
    ("gtsvector", &[], ValueKind::Text),
    ("int2vector", &[], ValueKind::Text),
    ("oidvector", &[], ValueKind::Text),
    ("regcollation", &[], ValueKind::Text),
    ("regdictionary", &[], ValueKind::Text),
    ("internal", &[], ValueKind::Text),
];

/// Whether texts of the type are names of objects, which PostgreSQL keeps by what they stand for.
pub fn names_an_object(builtin_type: &str) -> bool {
    builtin_type.starts_with("reg") && builtin(builtin_type).is_some()
}

impl DataType {
    /// Reads a type as SQL writes it. `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut array = false;
        while let Some(element) = text.strip_suffix(']') {
            let open = element.rfind('[')?;
            if !element[open + 1..].chars().all(|c| c.is_ascii_digit()) {
                return None;
            }
            text.truncate(open);
            text.truncate(text.trim_end().len());
            array = true;
        }
        let (name, modifier) = take_modifier(&text)?;
        if let Some(float) = float_of_precision(&name, modifier.as_deref()) {
            return Some(Self { name: TypeName::Builtin(float), modifier: None, array });
        }
        if let Some(name) = builtin(&name) {
            let modifier = default_modifier(name, modifier);
            return Some(Self { name: TypeName::Builtin(name), modifier, array });
        }
        if let Some(fields) = name.to_ascii_lowercase().strip_prefix("interval ") {
            let modifier = match modifier {
                Some(precision) => format!("{fields}({precision})"),
                None => fields.to_owned(),
            };
            return Some(Self { name: TypeName::Builtin("interval"), modifier: Some(modifier), array });
        }
        if name.contains(' ') && !name.contains('"') {
            return None;
        }
        let qualified = QualifiedName::parse(&name)?;
        let schema = name_has_schema(&name).then_some(qualified.schema);
        Some(Self { name: TypeName::Named { schema, name: qualified.name }, modifier, array })
    }

    pub fn is(&self, builtin: &str) -> bool {
        !self.array && matches!(self.name, TypeName::Builtin(name) if name == builtin)
    }

    /// Whether its values, or the elements of its arrays, are of a type of PostgreSQL's own.
    pub fn is_of(&self, builtin: &str) -> bool {
        matches!(self.name, TypeName::Builtin(name) if name == builtin)
    }

    /// What is wrong with what stands in parentheses, and what to write instead. Only types of
    /// PostgreSQL's own are looked at; what an extension's type takes is not known here.
    pub fn modifier_mistake(&self) -> Option<(String, String)> {
        let (TypeName::Builtin(name), Some(modifier)) = (&self.name, &self.modifier) else { return None };
        let numbers: Option<Vec<i32>> = modifier.split(',').map(|part| part.parse().ok()).collect();
        let limits: &[(i32, i32)] = match *name {
            "varchar" | "char" => &[(1, 10_485_760)],
            "bit" | "varbit" => &[(1, 83_886_080)],
            "numeric" => &[(1, 1000), (-1000, 1000)],
            "time" | "timetz" | "timestamp" | "timestamptz" => &[(0, 6)],
            "interval" => return None,
            "text" => {
                let message = format!("`text` takes nothing in parentheses, found `({modifier})`");
                return Some((message, format!("write `type: text` and `length: {{ max: {modifier} }}`")));
            }
            _ => {
                let message = format!("`{name}` takes nothing in parentheses, found `({modifier})`");
                return Some((message, format!("write `{name}`")));
            }
        };
        let fits = numbers.is_some_and(|numbers| {
            numbers.len() <= limits.len()
                && numbers.iter().zip(limits).all(|(number, (min, max))| (min..=max).contains(&number))
        });
        (!fits).then(|| {
            let (min, max) = limits[0];
            let example = if *name == "numeric" {
                "numeric(10,2)".to_owned()
            } else {
                format!("{name}({})", max.min(20))
            };
            let message =
                format!("`{name}` takes a number from {min} to {max} in parentheses, found `({modifier})`");
            (message, format!("write e.g. `{example}`"))
        })
    }

    /// Whether it holds text with a length (or may: what somebody's own type holds is not known).
    pub fn may_be_text(&self) -> bool {
        let text = match self.name {
            TypeName::Builtin(name) => ["text", "varchar", "char", "name"].contains(&name),
            TypeName::Named { .. } => true,
        };
        text && !self.array
    }

    /// The numbers an integer type can hold.
    pub fn integer_limits(&self) -> Option<(i64, i64)> {
        match self.name {
            TypeName::Builtin("smallint") => Some((i16::MIN.into(), i16::MAX.into())),
            TypeName::Builtin("integer") => Some((i32::MIN.into(), i32::MAX.into())),
            TypeName::Builtin("oid") => Some((0, u32::MAX.into())),
            TypeName::Builtin("bigint") => Some((i64::MIN, i64::MAX)),
            _ => None,
        }
    }

    /// Whether PostgreSQL turns the values of a column into those of another type without being told how.
    pub fn turns_by_itself_into(&self, new: &Self) -> bool {
        const NUMBERS: &[&str] = &["smallint", "integer", "bigint", "numeric", "real", "double precision"];
        let number = |it: &Self| NUMBERS.iter().any(|number| it.is(number));
        let time = |it: &Self| it.is("timestamp") || it.is("timestamptz");
        // As they are assigned, too long a text is refused; a cast would cut it off.
        let text = matches!(new.name, TypeName::Builtin("text" | "varchar" | "char"));
        self.name == new.name && self.array == new.array
            || text && (self.array || !new.array)
            || number(self) && number(new)
            || time(self) && time(new)
    }

    /// The kind of one value (of one element, where the type is an array).
    pub fn value_kind(&self) -> ValueKind {
        match self.name {
            TypeName::Builtin(name) => {
                BUILTINS.iter().find(|entry| entry.0 == name).map_or(ValueKind::Text, |entry| entry.2)
            }
            TypeName::Named { .. } => ValueKind::Text,
        }
    }

    /// The name of the type somebody made, if it is one; its schema defaults to `public`.
    pub fn named(&self) -> Option<QualifiedName> {
        match &self.name {
            TypeName::Builtin(_) => None,
            TypeName::Named { schema, name } => {
                let schema = schema.clone().unwrap_or_else(|| Name::from(super::name::PUBLIC));
                Some(QualifiedName { schema, name: name.clone() })
            }
        }
    }
}

/// Every builtin spelling, for suggestions.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    BUILTINS.iter().map(|entry| entry.0)
}

fn builtin(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let plain = lower.strip_prefix("pg_catalog.").unwrap_or(&lower);
    BUILTINS.iter().find(|entry| entry.0 == plain || entry.1.contains(&plain)).map(|entry| entry.0)
}

/// `float(24)` is `real`, `float(25)` is `double precision`.
fn float_of_precision(name: &str, modifier: Option<&str>) -> Option<&'static str> {
    let precision = modifier.filter(|_| name.eq_ignore_ascii_case("float"))?.parse::<u8>().ok()?;
    match precision {
        1..=24 => Some("real"),
        25..=53 => Some("double precision"),
        _ => None,
    }
}

/// `char` alone means `char(1)`, `bit` alone `bit(1)`.
fn default_modifier(name: &str, modifier: Option<String>) -> Option<String> {
    match (name, modifier) {
        ("char" | "bit", None) => Some("1".to_owned()),
        ("numeric", Some(precision)) => Some(precision.strip_suffix(",0").unwrap_or(&precision).to_owned()),
        (_, modifier) => modifier,
    }
}

/// Splits `timestamp(3) with time zone` into `timestamp with time zone` and `3`.
fn take_modifier(text: &str) -> Option<(String, Option<String>)> {
    // A name in quotes may hold a parenthesis of its own.
    let mut quoted = false;
    let opens = |c: char| {
        quoted ^= c == '"';
        c == '(' && !quoted
    };
    let Some(open) = text.find(opens) else { return Some((text.to_owned(), None)) };
    let close = open + text[open..].find(')')?;
    let inside: String = text[open + 1..close].chars().filter(|c| !c.is_whitespace()).collect();
    let name = format!("{} {}", text[..open].trim_end(), text[close + 1..].trim());
    (!inside.is_empty()).then(|| (name.trim_end().to_owned(), Some(inside)))
}

fn name_has_schema(text: &str) -> bool {
    let outside_quotes = text.split('"').step_by(2);
    outside_quotes.into_iter().any(|part| part.contains('.'))
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            TypeName::Builtin(name) => f.write_str(name)?,
            TypeName::Named { schema: Some(schema), name } => write!(f, "{schema}.{name}")?,
            TypeName::Named { schema: None, name } => write!(f, "{name}")?,
        }
        match &self.modifier {
            Some(fields) if fields.starts_with(|c: char| c.is_ascii_alphabetic()) && self.is_interval() => {
                write!(f, " {fields}")?;
            }
            Some(modifier) => write!(f, "({modifier})")?,
            None => {}
        }
        if self.array { f.write_str("[]") } else { Ok(()) }
    }
}

impl DataType {
    fn is_interval(&self) -> bool {
        matches!(self.name, TypeName::Builtin("interval"))
    }
}

impl Serialize for DataType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DataType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no data type")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let parsed = DataType::parse(written).expect("a type");
        assert_eq!(parsed.to_string(), expected);
        assert_eq!(DataType::parse(expected), Some(parsed), "what is written is read back");
    }

    #[test]
    fn one_spelling_for_each_type() {
        check("INT", "integer");
        check("character varying(20)", "varchar(20)");
        check("numeric( 10, 2 )", "numeric(10,2)");
        check("numeric(12,0)", "numeric(12)");
        check("timestamp(3) with time zone", "timestamptz(3)");
        check("text[][]", "text[]");
        check("text [3]", "text[]");
        check("char", "char(1)");
        check("interval day to second(3)", "interval day to second(3)");
        check("auth.level", "auth.level");
        check("\"Mood\"[]", "\"Mood\"[]");
        check("\"Mood (x)\"[]", "\"Mood (x)\"[]");
        check("geometry(Point,4326)", "geometry(Point,4326)");
        check("pg_catalog.int4", "integer");
    }

    #[test]
    fn what_a_type_takes_in_parentheses() {
        let mistake = |text| DataType::parse(text).and_then(|it| it.modifier_mistake()).is_some();
        for good in [
            "varchar(5)",
            "numeric(10,2)",
            "numeric(3,-2)",
            "timestamptz(3)",
            "bit(8)",
            "interval day to second(3)",
            "geometry(Point,4326)",
            "float(3)",
        ] {
            assert!(!mistake(good), "{good}");
        }
        for bad in [
            "text(5)",
            "varchar(abc)",
            "varchar(0)",
            "numeric(1,2,3)",
            "timestamptz(9)",
            "integer(4)",
            "uuid(1)",
        ] {
            assert!(mistake(bad), "{bad}");
        }
        check("float(10)", "real");
    }

    #[test]
    fn what_is_no_type() {
        assert_eq!(DataType::parse("text not null"), None);
        assert_eq!(DataType::parse("numeric(10"), None);
        assert_eq!(DataType::parse("varchar()"), None);
    }
}
