//! The values that rows of a range get from elsewhere, as a query: shuffled ones from one another, hashes
//! from a temporary table that was filled before.

use super::Mask;
use super::statements::{Range, Statements, prefixed};
use crate::model::Name;

/// So many rows change places at the least, if the table has them: what two rows exchange, or one keeps,
/// still tells whose it was.
const FEWEST: u32 = 20;

/// The primary keys of a range, with the values they get; none where a rule takes no such values.
pub fn changed(statements: &Statements<'_>, range: Range) -> Option<String> {
    let shuffled = columns(statements, |mask| *mask == Mask::Shuffle);
    let hashed = columns(statements, |mask| matches!(mask, Mask::Hash { .. }));
    if shuffled.is_empty() && hashed.is_empty() {
        return None;
    }
    let primary_key = &statements.table.primary_key;
    let as_keys: Vec<String> =
        primary_key.iter().map(|name| format!("{name} AS {}", prefixed(name))).collect();
    let keys: Vec<String> = primary_key.iter().map(|name| prefixed(name).to_string()).collect();
    let keys = keys.join(", ");
    let values = shuffled.iter().map(ToString::to_string);
    let row = as_keys.iter().cloned().chain(values).collect::<Vec<_>>().join(", ");
    let (table, rows) = (statements.table.name.sql(), statements.rows(range));
    let mut with = vec![format!("rows AS MATERIALIZED (SELECT {row} FROM {table} WHERE {rows})")];
    let mut from = "rows".to_owned();
    let mut columns: Vec<String> =
        primary_key.iter().map(|name| format!("rows.{}", prefixed(name))).collect();
    if !shuffled.is_empty() {
        // A few rows alone take the values of the oldest others along into the ring.
        with.push(format!(
            "pool AS MATERIALIZED (SELECT * FROM rows UNION ALL SELECT * FROM (\n    SELECT {row} FROM {table} WHERE ({rows}) IS NOT TRUE ORDER BY {} LIMIT {FEWEST}) AS others\n    WHERE (SELECT count(*) FROM rows) < {FEWEST})",
            statements.key_list()
        ));
    }
    for name in shuffled {
        // In a ring nobody keeps its own, which chance alone would let some do.
        let (ring, next) = (prefixed(&Name::new(format!("ring_{}", name.as_str()))), prefixed(name));
        let own: Vec<String> = primary_key.iter().map(|name| format!("own.{}", prefixed(name))).collect();
        with.push(format!(
            "{ring} AS MATERIALIZED (SELECT {keys}, {name}, row_number() OVER (ORDER BY random()) AS canai_db_at, count(*) OVER () AS canai_db_of FROM pool)"
        ));
        with.push(format!(
            "{next} AS (SELECT {}, next.{name} FROM {ring} AS own JOIN {ring} AS next ON next.canai_db_at = own.canai_db_at % own.canai_db_of + 1\n    WHERE own.canai_db_of > 1)",
            own.join(", ")
        ));
        from.push_str(&format!("\n  JOIN {next} USING ({keys})"));
        columns.push(format!("{next}.{name}"));
    }
    if !hashed.is_empty() {
        from.push_str(&format!("\n  LEFT JOIN pg_temp.canai_db_hashes AS hashes USING ({keys})"));
        columns.extend(hashed.iter().map(|name| format!("hashes.{name}")));
    }
    Some(format!("WITH {}\nSELECT {} FROM {from}", with.join(",\n"), columns.join(", ")))
}

fn columns<'a>(statements: &Statements<'a>, which: impl Fn(&Mask) -> bool) -> Vec<&'a Name> {
    let settings = statements.rule.settings().iter();
    settings.filter(|setting| which(&setting.mask)).map(|setting| &setting.column.it).collect()
}
