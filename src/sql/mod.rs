//! Statements as SQL text, the way a careful person would write them. Names are quoted by their
//! `Display`, text by [`quote`]; values never come from anywhere but the model.

mod aside;
mod backfill;
mod column_type;
mod endings;
mod file;
mod foreign_key;
mod object;
mod part;
mod platform;
mod table;

use crate::model::constraint::Deferrable;
use crate::model::grant::{Granted, Privilege};
use crate::model::name::{OWN, PUBLIC};
use crate::model::naming::usual_sequence;
use crate::model::sql_text::quote;
use crate::model::table::{ColumnValue, ReplicaIdentity, RowSecurity, StorageParameters};
use crate::model::{Name, ObjectId};
use crate::plan::{Build, Statement, Validity};

pub use file::{down_file, is_compiled, up_file};
use object::create_if_missing;
pub use object::dollar_tag;
pub use platform::platform_script;

/// The statement with its semicolon; several where PostgreSQL has no single one for it.
pub fn render(statement: &Statement) -> String {
    endings::without_carriage_returns(written(statement))
}

/// Several that go together, as one of PostgreSQL's.
fn render_together(statements: &[&Statement]) -> String {
    if let [statement] = statements {
        return render(statement);
    }
    let columns = statements.iter().filter_map(|it| match it {
        Statement::SetColumnType { table, from, to } => Some((table, (from, to))),
        _ => None,
    });
    let (tables, columns): (Vec<_>, Vec<_>) = columns.unzip();
    let text = tables.first().map(|table| column_type::set_types(table, &columns));
    endings::without_carriage_returns(text.unwrap_or_default())
}

