//! What expressions and queries call the objects that are renamed: PostgreSQL knows by what they refer to, and
//! follows the names.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::own_name;
use super::readers::qualified;
use crate::model::name::PUBLIC;
use crate::model::sql_text::{Fragment, FragmentKind, NameKind, NamePlace};
use crate::model::{Name, ObjectId, QualifiedName, Schema, Sql};

pub(super) fn rename_inside(sql: &mut Sql, renames: &BTreeMap<ObjectId, ObjectId>) {
    rename_in(FragmentKind::Expression, sql, renames);
}

pub(super) fn rename_in(fragment: FragmentKind, sql: &mut Sql, renames: &BTreeMap<ObjectId, ObjectId>) {
    rename(fragment, sql, None, renames);
}

/// In an expression of a table, which it may call by its bare name in whatever schema it is.
pub(super) fn rename_beside(sql: &mut Sql, table: &QualifiedName, renames: &BTreeMap<ObjectId, ObjectId>) {
    rename(FragmentKind::Expression, sql, Some(table), renames);
}

fn rename(
    kind: FragmentKind,
    sql: &mut Sql,
    own: Option<&QualifiedName>,
    renames: &BTreeMap<ObjectId, ObjectId>,
) {
    let is_renamed = |kind: NameKind, id: &ObjectId| match kind {
        NameKind::Call => matches!(id, ObjectId::Routine(_)),
        NameKind::RelationText => is_relation(id) || matches!(id, ObjectId::Sequence(_)),
        NameKind::Type => !matches!(id, ObjectId::Routine(_) | ObjectId::Sequence(_)),
        NameKind::Column | NameKind::Relation => is_relation(id),
    };
    // The schema of the relation that a column is said to be of by its bare name.
    let read = OnceCell::new();
    let schema_of = |one: &Name| {
        let fragment = read.get_or_init(|| Fragment::read(kind, sql.as_str()));
        let named = fragment.names.relations.iter().find_map(|it| match &**it {
            [schema, name] if name == one => Some(schema.clone()),
            _ => None,
        });
        named.or_else(|| own.filter(|it| it.name == *one).map(|it| it.schema.clone()))
    };
    let renamed = |kind: NameKind, path: &[Name]| {
        let named = |name: &QualifiedName| match path {
            [one] if kind == NameKind::Column => {
                name.name == *one && name.schema == schema_of(one).unwrap_or_else(|| Name::from(PUBLIC))
            }
            [one] => name.schema == *PUBLIC && name.name == *one,
            [schema, one] => name.schema == *schema && name.name == *one,
            _ => false,
        };
        let mut found =
            renames.iter().filter(|(old, _)| is_renamed(kind, old) && own_name(old).is_some_and(named));
        found.next().and_then(|(_, new)| own_name(new)).cloned()
    };
    let after = sql.with_renamed_objects(kind, renamed);
    if after.as_str() != sql.as_str() {
        *sql = after;
    }
}

fn is_relation(id: &ObjectId) -> bool {
    matches!(id, ObjectId::Table(_) | ObjectId::View(_) | ObjectId::MaterializedView(_))
}

/// The other tables that have a column of that name.
pub(super) fn tables_with(schema: &Schema, table: &QualifiedName, column: &Name) -> BTreeSet<QualifiedName> {
    let others = schema.tables().filter(|it| it.name != *table && it.column(column).is_some());
    others.map(|it| it.name.clone()).collect()
}

/// A column of a table in one of its expressions, which may hold queries of others, `beside`, that have one of the
/// same name.
pub(super) fn rename_column(
    sql: &mut Sql,
    table: &QualifiedName,
    (old, new): (&Name, &Name),
    beside: &BTreeSet<QualifiedName>,
) {
    let fragment = Fragment::read(FragmentKind::Expression, sql.as_str());
    let relations: BTreeSet<_> = fragment.names.relations.iter().filter_map(|it| qualified(it)).collect();
    let only_ours = relations.is_disjoint(beside);
    let means_it = |place: &&NamePlace| match &*place.path() {
        [name] => name == old && (!place.in_subquery || only_ours),
        [.., of, name] if name == old => {
            let is_alias = fragment.introduced.contains(of);
            // What a trigger's condition, which reads nothing else, calls its rows.
            let is_row = relations.is_empty() && matches!(of.as_str(), "new" | "old");
            is_row || !is_alias && *of == table.name || is_alias && only_ours && relations.contains(table)
        }
        _ => false,
    };
    replace_columns(sql, &fragment, means_it, new);
}

