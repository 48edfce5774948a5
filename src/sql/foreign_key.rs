//! A key or index that goes from under the foreign keys that stand on it. Only the database knows whether
//! they do: PostgreSQL chose among several when they were made.

use super::object::dollar_tag;
use super::quote;
use crate::model::constraint::Constraint;
use crate::model::{ObjectId, QualifiedName};
use crate::plan::{Statement, Validity};

pub fn drop_under(
    id: &ObjectId,
    foreign_keys: &[(QualifiedName, Constraint, Validity)],
    always: bool,
) -> String {
    let (ObjectId::Index { table, name } | ObjectId::Constraint { table, name }) = id else {
        return String::new();
    };
    let drop = super::render(&Statement::Drop(id.clone()));
    let mut lines = Vec::new();
    for (table, it, _) in foreign_keys {
        let id = ObjectId::Constraint { table: table.clone(), name: it.name.clone() };
        lines.push(super::render(&Statement::Drop(id)));
    }
    lines.push(drop.clone());
    for (table, it, validity) in foreign_keys {
        let (table, constraint, validity) = (table.clone(), it.clone(), *validity);
        let id = ObjectId::Constraint { table: table.clone(), name: it.name.clone() };
        lines.push(super::render(&Statement::AddConstraint { table, constraint, validity }));
        if it.comment.is_some() {
            lines.push(super::render(&Statement::Comment { on: id, text: it.comment.clone() }));
        }
    }
    let index = quote(&table.sibling(name.clone()).sql());
    let is_own = |it: &Constraint| it.foreign_key().is_none_or(|key| key.table == *table);
    let stands = if foreign_keys.iter().all(|(_, it, _)| is_own(it)) {
        format!("conindid = {index}::regclass")
    } else {
        format!("conindid IN (SELECT relid FROM pg_partition_tree({index}))")
    };
    let otherwise = if always { format!("    ELSE\n        {drop}\n") } else { String::new() };
    let body = format!(
        "BEGIN\n    \
         IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND {stands}) THEN\n        \
         {}\n{otherwise}    END IF;\nEND",
        lines.join("\n").replace('\n', "\n        ")
    );
    let tag = dollar_tag(&body);
    format!("DO {tag}\n{body}\n{tag};")
}