fn written(statement: &Statement) -> String {
    match statement {
        Statement::Create(object) => object::create(object),
        Statement::Drop(id) => drop(id),
        Statement::Rename { object, to } => rename(object, to),
        // Where its name was taken, PostgreSQL chose another: then it keeps that.
        Statement::RenameIdentity { from, to } => {
            format!("ALTER SEQUENCE IF EXISTS {} RENAME TO {to};", from.sql())
        }
        Statement::RenameDerivedIndex { from, to } => {
            format!("ALTER INDEX IF EXISTS {} RENAME TO {to};", from.sql())
        }
        Statement::NameParts { table, names } => part::name_parts(table, names),
        Statement::ClearPartComments { index } => part::clear_part_comments(index),
        Statement::RenameIndexColumns { table, from, to } => part::rename_index_columns(table, from, to),
        Statement::SetSchema { object, schema, statistics } => set_schema(object, schema, statistics),
        Statement::ReplaceView { from, to } => object::replace_view(from, to),
        Statement::ReplaceRoutine(routine) => object::routine(routine, "CREATE OR REPLACE"),
        Statement::AlterRole { from, to } => object::alter_role(from, to),
        Statement::AlterExtension { from, to } => object::alter_extension(from, to),
        Statement::AlterSequence { from, to } => object::alter_sequence(from, to),
        Statement::SetSequenceUnlogged { sequence, unlogged } => {
            let word = if *unlogged { "UNLOGGED" } else { "LOGGED" };
            format!(
                "DO $$ BEGIN\n    IF current_setting('server_version_num')::integer >= 150000 THEN\n        ALTER SEQUENCE {} SET {word};\n    END IF;\nEND $$;",
                sequence.sql()
            )
        }
        Statement::AddEnumValue { name, value, before } => {
            let before = before.as_ref().map(|it| format!(" BEFORE {}", quote(it))).unwrap_or_default();
            format!("ALTER TYPE {} ADD VALUE {}{before};", name.sql(), quote(value))
        }
        Statement::AddAttribute { composite, attribute } => {
            format!("ALTER TYPE {} ADD ATTRIBUTE {};", composite.sql(), object::attribute(attribute))
        }
        Statement::DropAttribute { composite, attribute } => {
            format!("ALTER TYPE {} DROP ATTRIBUTE {attribute};", composite.sql())
        }
        Statement::AlterAttribute { composite, attribute } => {
            let (name, data_type) = (&attribute.name, table::data_type(&attribute.data_type));
            let collate = object::collate(attribute.collate.as_ref());
            format!("ALTER TYPE {} ALTER ATTRIBUTE {name} TYPE {data_type}{collate};", composite.sql())
        }
        Statement::SetDomainValue { domain } => match domain.value.as_ref().map(value) {
            Some(text) => format!("ALTER DOMAIN {} SET DEFAULT {text};", domain.name.sql()),
            None => format!("ALTER DOMAIN {} DROP DEFAULT;", domain.name.sql()),
        },
        Statement::SetDomainNotNull { domain, not_null } => {
            let word = if *not_null { "SET" } else { "DROP" };
            format!("ALTER DOMAIN {} {word} NOT NULL;", domain.sql())
        }
        Statement::AddDomainConstraint { domain, constraint, validity } => {
            let text = table::constraint(constraint);
            format!("ALTER DOMAIN {} ADD {text}{};", domain.sql(), not_valid(*validity))
        }
        Statement::ValidateDomainConstraint { domain, name } => {
            format!("ALTER DOMAIN {} VALIDATE CONSTRAINT {name};", domain.sql())
        }
        Statement::AddColumn { table, column } => {
            let added = format!("ALTER TABLE {} ADD COLUMN {};", table.sql(), table::column(table, column));
            [added].into_iter().chain(table::set_storage(table, column)).collect::<Vec<_>>().join("\n")
        }
        Statement::SetColumnType { table, from, to } => column_type::set_types(table, &[(from, to)]),
        Statement::SetColumnValue { table, column, from, to } => {
            table::set_column_value(table, column, from.as_ref(), to.as_ref())
        }
        Statement::ContinueIdentity { table, column, sequence } => {
            let (of, column, from) = (quote(&table.sql()), quote(column.as_str()), quote(&sequence.sql()));
            format!("SELECT setval(pg_get_serial_sequence({of}, {column}), nextval({from}), false);")
        }
        Statement::CountOn { table, column, sequence, least } => {
            let of = table.sql();
            let (counter, value) = match sequence.as_ref().map(|it| quote(&it.sql())) {
                // Another column may count by it as well, with greater numbers.
                Some(it) => {
                    let value = format!("greatest(max({column}), pg_sequence_last_value({it}))");
                    (it, value)
                }
                None => {
                    let own = format!("pg_get_serial_sequence({}, {})", quote(&of), quote(column.as_str()));
                    (own, format!("max({column})"))
                }
            };
            format!("SELECT setval({counter}, {value}) FROM {of} HAVING max({column}) >= {least};")
        }
        Statement::SetNotNull { table, column } => {
            format!("ALTER TABLE {} ALTER COLUMN {column} SET NOT NULL;", table.sql())
        }
        Statement::DropNotNull { table, column } => {
            format!("ALTER TABLE {} ALTER COLUMN {column} DROP NOT NULL;", table.sql())
        }
        Statement::SetStorage { table, column, storage } => {
            let storage = table::storage(*storage);
            format!("ALTER TABLE {} ALTER COLUMN {column} SET STORAGE {storage};", table.sql())
        }
        Statement::SetCompression { table, column, compression } => {
            let compression = table::compression(*compression);
            format!("ALTER TABLE {} ALTER COLUMN {column} SET COMPRESSION {compression};", table.sql())
        }
        Statement::AddConstraint { table, constraint, validity } => {
            let text = table::constraint(constraint);
            let only = if *validity == Validity::OnParentOnly { "ONLY " } else { "" };
            format!("ALTER TABLE {only}{}\n    ADD {text}{};", table.sql(), not_valid(*validity))
        }
        Statement::AddConstraintUsingIndex { table, constraint, index } => {
            let kind = if constraint.is_primary_key() { "PRIMARY KEY" } else { "UNIQUE" };
            let (table, name, when) = (table.sql(), &constraint.name, deferrable(constraint.deferrable));
            format!("ALTER TABLE {table}\n    ADD CONSTRAINT {name} {kind} USING INDEX {index}{when};")
        }
        Statement::ValidateConstraint { table, name } => {
            format!("ALTER TABLE {} VALIDATE CONSTRAINT {name};", table.sql())
        }
        Statement::CreateIndex { table, index, build } => table::create_index(table, index, *build),
        Statement::DropIndex { table, name, build } => {
            let concurrently = if *build == Build::Concurrently { "CONCURRENTLY " } else { "" };
            format!("DROP INDEX {concurrently}{};", table.sibling(name.clone()).sql())
        }
        Statement::DropIndexAndKeys { index } => format!("DROP INDEX {} CASCADE;", index.sql()),
        Statement::DropIndexIfExists { table, name } => {
            format!("DROP INDEX CONCURRENTLY IF EXISTS {};", table.sibling(name.clone()).sql())
        }
        Statement::DropUnderForeignKeys { id, foreign_keys, always } => {
            foreign_key::drop_under(id, foreign_keys, *always)
        }
        Statement::CreateStatistics { table, statistics } => table::create_statistics(table, statistics),
        Statement::SetStatisticsTarget { object, target } => {
            format!("ALTER {} SET STATISTICS {};", self::target(object), target.unwrap_or(-1))
        }
        Statement::SetColumnStatistics { table, column, target } => {
            let (table, target) = (table.sql(), target.unwrap_or(-1));
            format!("ALTER TABLE ONLY {table} ALTER COLUMN {column} SET STATISTICS {target};")
        }
        Statement::SetReplicaIdentity { table, identity } => {
            let identity = match identity {
                ReplicaIdentity::Default => "DEFAULT".to_owned(),
                ReplicaIdentity::Full => "FULL".to_owned(),
                ReplicaIdentity::Nothing => "NOTHING".to_owned(),
                ReplicaIdentity::Index(name) => format!("USING INDEX {name}"),
            };
            format!("ALTER TABLE {} REPLICA IDENTITY {identity};", table.sql())
        }
        Statement::SetClusterOn { table, index } => match index {
            Some(name) => format!("ALTER TABLE {} CLUSTER ON {name};", table.sql()),
            None => format!("ALTER TABLE {} SET WITHOUT CLUSTER;", table.sql()),
        },
        Statement::SetRowSecurity { table, from, to } => row_security(&table.sql(), *from, *to),
        Statement::CreatePolicy { table, policy } => table::policy(table, policy),
        Statement::CreateTrigger { table, trigger } => table::trigger(table, trigger),
        Statement::SetStorageParameters { object, from, to } => storage_parameters(object, from, to),
        Statement::SetUnlogged { table, unlogged } => {
            format!("ALTER TABLE {} SET {};", table.sql(), if *unlogged { "UNLOGGED" } else { "LOGGED" })
        }
        Statement::Comment { on, text } => {
            let text = text.as_deref().or_else(|| comment_of_every_database(on));
            let text = text.map_or_else(|| "NULL".to_owned(), quote);
            let comment = format!("COMMENT ON {} IS {text};", target(on));
            if let ObjectId::Role(_) = on { object::if_permitted(&comment) } else { comment }
        }
        Statement::Grant { on, role, privileges } => grant(on, role, privileges),
        Statement::Revoke { on, role, privileges } => {
            let list = privilege_list(privileges.iter().map(|(privilege, granted)| (*privilege, granted)));
            format!("{}REVOKE {list} ON {} FROM {};", defaults(on), grant_target(on), grantee(role))
        }
        Statement::AttachPartition { table, partition } => {
            let (parent, bounds) = (partition.table.sql(), table::bounds(&partition.bounds));
            format!("ALTER TABLE {parent} ATTACH PARTITION {} {bounds};", table.sql())
        }
        Statement::DetachPartition { table, parent, build } => {
            let concurrently = if *build == Build::Concurrently { " CONCURRENTLY" } else { "" };
            format!("ALTER TABLE {} DETACH PARTITION {}{concurrently};", parent.sql(), table.sql())
        }
        Statement::SetRowsAside { .. } | Statement::SetTableAside { .. } | Statement::PutBackRows { .. } => {
            aside::rows(statement)
        }
        Statement::AttachIndex { index, partition } => {
            format!("ALTER INDEX {} ATTACH PARTITION {};", index.sql(), partition.sql())
        }
        Statement::DropConstraintIfExists { table, name } => {
            format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {name};", table.sql())
        }
        Statement::DropColumnIfExists { table, name, only } => {
            let only = if *only { "ONLY " } else { "" };
            format!("ALTER TABLE {only}{} DROP COLUMN IF EXISTS {name};", table.sql())
        }
        Statement::Inherit { table, parent } => {
            format!("ALTER TABLE {} INHERIT {};", table.sql(), parent.sql())
        }
        Statement::NoInherit { table, parent } => {
            format!("ALTER TABLE {} NO INHERIT {};", table.sql(), parent.sql())
        }
        Statement::Backfill(fills) => backfill::batches(fills),
        Statement::Sweep(fill) => backfill::sweep(fill),
        Statement::DoNotCheckFunctionBodies => "SET LOCAL check_function_bodies = off;".to_owned(),
    }
}