/// A column that queries in an expression of another table, `own`, read.
pub(super) fn rename_column_read(
    sql: &mut Sql,
    own: &QualifiedName,
    table: &QualifiedName,
    (old, new): (&Name, &Name),
    beside: &BTreeSet<QualifiedName>,
) {
    let fragment = Fragment::read(FragmentKind::Expression, sql.as_str());
    let relations: BTreeSet<_> = fragment.names.relations.iter().filter_map(|it| qualified(it)).collect();
    if !relations.contains(table) || !relations.is_disjoint(beside) {
        return;
    }
    let means_it = |place: &&NamePlace| match &*place.path() {
        [name] => name == old && place.in_subquery && !beside.contains(own),
        [.., of, name] => name == old && (fragment.introduced.contains(of) || *of == table.name),
        _ => false,
    };
    replace_columns(sql, &fragment, means_it, new);
}

fn replace_columns(sql: &mut Sql, fragment: &Fragment, means_it: impl Fn(&&NamePlace) -> bool, new: &Name) {
    let places = fragment.places.iter().filter(|it| it.kind == NameKind::Column).filter(means_it);
    let places = places.filter_map(|it| it.parts.last());
    let places: BTreeMap<_, _> = places.map(|(_, at)| (at.offset, (at.length, new.to_string()))).collect();
    if !places.is_empty() {
        *sql = sql.with_replaced(&places);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, beside: &[&str], expected: &str) {
        let mut sql = Sql::new(text);
        let beside = beside.iter().map(|it| QualifiedName::new(PUBLIC, Name::from(*it))).collect();
        let names = (&Name::from("a"), &Name::from("c"));
        rename_column(&mut sql, &QualifiedName::new(PUBLIC, Name::from("t")), names, &beside);
        assert_eq!(sql.as_str(), expected);
    }

    #[test]
    fn a_column_is_renamed_in_queries_of_other_tables() {
        let read = |text: &str, beside: &[&str]| {
            let of = |name: &str| QualifiedName::new(PUBLIC, Name::from(name));
            let beside = beside.iter().map(|it| of(it)).collect();
            let mut sql = Sql::new(text);
            let names = (&Name::from("a"), &Name::from("c"));
            rename_column_read(&mut sql, &of("own"), &of("t"), names, &beside);
            sql.as_str().to_owned()
        };
        assert_eq!(read("exists (select from t where a > b)", &[]), "exists (select from t where c > b)");
        let both = "exists (select from t o where o.a > own.a and a > 1)";
        assert_eq!(read(both, &["own"]), "exists (select from t o where o.c > own.a and a > 1)");
        assert_eq!(
            read("exists (select from t where t.a > 1)", &["u"]),
            "exists (select from t where t.c > 1)"
        );
        let other = "exists (select from t, u where a > u.a)";
        assert_eq!(read(other, &["u"]), other);
        assert_eq!(read("a > 1", &[]), "a > 1");
    }

    #[test]
    fn a_column_is_renamed_and_nothing_else() {
        check("a = 'a' and a(b) > \"a\"", &[], "c = 'a' and a(b) > c");
        check("old.a <> new.a and (b).a > 1", &[], "old.c <> new.c and (b).a > 1");
        check(
            "exists (select from u where u.a = t.a and a > 1)",
            &["u"],
            "exists (select from u where u.a = t.c and a > 1)",
        );
        check("exists (select from u where b = a)", &[], "exists (select from u where b = c)");
        check("a in (select o.a from t o)", &["u"], "c in (select o.c from t o)");
        check("a in (select old.a from old)", &["old"], "c in (select old.a from old)");
        check("a in (select o.a from u o)", &["u"], "c in (select o.a from u o)");
    }
}
