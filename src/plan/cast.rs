//! Which types PostgreSQL can turn into which, and how it stores their values. What is not known here is
//! left to PostgreSQL.

use crate::model::data_type::TypeName;
use crate::model::table::Storage;
use crate::model::{DataType, Object, ObjectId, QualifiedName, Schema};

/// Whether ALTER COLUMN TYPE can convert the values, by itself or with a cast.
pub fn is_castable(from: &DataType, to: &DataType) -> bool {
    if from.array != to.array {
        return is_string(to) && !to.array;
    }
    let (old, new) = match (&from.name, &to.name) {
        (TypeName::Builtin(old), TypeName::Builtin(new)) => (old, new),
        (TypeName::Named { name, .. }, TypeName::Builtin(new)) => {
            let casts = OF_EXTENSIONS.iter().find(|it| name == it.0);
            return is_string(to) || casts.is_none_or(|(_, others)| others.contains(new));
        }
        (TypeName::Builtin(_), TypeName::Named { name, .. }) => {
            return is_string(from) || OF_EXTENSIONS.iter().all(|it| name != it.0);
        }
        _ => return true,
    };
    if old == new || STRINGS.contains(old) || STRINGS.contains(new) {
        return true;
    }
    CASTS.iter().any(|(some, others)| some.contains(old) && others.contains(new))
}

pub fn is_string(data_type: &DataType) -> bool {
    matches!(data_type.name, TypeName::Builtin(name) if STRINGS.contains(&name))
}

/// Their values are read and written as text.
const STRINGS: &[&str] = &["text", "varchar", "char", "name", "\"char\""];

/// From each of the first to each of the second, as in `pg_cast`.
#[rustfmt::skip]
const CASTS: &[(&[&str], &[&str])] = &[
    (&["smallint", "integer", "bigint", "numeric", "real", "double precision"],
     &["smallint", "integer", "bigint", "numeric", "real", "double precision"]),
    (&["boolean"], &["integer"]),
    (&["integer"], &["boolean"]),
    (&["integer", "bigint"], &["bit", "varbit", "money", "oid", "regclass", "regproc", "regtype", "regrole"]),
    (&["smallint"], &["oid", "regclass", "regproc", "regtype", "regrole"]),
    (&["oid"], &["integer", "bigint", "regclass", "regproc", "regtype", "regrole", "regnamespace"]),
    (&["regclass", "regproc", "regtype", "regrole", "regnamespace"], &["oid", "integer", "bigint"]),
    (&["bit", "varbit"], &["bit", "varbit", "integer", "bigint"]),
    (&["numeric"], &["money"]),
    (&["money"], &["numeric"]),
    (&["date"], &["timestamp", "timestamptz"]),
    (&["timestamp", "timestamptz"], &["date", "time", "timestamp", "timestamptz"]),
    (&["timestamptz"], &["timetz"]),
    (&["time", "timetz"], &["time", "timetz"]),
    (&["time"], &["interval"]),
    (&["interval"], &["time"]),
    (&["json", "jsonb"], &["json", "jsonb"]),
    (&["jsonb"], &["boolean", "smallint", "integer", "bigint", "numeric", "real", "double precision"]),
    (&["inet", "cidr"], &["inet", "cidr"]),
    (&["macaddr", "macaddr8"], &["macaddr", "macaddr8"]),
    (&["xid8"], &["xid"]),
    (&["int4range"], &["int4multirange"]),
    (&["int8range"], &["int8multirange"]),
    (&["numrange"], &["nummultirange"]),
    (&["daterange"], &["datemultirange"]),
    (&["tsrange"], &["tsmultirange"]),
    (&["tstzrange"], &["tstzmultirange"]),
    (&["box", "circle", "polygon", "path", "lseg"], &["point", "box", "circle", "polygon", "path", "lseg"]),
    (&["point"], &["box"]),
];

/// Types of extensions that have casts to these alone, and from none but text.
const OF_EXTENSIONS: &[(&str, &[&str])] =
    &[("hstore", &["json", "jsonb"]), ("ltree", &[]), ("lquery", &[]), ("cube", &[]), ("seg", &[])];

/// Whether a whole number has fewer bytes as one than as the other.
pub(super) fn holds_less(one: &DataType, other: &DataType) -> bool {
    const WHOLE: [&str; 3] = ["smallint", "integer", "bigint"];
    let rank = |it: &DataType| WHOLE.iter().position(|name| it.is(name));
    rank(one).zip(rank(other)).is_some_and(|(one, other)| one < other)
}