fn not_valid(validity: Validity) -> &'static str {
    match validity {
        Validity::Checked | Validity::OnParentOnly => "",
        Validity::NotValid => " NOT VALID",
    }
}

fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// A default as SQL.
fn value(value: &ColumnValue) -> String {
    match value {
        ColumnValue::Literal(literal) => literal.clone(),
        // DEFAULT takes no `and`, `in` or `at time zone` that stands in the open.
        ColumnValue::Expression(sql) if !sql.is_one_term() => format!("({sql})"),
        ColumnValue::Expression(sql) | ColumnValue::Generated(sql) => sql.to_string(),
        ColumnValue::Identity(_) => String::new(),
    }
}

/// What PostgreSQL itself says of an object that every database has.
fn comment_of_every_database(on: &ObjectId) -> Option<&'static str> {
    matches!(on, ObjectId::Namespace(name) if *name == *PUBLIC).then_some("standard public schema")
}

fn set_schema(object: &ObjectId, schema: &Name, statistics: &[Name]) -> String {
    let theirs = statistics.iter().filter_map(|name| match object {
        ObjectId::Table(table) => Some(ObjectId::Statistics { table: table.clone(), name: name.clone() }),
        _ => None,
    });
    let all = [object.clone()].into_iter().chain(theirs);
    all.map(|it| format!("ALTER {} SET SCHEMA {schema};", target(&it))).collect::<Vec<_>>().join("\n")
}

