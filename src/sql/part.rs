//! What is said of the indexes that partitions have from their parents: PostgreSQL names them itself, so that
//! they are looked up in the catalog.

use super::object;
use crate::model::sql_text::quote;
use crate::model::{Name, QualifiedName};

/// Names a partition's part of an index, which it finds by what it is a part of.
fn name_part(table: &QualifiedName, of: &QualifiedName, name: &Name) -> String {
    let (table, of) = (quote(&table.sql()), quote(&of.sql()));
    let name = quote(name.as_str());
    let body = format!(
        "DECLARE part regclass; BEGIN\n    \
         SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid\n        \
         WHERE inhparent = {of}::regclass AND indrelid = {table}::regclass;\n    \
         IF (SELECT relname FROM pg_class WHERE oid = part) <> {name} THEN\n        \
         EXECUTE format('ALTER INDEX %s RENAME TO %I', part, {name});\n    END IF;\nEND"
    );
    let tag = object::dollar_tag(&body);
    format!("DO {tag} {body} {tag};")
}

/// Names a partition's parts of indexes. Several may have each other's names: those that have others' get names
/// of their own first.
pub fn name_parts(table: &QualifiedName, names: &[(QualifiedName, Name)]) -> String {
    if let [(of, name)] = names {
        return name_part(table, of, name);
    }
    let table = quote(&table.sql());
    let rows =
        names.iter().map(|(of, name)| format!("({}::regclass, {})", quote(&of.sql()), quote(name.as_str())));
    let rows = rows.collect::<Vec<_>>().join(",\n                ");
    let body = format!(
        "DECLARE part record; apart boolean; BEGIN\n    \
         FOREACH apart IN ARRAY ARRAY[true, false] LOOP\n        \
         FOR part IN SELECT inhrelid::regclass AS index, inhrelid, name\n            \
         FROM (VALUES\n                {rows}\n            ) AS it (parent, name)\n            \
         JOIN pg_inherits ON inhparent = parent JOIN pg_index ON indexrelid = inhrelid\n            \
         JOIN pg_class ON pg_class.oid = inhrelid\n            \
         WHERE indrelid = {table}::regclass AND relname <> name\n        \
         LOOP\n            \
         EXECUTE format('ALTER INDEX %s RENAME TO %I', part.index,\n                \
         CASE WHEN apart THEN 'part_' || part.inhrelid ELSE part.name END);\n        \
         END LOOP;\n    \
         END LOOP;\nEND"
    );
    let tag = object::dollar_tag(&body);
    format!("DO {tag} {body} {tag};")
}

/// Nothing where there is no such index.
pub fn clear_part_comments(index: &QualifiedName) -> String {
    let index = quote(&index.sql());
    let body = format!(
        "DECLARE part regclass; BEGIN\n    \
         FOR part IN SELECT relid FROM pg_partition_tree(to_regclass({index})) WHERE level > 0 LOOP\n        \
         EXECUTE format('COMMENT ON INDEX %s IS NULL', part);\n    END LOOP;\nEND"
    );
    let tag = object::dollar_tag(&body);
    format!("DO {tag} {body} {tag};")
}

/// Renames the column of what the partitioned table's indexes, and those of its partitioned partitions, are over.
/// Nothing where an index calls it otherwise, be it in one partition.
pub fn rename_index_columns(table: &QualifiedName, from: &Name, to: &Name) -> String {
    let (table, old, new) = (quote(&table.sql()), quote(from.as_str()), quote(to.as_str()));
    let body = format!(
        "DECLARE index regclass; BEGIN\n    \
         -- Partitions that come later have indexes that are named after these columns.\n    \
         FOR index IN SELECT indexrelid FROM pg_partition_tree({table})\n        \
         JOIN pg_index ON indrelid = relid AND NOT isleaf\n        \
         WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = indexrelid) AND (\n            \
         SELECT bool_and({old} = ANY (names) AND {new} <> ALL (names))\n            \
         FROM pg_partition_tree(indexrelid) AS part, LATERAL (\n                \
         SELECT array_agg(attname) AS names FROM pg_attribute WHERE attrelid = part.relid\n            \
         ) AS it)\n    \
         LOOP\n        \
         EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', index, {old}, {new});\n    \
         END LOOP;\nEND"
    );
    let tag = object::dollar_tag(&body);
    format!("DO {tag} {body} {tag};")
}