/// Whether values are rounded or cut without a word where the new type has no room for all of them.
pub(super) fn may_lose(from: &DataType, to: &DataType) -> bool {
    const WHOLE: &[&str] = &["smallint", "integer", "bigint"];
    const FLOATS: &[&str] = &["real", "double precision"];
    const SHAPES: &[&str] = &["point", "box", "circle", "polygon", "path", "lseg"];
    let (TypeName::Builtin(old), TypeName::Builtin(new)) = (&from.name, &to.name) else { return false };
    let digits = |it: &DataType| -> Option<Vec<i64>> {
        it.modifier.as_ref().map(|text| text.split(',').filter_map(|it| it.trim().parse().ok()).collect())
    };
    let (before, after) = (digits(from), digits(to));
    match (*old, *new) {
        ("numeric", "numeric") => {
            let scale = |it: &Vec<i64>| it.get(1).copied().unwrap_or_default();
            after.is_some_and(|after| before.is_none_or(|before| scale(&before) > scale(&after)))
        }
        ("timestamp" | "timestamptz" | "time" | "timetz" | "interval", _) if old == new => {
            to.modifier.is_some() && before.unwrap_or_else(|| vec![6]) > after.unwrap_or_default()
        }
        ("timestamp", "timestamptz") | ("timestamptz", "timestamp") => {
            to.modifier.is_some() && before.unwrap_or_else(|| vec![6]) > after.unwrap_or_default()
        }
        ("timestamp" | "timestamptz", "date" | "time" | "timetz") | ("timetz" | "interval", "time") => true,
        ("numeric" | "real" | "double precision", _) if WHOLE.contains(new) => true,
        ("integer" | "bigint", "real") | ("bigint", "double precision") | ("numeric", "money") => true,
        ("numeric", _) if FLOATS.contains(new) => true,
        ("real" | "double precision", "numeric") | ("double precision", "real") => true,
        ("integer" | "bigint", "bit" | "varbit") | ("varbit", "bit") => true,
        ("json", "jsonb") | ("inet", "cidr") | ("integer", "boolean") => true,
        (_, "name" | "\"char\"") => old != new,
        _ => SHAPES.contains(old) && SHAPES.contains(new) && old != new,
    }
}

/// Whether a value may have no room in the new type, or no meaning, so that the change of the type fails.
pub(super) fn may_refuse(from: &DataType, to: &DataType) -> bool {
    const WHOLE: &[&str] = &["smallint", "integer", "bigint"];
    if is_string(from) != is_string(to) {
        return is_string(from);
    }
    let (TypeName::Builtin(old), TypeName::Builtin(new)) = (&from.name, &to.name) else { return false };
    let limit = |it: &DataType| -> Option<(i64, i64)> {
        let mut digits =
            it.modifier.as_ref()?.split(',').map(|it| it.trim().parse::<i64>().unwrap_or_default());
        Some((digits.next()?, digits.next().unwrap_or_default()))
    };
    let (before, after) = (limit(from), limit(to));
    match (*old, *new) {
        ("numeric", "numeric") => after.is_some_and(|(precision, scale)| {
            before.is_none_or(|(old_precision, old_scale)| old_precision - old_scale > precision - scale)
        }),
        ("numeric" | "real" | "double precision", _) if WHOLE.contains(new) => true,
        _ if WHOLE.contains(old) && WHOLE.contains(new) => holds_less(to, from),
        ("varchar" | "text" | "char", "varchar" | "char") | ("varbit", "varbit") => {
            after.is_some_and(|(length, _)| before.is_none_or(|(old_length, _)| old_length > length))
        }
        _ => false,
    }
}

/// Whether PostgreSQL changes the type without writing the rows anew.
pub(super) fn keeps_rows(from: &DataType, to: &DataType) -> bool {
    if from.array != to.array {
        return false;
    }
    let name = |it: &DataType| match it.name {
        TypeName::Builtin(name) => Some(name),
        TypeName::Named { .. } => None,
    };
    let numbers = |it: &DataType| -> Vec<u32> {
        it.modifier.iter().flat_map(|text| text.split(',')).filter_map(|part| part.parse().ok()).collect()
    };
    match (name(from), name(to)) {
        (Some("varchar"), Some("varchar")) | (Some("varbit"), Some("varbit")) => {
            to.modifier.is_none() || from.modifier.is_some() && numbers(from) <= numbers(to)
        }
        (Some("varchar"), Some("text")) => true,
        (Some("text"), Some("varchar")) => to.modifier.is_none(),
        (Some("numeric"), Some("numeric")) => match (&*numbers(from), &*numbers(to)) {
            (_, []) => true,
            ([p, s], [q, t]) => s == t && p <= q,
            ([p], [q]) => p <= q,
            _ => false,
        },
        (Some("timestamptz" | "timestamp" | "time" | "timetz" | "interval"), same) if name(from) == same => {
            to.modifier.is_none() || from.modifier.is_some() && numbers(from) <= numbers(to)
        }
        // Under UTC, which the statement sets.
        (Some("timestamp"), Some("timestamptz")) | (Some("timestamptz"), Some("timestamp")) => {
            to.modifier.is_none() || from.modifier.is_some() && numbers(from) <= numbers(to)
        }
        (Some("cidr"), Some("inet")) => true,
        _ => false,
    }
}