/// How COMMENT ON names the object.
fn target(id: &ObjectId) -> String {
    match id {
        ObjectId::Role(name) => format!("ROLE {name}"),
        ObjectId::Namespace(name) => format!("SCHEMA {name}"),
        ObjectId::Extension(name) => format!("EXTENSION {name}"),
        ObjectId::Collation(name) => format!("COLLATION {}", name.sql()),
        ObjectId::Enum(name) | ObjectId::Composite(name) | ObjectId::Range(name) => {
            format!("TYPE {}", name.sql())
        }
        ObjectId::Domain(name) => format!("DOMAIN {}", name.sql()),
        ObjectId::Sequence(name) => format!("SEQUENCE {}", name.sql()),
        ObjectId::Identity { table, name } => {
            format!("SEQUENCE {}", table.sibling(usual_sequence(&table.name, name)).sql())
        }
        ObjectId::Routine(signature) => format!("ROUTINE {}", signature.inputs()),
        ObjectId::Table(name) | ObjectId::Additions(name) => format!("TABLE {}", name.sql()),
        ObjectId::View(name) => format!("VIEW {}", name.sql()),
        ObjectId::MaterializedView(name) => format!("MATERIALIZED VIEW {}", name.sql()),
        ObjectId::Column { table, name } => format!("COLUMN {}.{name}", table.sql()),
        ObjectId::Constraint { table, name } => format!("CONSTRAINT {name} ON {}", table.sql()),
        ObjectId::DomainConstraint { domain, name } => {
            format!("CONSTRAINT {name} ON DOMAIN {}", domain.sql())
        }
        ObjectId::Index { table, name } => format!("INDEX {}", table.sibling(name.clone()).sql()),
        ObjectId::Policy { table, name } => format!("POLICY {name} ON {}", table.sql()),
        ObjectId::Trigger { table, name } => format!("TRIGGER {name} ON {}", table.sql()),
        ObjectId::Statistics { table, name } => format!("STATISTICS {}", table.sibling(name.clone()).sql()),
        ObjectId::DefaultPrivileges(id) => id.on.keyword().to_owned(),
    }
}

fn drop(id: &ObjectId) -> String {
    match id {
        // What canai-db keeps there is nobody's to drop.
        ObjectId::Namespace(name) if *name == OWN => format!(
            "DO $$ BEGIN\n    DROP SCHEMA {OWN};\nEXCEPTION WHEN dependent_objects_still_exist THEN NULL;\nEND $$;"
        ),
        ObjectId::Column { table, name } => format!("ALTER TABLE {} DROP COLUMN {name};", table.sql()),
        ObjectId::Constraint { table, name } => {
            format!("ALTER TABLE {} DROP CONSTRAINT {name};", table.sql())
        }
        ObjectId::DomainConstraint { domain, name } => {
            format!("ALTER DOMAIN {} DROP CONSTRAINT {name};", domain.sql())
        }
        _ => format!("DROP {};", target(id)),
    }
}

fn rename(id: &ObjectId, to: &Name) -> String {
    match id {
        ObjectId::Column { table, name } => {
            format!("ALTER TABLE {} RENAME COLUMN {name} TO {to};", table.sql())
        }
        ObjectId::Constraint { table, name } => {
            format!("ALTER TABLE {} RENAME CONSTRAINT {name} TO {to};", table.sql())
        }
        ObjectId::DomainConstraint { domain, name } => {
            format!("ALTER DOMAIN {} RENAME CONSTRAINT {name} TO {to};", domain.sql())
        }
        _ => format!("ALTER {} RENAME TO {to};", target(id)),
    }
}

