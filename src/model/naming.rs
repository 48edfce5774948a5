//! The names PostgreSQL itself gives to what was not named, so that a database made by hand and the
//! same one in YAML do not differ in one name. Source: `makeObjectName`, `ChooseRelationName`,
//! `ChooseIndexNameAddition` and `ChooseConstraintName` in PostgreSQL's `indexcmds.c` and
//! `pg_constraint.c`.

use std::collections::BTreeSet;

use super::name::MAX_NAME_BYTES;
use super::table::{Column, ColumnValue};
use super::{Name, QualifiedName};

/// The names taken so far among those that must differ from each other.
#[derive(Debug, Default)]
pub struct NamePool {
    taken: BTreeSet<Name>,
}

impl NamePool {
    pub fn take(&mut self, name: Name) {
        self.taken.insert(name);
    }

    /// `table_column_label`, with a number behind the label where that is taken.
    pub fn choose(&mut self, table: &str, addition: Option<&str>, label: &str) -> Name {
        let mut attempt = 0_u32;
        loop {
            let label = if attempt == 0 { label.to_owned() } else { format!("{label}{attempt}") };
            let name = Name::new(object_name(table, addition, &label));
            if self.taken.insert(name.clone()) {
                return name;
            }
            attempt += 1;
        }
    }
}

/// What PostgreSQL calls the sequence of an identity column by itself.
pub fn usual_sequence(table: &Name, column: &Name) -> Name {
    Name::new(object_name(table.as_str(), Some(column.as_str()), "seq"))
}

/// The sequence of an identity column.
pub fn identity_sequence(table: &QualifiedName, column: &Column) -> Option<QualifiedName> {
    let Some(ColumnValue::Identity(identity)) = &column.value else { return None };
    let own = identity.sequence_name.clone();
    Some(table.sibling(own.unwrap_or_else(|| usual_sequence(&table.name, &column.name))))
}

/// Joins the column names; PostgreSQL stops adding once the text is too long anyway.
pub fn joined_columns<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(clip(column, MAX_NAME_BYTES));
        if joined.len() > MAX_NAME_BYTES {
            break;
        }
    }
    clip(&joined, MAX_NAME_BYTES).to_owned()
}

/// `first_second_label` within 63 bytes: the longer of the first two gives way.
pub fn object_name(first: &str, second: Option<&str>, label: &str) -> String {
    let overhead = second.map_or(0, |_| 1) + 1 + label.len();
    let available = MAX_NAME_BYTES.saturating_sub(overhead);
    let (mut first_bytes, mut second_bytes) = (first.len(), second.map_or(0, str::len));
    while first_bytes + second_bytes > available {
        if first_bytes > second_bytes {
            first_bytes -= 1;
        } else {
            second_bytes -= 1;
        }
    }
    let first = clip(first, first_bytes);
    match second {
        Some(second) => format!("{first}_{}_{label}", clip(second, second_bytes)),
        None => format!("{first}_{label}"),
    }
}

/// At most `bytes` bytes, never half a character.
fn clip(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_what_is_taken() {
        let mut pool = NamePool::default();
        assert_eq!(pool.choose("t", Some("c"), "check"), Name::from("t_c_check"));
        assert_eq!(pool.choose("t", Some("c"), "check"), Name::from("t_c_check1"));
        assert_eq!(pool.choose("t", None, "pkey"), Name::from("t_pkey"));
    }

    #[test]
    fn cuts_the_longer_part() {
        let table = "a".repeat(50);
        let column = "b".repeat(30);
        let name = object_name(&table, Some(&column), "fkey");
        assert_eq!(name.len(), 63);
        assert_eq!(name, format!("{}_{}_fkey", "a".repeat(29), "b".repeat(28)));
    }
}
