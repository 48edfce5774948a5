//! `CREATE VIEW v (x, y) AS VALUES ...` as PostgreSQL prints it: a query over the rows, which is none that one
//! could write, since what is read back prints otherwise. Pure.

use super::printed::{self, pieces};
use crate::model::Name;

/// How the rows are called.
const ROWS: &str = "\"*VALUES*\"";

/// The names of the columns, and VALUES with what follows it.
pub fn named(text: &str) -> Option<(Vec<Name>, String)> {
    let (targets, rest) = text.strip_prefix("SELECT ")?.split_once("\n   FROM (VALUES ")?;
    let targets = printed::split_list(targets);
    let columns: Vec<Name> =
        targets.iter().enumerate().map(|(at, it)| column(it, at + 1)).collect::<Option<_>>()?;
    let (mut depth, mut end) = (1, 0);
    for piece in pieces(rest) {
        match piece {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        end += piece.len();
    }
    let (rows, rest) = rest.split_at_checked(end)?;
    let rest = rest.strip_prefix(") ")?.strip_prefix(ROWS)?;
    // What it is ordered by is called by the names that PostgreSQL gives.
    let rest = rest.replace(&format!("{ROWS}."), "");
    (!rest.contains(ROWS)).then(|| (columns, format!("VALUES {rows}{rest}")))
}

/// What the column of a number is called: `"*VALUES*".column1 AS x`.
fn column(target: &str, number: usize) -> Option<Name> {
    let own = format!("column{number}");
    let rest = target.strip_prefix(ROWS)?.strip_prefix('.')?.strip_prefix(&own)?;
    if rest.is_empty() {
        return Some(Name::new(own));
    }
    let name = rest.strip_prefix(" AS ")?;
    let quoted = name.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    Some(Name::new(quoted.map_or_else(|| name.to_owned(), |it| it.replace("\"\"", "\""))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_names_are_values() {
        let text = "SELECT \"*VALUES*\".column1 AS x,\n    \"*VALUES*\".column2,\n    \"*VALUES*\".column3 AS \"a, \"\"b\"\n   \
                    FROM (VALUES (1,')'::text,f(2)), (2,'b'::text,3)) \"*VALUES*\"\n  ORDER BY \"*VALUES*\".column2";
        let (columns, values) = named(text).unwrap();
        assert_eq!(columns, ["x", "column2", "a, \"b"].map(Name::new));
        assert_eq!(values, "VALUES (1,')'::text,f(2)), (2,'b'::text,3)\n  ORDER BY column2");
    }

    #[test]
    fn another_query_stays() {
        let union = "SELECT \"*VALUES*\".column1 AS x\n   FROM (VALUES (1)) \"*VALUES*\"\nUNION ALL\n \
                     SELECT \"*VALUES*\".column1 AS x\n   FROM (VALUES (2)) \"*VALUES*\"";
        assert_eq!(named(union), None);
        assert_eq!(named("SELECT q.column1 AS x\n   FROM ( VALUES (1), (2)) q"), None);
    }
}
