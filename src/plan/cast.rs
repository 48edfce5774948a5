//! Which types PostgreSQL can turn into which. What is not known here is left to PostgreSQL.

use crate::model::DataType;
use crate::model::data_type::TypeName;

/// Whether ALTER COLUMN TYPE can convert the values, by itself or with a cast.
pub fn is_castable(from: &DataType, to: &DataType) -> bool {
    if from.array != to.array {
        return is_string(to) && !to.array;
    }
    let (TypeName::Builtin(old), TypeName::Builtin(new)) = (&from.name, &to.name) else {
        return true;
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