fn row_security(table: &str, from: RowSecurity, to: RowSecurity) -> String {
    let mut lines = Vec::new();
    if from.applies() != to.applies() {
        let word = if to.applies() { "ENABLE" } else { "DISABLE" };
        lines.push(format!("ALTER TABLE {table} {word} ROW LEVEL SECURITY;"));
    }
    if from.is_forced() != to.is_forced() {
        let word = if to.is_forced() { "FORCE" } else { "NO FORCE" };
        lines.push(format!("ALTER TABLE {table} {word} ROW LEVEL SECURITY;"));
    }
    lines.join("\n")
}

fn storage_parameters(object: &ObjectId, from: &StorageParameters, to: &StorageParameters) -> String {
    let pairs = |it: &StorageParameters| -> Vec<String> {
        it.iter().map(|(name, value)| format!("{name} = {value}")).collect()
    };
    let (target, each) = match object {
        ObjectId::Column { table, name } => {
            (format!("TABLE {}", table.sql()), format!("ALTER COLUMN {name} "))
        }
        other => (target(other), String::new()),
    };
    let changes = object::options(&pairs(from), &pairs(to)).replace(",\n    ", &format!(", {each}"));
    format!("ALTER {target} {each}{changes};")
}

/// How GRANT names the object.
fn grant_target(id: &ObjectId) -> String {
    match id {
        ObjectId::Table(name) | ObjectId::View(name) | ObjectId::MaterializedView(name) => {
            format!("TABLE {}", name.sql())
        }
        ObjectId::Enum(name) | ObjectId::Composite(name) => format!("TYPE {}", name.sql()),
        other => target(other),
    }
}

/// What stands before GRANT or REVOKE where it is about objects to come.
fn defaults(on: &ObjectId) -> String {
    let ObjectId::DefaultPrivileges(id) = on else { return String::new() };
    let role = id.role.as_ref().map(|role| format!(" FOR ROLE {role}")).unwrap_or_default();
    let schema = id.schema.as_ref().map(|schema| format!(" IN SCHEMA {schema}")).unwrap_or_default();
    format!("ALTER DEFAULT PRIVILEGES{role}{schema} ")
}

/// `public` is the keyword for everybody, not a role of that name.
fn grantee(role: &Name) -> String {
    if *role == PUBLIC { "PUBLIC".to_owned() } else { role.to_string() }
}

fn grant(on: &ObjectId, role: &Name, privileges: &[(Privilege, Granted)]) -> String {
    let mut lines = Vec::new();
    for with_grant_option in [false, true] {
        let some: Vec<_> =
            privileges.iter().filter(|(_, granted)| granted.with_grant_option == with_grant_option).collect();
        if some.is_empty() {
            continue;
        }
        let list = privilege_list(some.iter().map(|(privilege, granted)| (*privilege, granted)));
        let option = if with_grant_option { " WITH GRANT OPTION" } else { "" };
        let (defaults, target) = (defaults(on), grant_target(on));
        lines.push(format!("{defaults}GRANT {list} ON {target} TO {}{option};", grantee(role)));
    }
    lines.join("\n")
}

fn privilege_list<'a>(privileges: impl Iterator<Item = (Privilege, &'a Granted)>) -> String {
    let mut words = Vec::new();
    for (privilege, granted) in privileges {
        let word = privilege.keyword();
        if granted.and_whole {
            words.push(word.to_owned());
        }
        words.push(format!("{word}{}", column_list(&granted.columns)));
    }
    words.join(", ")
}

/// The longest line of a list of columns, in bytes.
const LINE: usize = 100;

/// ` (a, b)`, on lines of its own where it is long.
fn column_list(columns: &[Name]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let line = names.join(", ");
    if line.len() <= LINE / 2 {
        return format!(" ({line})");
    }
    let mut lines = vec![String::new()];
    for (at, name) in names.iter().enumerate() {
        let comma = if at + 1 < names.len() { "," } else { "" };
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(&format!("{name}{comma}")),
            Some(line) if line.len() + name.len() + 6 <= LINE => line.push_str(&format!(" {name}{comma}")),
            _ => lines.push(format!("{name}{comma}")),
        }
    }
    format!(" (\n    {}\n)", lines.join("\n    "))
}