/// Between `timestamp` and `timestamptz`.
pub fn gains_or_loses_zone(from: &DataType, to: &DataType) -> bool {
    from.is("timestamp") && to.is("timestamptz") || from.is("timestamptz") && to.is("timestamp")
}

/// The type that a domain is made of; any other is its own.
pub(super) fn base(schema: &Schema, data_type: &DataType) -> DataType {
    let mut data_type = data_type.clone();
    for _ in 0..schema.objects.len() {
        let domain = data_type.named().and_then(|name| schema.find(&ObjectId::Domain(name)));
        let Some(Object::Domain(domain)) = domain else { break };
        data_type = DataType { array: data_type.array || domain.data_type.array, ..domain.data_type.clone() };
    }
    data_type
}

/// How PostgreSQL stores a type's values unless told otherwise; `None` where only the database knows.
pub(super) fn default_storage(schema: &Schema, data_type: &DataType) -> Option<Storage> {
    const EXTENDED: &[&str] = &[
        "bit",
        "bytea",
        "char",
        "json",
        "jsonb",
        "jsonpath",
        "path",
        "pg_snapshot",
        "polygon",
        "refcursor",
        "text",
        "tsvector",
        "txid_snapshot",
        "varbit",
        "varchar",
        "xml",
    ];
    let data_type = base(schema, data_type);
    if data_type.array {
        return Some(Storage::Extended);
    }
    let TypeName::Builtin(name) = data_type.name else {
        let name = data_type.named()?;
        let is = |id: fn(QualifiedName) -> ObjectId| schema.find(&id(name.clone())).is_some();
        let rows = is(ObjectId::Composite) || is(ObjectId::Range) || is(ObjectId::Table);
        return rows.then_some(Storage::Extended).or_else(|| is(ObjectId::Enum).then_some(Storage::Plain));
    };
    Some(match name {
        _ if EXTENDED.contains(&name) || name.ends_with("range") => Storage::Extended,
        "cidr" | "inet" | "numeric" => Storage::Main,
        _ => Storage::Plain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_changes_that_round_or_cut() {
        let loses = |from: &str, to: &str| {
            may_lose(&DataType::parse(from).expect("a type"), &DataType::parse(to).expect("a type"))
        };
        for (from, to) in [
            ("numeric(10,4)", "numeric(10,2)"),
            ("numeric", "integer"),
            ("double precision", "bigint"),
            ("timestamptz", "date"),
            ("timestamp", "timestamp(0)"),
            ("double precision", "real"),
        ] {
            assert!(loses(from, to), "{from} to {to}");
            assert!(!loses(to, to), "{to}");
        }
        for (from, to) in [
            ("integer", "bigint"),
            ("bigint", "integer"),
            ("varchar(20)", "varchar(10)"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("date", "timestamptz"),
            ("timestamptz(3)", "timestamptz"),
        ] {
            assert!(!loses(from, to), "{from} to {to}");
        }
    }

    #[test]
    fn type_changes_that_may_fail() {
        let fails = |from: &str, to: &str| {
            may_refuse(&DataType::parse(from).expect("a type"), &DataType::parse(to).expect("a type"))
        };
        for (from, to) in [
            ("text", "uuid"),
            ("bigint", "integer"),
            ("text", "varchar(5)"),
            ("varchar(20)", "varchar(10)"),
            ("numeric(10,2)", "numeric(10,4)"),
            ("double precision", "integer"),
        ] {
            assert!(fails(from, to), "{from} to {to}");
            assert!(!fails(to, to), "{to}");
        }
        for (from, to) in [
            ("integer", "bigint"),
            ("varchar(10)", "text"),
            ("uuid", "text"),
            ("numeric(10,4)", "numeric(10,2)"),
            ("date", "timestamptz"),
        ] {
            assert!(!fails(from, to), "{from} to {to}");
        }
    }

    #[test]
    fn type_changes_that_keep_the_rows() {
        let keeps = |from: &str, to: &str| {
            keeps_rows(&DataType::parse(from).expect("a type"), &DataType::parse(to).expect("a type"))
        };
        assert!(keeps("varchar(10)", "varchar(20)"));
        assert!(keeps("varchar(10)", "text"));
        assert!(!keeps("varchar(20)", "varchar(10)"));
        assert!(!keeps("text", "varchar(10)"));
        assert!(keeps("numeric(10,2)", "numeric(12,2)"));
        assert!(!keeps("numeric(10,2)", "numeric(12,3)"));
        assert!(!keeps("numeric", "numeric(12,3)"));
        assert!(!keeps("integer", "bigint"));
        assert!(keeps("timestamptz(3)", "timestamptz"));
        assert!(!keeps("timestamptz", "timestamptz(3)"));
    }
}
