//! Tables and their parts as SQL.

use super::object::collate;
use super::{deferrable, grantee, object, quote, value};
use crate::model::constraint::{Action, Check, Constraint, ConstraintKind, ForeignKey, Key, Rule, RuleKind};
use crate::model::index::{Index, IndexKey, IndexedValue};
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::table::{
    Column, ColumnValue, Compression, PartitionBounds, PartitionStrategy, Statistics, StatisticsKind,
    Storage, StorageParameters, Table,
};
use crate::model::trigger::{Trigger, TriggerEnabled, TriggerEvent, TriggerTiming};
use crate::model::{DataType, Name, QualifiedName, Sql};
use crate::plan::Build;

/// A type as it was written: a type of an extension may live in any schema of the search path.
pub fn data_type(data_type: &DataType) -> String {
    data_type.to_string()
}

pub fn create(table: &Table) -> String {
    let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
    let name = table.name.sql();
    let mut lines: Vec<String> = Vec::new();
    if let Some(partition) = &table.partition_of {
        // Types are the parent's.
        lines.extend(table.columns.iter().map(|it| {
            let bare = Column { collate: None, compression: None, ..it.clone() };
            format!("{}{}", it.name, column_rest(&table.name, &bare))
        }));
        lines.extend(table.constraints.iter().map(constraint));
        let body =
            if lines.is_empty() { String::new() } else { format!(" (\n    {}\n)", lines.join(",\n    ")) };
        let parent = partition.table.sql();
        let bounds = bounds(&partition.bounds);
        let rest = options(table);
        return format!("CREATE {unlogged}TABLE {name} PARTITION OF {parent}{body}\n    {bounds}{rest};");
    }
    let names: Vec<String> = table.columns.iter().map(|it| it.name.to_string()).collect();
    let name_width = names.iter().map(String::len).max().unwrap_or(0);
    let types: Vec<String> = table.columns.iter().map(|it| data_type(&it.data_type)).collect();
    let type_width = types.iter().map(String::len).max().unwrap_or(0);
    for ((column, name), data_type) in table.columns.iter().zip(&names).zip(&types) {
        let rest = column_rest(&table.name, column);
        let line = format!("{name:name_width$} {data_type:type_width$}{rest}");
        lines.push(line.trim_end().to_owned());
    }
    lines.extend(table.constraints.iter().map(constraint));
    let rest = options(table);
    let create = if lines.is_empty() {
        format!("CREATE {unlogged}TABLE {name} (){rest};")
    } else {
        format!("CREATE {unlogged}TABLE {name} (\n    {}\n){rest};", lines.join(",\n    "))
    };
    let storage = table.columns.iter().filter_map(|column| set_storage(&table.name, column));
    [create].into_iter().chain(storage).collect::<Vec<_>>().join("\n")
}

/// What follows the closing parenthesis.
fn options(table: &Table) -> String {
    let mut rest = String::new();
    if !table.inherits.is_empty() {
        let parents: Vec<String> = table.inherits.iter().map(QualifiedName::sql).collect();
        rest.push_str(&format!(" INHERITS ({})", parents.join(", ")));
    }
    if let Some(partition) = &table.partition_by {
        let strategy = match partition.strategy {
            PartitionStrategy::Range => "RANGE",
            PartitionStrategy::List => "LIST",
            PartitionStrategy::Hash => "HASH",
        };
        let keys: Vec<&str> = partition.keys.iter().map(Sql::as_str).collect();
        rest.push_str(&format!(" PARTITION BY {strategy} ({})", keys.join(", ")));
    }
    rest.push_str(&with(&table.storage_parameters));
    rest
}

/// ` WITH (...)`, or nothing.
pub fn with(parameters: &StorageParameters) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let pairs: Vec<String> = parameters.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!(" WITH ({})", pairs.join(", "))
}

pub fn bounds(bounds: &PartitionBounds) -> String {
    let list = |values: &[Sql]| values.iter().map(Sql::as_str).collect::<Vec<_>>().join(", ");
    match bounds {
        PartitionBounds::Default => "DEFAULT".to_owned(),
        PartitionBounds::Range { from, to } => format!("FOR VALUES FROM ({}) TO ({})", list(from), list(to)),
        PartitionBounds::List { values } => format!("FOR VALUES IN ({})", list(values)),
        PartitionBounds::Hash { modulus, remainder } => {
            format!("FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})")
        }
    }
}

/// A column as ADD COLUMN takes it.
pub fn column(table: &QualifiedName, column: &Column) -> String {
    format!("{} {}{}", column.name, data_type(&column.data_type), column_rest(table, column))
}

/// What follows name and type.
fn column_rest(table: &QualifiedName, column: &Column) -> String {
    let mut rest = String::new();
    if let Some(compression_) = column.compression {
        rest.push_str(&format!(" COMPRESSION {}", compression(Some(compression_))));
    }
    rest.push_str(&collate(column.collate.as_ref()));
    match &column.value {
        Some(ColumnValue::Identity(identity)) => {
            rest.push_str(&format!(" {}", object::identity(table, identity)));
        }
        Some(ColumnValue::Generated(sql)) => {
            rest.push_str(&format!(" GENERATED ALWAYS AS ({sql}) STORED"));
        }
        Some(default) => rest.push_str(&format!(" DEFAULT {}", value(default))),
        None => {}
    }
    // An identity is NOT NULL by itself.
    if column.not_null && !matches!(column.value, Some(ColumnValue::Identity(_))) {
        rest.push_str(" NOT NULL");
    }
    rest
}

pub fn storage(storage: Storage) -> &'static str {
    match storage {
        Storage::Plain => "PLAIN",
        Storage::External => "EXTERNAL",
        Storage::Extended => "EXTENDED",
        Storage::Main => "MAIN",
    }
}

/// A column's storage, which CREATE TABLE takes only from PostgreSQL 16 on.
pub fn set_storage(table: &QualifiedName, column: &Column) -> Option<String> {
    let word = storage(column.storage?);
    Some(format!("ALTER TABLE {} ALTER COLUMN {} SET STORAGE {word};", table.sql(), column.name))
}

pub fn compression(compression: Option<Compression>) -> &'static str {
    match compression {
        Some(Compression::Pglz) => "pglz",
        Some(Compression::Lz4) => "lz4",
        None => "default",
    }
}

pub fn set_column_value(
    table: &QualifiedName,
    column: &Name,
    from: Option<&ColumnValue>,
    to: Option<&ColumnValue>,
) -> String {
    let alter = format!("ALTER TABLE {} ALTER COLUMN {column}", table.sql());
    match (from, to) {
        (Some(ColumnValue::Identity(before)), Some(ColumnValue::Identity(identity))) => {
            let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
            let options = object::set_sequence_options(&identity.sequence);
            let alter = format!("{alter} SET GENERATED {when}{options}");
            if identity.sequence.has_room_for(&before.sequence, None) {
                return format!("{alter};");
            }
            let (table, column) = (quote(&table.sql()), quote(column.as_str()));
            let sequence = format!("pg_get_serial_sequence({table}, {column})");
            object::begin_anew(&alter, before.sequence.first(), &sequence)
        }
        (before, Some(ColumnValue::Identity(identity))) => {
            let add = format!("{alter} ADD {};", object::identity(table, identity));
            match before {
                Some(ColumnValue::Generated(_)) => format!("{alter} DROP EXPRESSION;\n{add}"),
                Some(_) => format!("{alter} DROP DEFAULT;\n{add}"),
                None => add,
            }
        }
        (Some(ColumnValue::Identity(_)), None) => format!("{alter} DROP IDENTITY;"),
        (Some(ColumnValue::Generated(_)), None) => format!("{alter} DROP EXPRESSION;"),
        (Some(ColumnValue::Identity(_)), Some(new)) => {
            format!("{alter} DROP IDENTITY;\n{alter} SET DEFAULT {};", value(new))
        }
        (Some(ColumnValue::Generated(_)), Some(new)) => {
            format!("{alter} DROP EXPRESSION;\n{alter} SET DEFAULT {};", value(new))
        }
        (_, Some(new)) => format!("{alter} SET DEFAULT {};", value(new)),
        (_, None) => format!("{alter} DROP DEFAULT;"),
    }
}

pub fn names(names: &[Name]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn include(columns: &[Name]) -> String {
    if columns.is_empty() { String::new() } else { format!(" INCLUDE ({})", names(columns)) }
}

/// `CONSTRAINT name ...`.
pub fn constraint(constraint: &Constraint) -> String {
    let with = with(&constraint.storage_parameters);
    let text = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) => format!("PRIMARY KEY {}{with}", key_columns(key)),
        ConstraintKind::Unique(key) => {
            let nulls = if key.nulls_not_distinct { "NULLS NOT DISTINCT " } else { "" };
            format!("UNIQUE {nulls}{}{with}", key_columns(key))
        }
        ConstraintKind::Check(check) => {
            let inherit = if check.no_inherit { " NO INHERIT" } else { "" };
            format!("CHECK ({}){inherit}", wrapped(check))
        }
        ConstraintKind::ForeignKey(key) => foreign_key(key),
        ConstraintKind::Exclude(exclude) => {
            let elements: Vec<String> =
                exclude.elements.iter().map(|(value, operator)| format!("{value} WITH {operator}")).collect();
            let predicate =
                exclude.predicate.as_ref().map(|sql| format!(" WHERE ({sql})")).unwrap_or_default();
            let include = include(&exclude.include);
            format!("EXCLUDE USING {} ({}){include}{with}{predicate}", exclude.using, elements.join(", "))
        }
    };
    format!("CONSTRAINT {} {text}{}", constraint.name, deferrable(constraint.deferrable))
}

/// A long list of values stands on lines of its own.
fn wrapped(check: &Check) -> String {
    let Some(Rule { kind: RuleKind::OneOf(values), column }) = &check.rule else {
        return check.expression.to_string();
    };
    if check.expression.as_str().len() <= LINE {
        return check.expression.to_string();
    }
    let value = column.as_ref().map_or_else(|| "VALUE".to_owned(), ToString::to_string);
    let mut lines: Vec<String> = vec![String::new()];
    for (at, value) in values.iter().enumerate() {
        let comma = if at + 1 < values.len() { "," } else { "" };
        let item = format!("{value}{comma}");
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(&item),
            Some(line) if line.len() + item.len() < LINE => line.push_str(&format!(" {item}")),
            _ => lines.push(item),
        }
    }
    format!("{value} IN (\n        {}\n    )", lines.join("\n        "))
}

/// Where a line of values is broken, in bytes.
const LINE: usize = 72;

fn key_columns(key: &Key) -> String {
    format!("({}){}", names(&key.columns), include(&key.include))
}

fn foreign_key(key: &ForeignKey) -> String {
    let mut text = format!("FOREIGN KEY ({}) REFERENCES {}", names(&key.columns), key.table.sql());
    text.push_str(&format!(" ({})", names(&key.references)));
    if key.match_full {
        text.push_str(" MATCH FULL");
    }
    for (event, action) in [("UPDATE", key.on_update), ("DELETE", key.on_delete)] {
        let word = match action {
            Action::NoAction => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        text.push_str(&format!(" ON {event} {word}"));
    }
    if !key.on_delete_columns.is_empty() {
        text.push_str(&format!(" ({})", names(&key.on_delete_columns)));
    }
    text
}

pub fn create_index(table: &QualifiedName, index: &Index, build: Build) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let concurrently = if build == Build::Concurrently { "CONCURRENTLY " } else { "" };
    let only = if build == Build::OnParentOnly { "ONLY " } else { "" };
    let using = if index.using == "btree" { String::new() } else { format!(" USING {}", index.using) };
    let keys: Vec<String> = index.keys.iter().map(index_key).collect();
    let mut text = format!(
        "CREATE {unique}INDEX {concurrently}{} ON {only}{}{using} ({}){}",
        index.name,
        table.sql(),
        keys.join(", "),
        include(&index.include)
    );
    if index.nulls_not_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    text.push_str(&with(&index.storage_parameters));
    if let Some(predicate) = &index.predicate {
        text.push_str(&format!("\n    WHERE {predicate}"));
    }
    text.push(';');
    text
}

pub fn create_statistics(table: &QualifiedName, statistics: &Statistics) -> String {
    let name = table.sibling(statistics.name.clone()).sql();
    let kinds: Vec<&str> = statistics
        .kinds
        .iter()
        .map(|kind| match kind {
            StatisticsKind::Ndistinct => "ndistinct",
            StatisticsKind::Dependencies => "dependencies",
            StatisticsKind::Mcv => "mcv",
        })
        .collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    let on: Vec<&str> = statistics.on.iter().map(Sql::as_str).collect();
    let create = format!("CREATE STATISTICS {name}{kinds} ON {} FROM {};", on.join(", "), table.sql());
    match statistics.target {
        Some(target) => format!("{create}\nALTER STATISTICS {name} SET STATISTICS {target};"),
        None => create,
    }
}

fn index_key(key: &IndexKey) -> String {
    let mut text = match &key.on {
        IndexedValue::Column(name) => name.to_string(),
        // Only a call stands there by itself.
        IndexedValue::Expression(sql) if sql.is_call() => sql.to_string(),
        IndexedValue::Expression(sql) => format!("({sql})"),
    };
    text.push_str(&collate(key.collate.as_ref()));
    if let Some(class) = &key.operator_class {
        text.push_str(&format!(" {class}"));
    }
    if key.descending {
        text.push_str(" DESC");
    }
    match key.nulls_first {
        Some(true) => text.push_str(" NULLS FIRST"),
        Some(false) => text.push_str(" NULLS LAST"),
        None => {}
    }
    text
}

pub fn policy(table: &QualifiedName, policy: &Policy) -> String {
    let mut text = format!("CREATE POLICY {} ON {}", policy.name, table.sql());
    if policy.restrictive {
        text.push_str(" AS RESTRICTIVE");
    }
    let command = match policy.command {
        PolicyCommand::All => "ALL",
        PolicyCommand::Select => "SELECT",
        PolicyCommand::Insert => "INSERT",
        PolicyCommand::Update => "UPDATE",
        PolicyCommand::Delete => "DELETE",
    };
    let roles: Vec<String> = policy.to.iter().map(grantee).collect();
    text.push_str(&format!(" FOR {command} TO {}", roles.join(", ")));
    if let Some(using) = &policy.using {
        text.push_str(&format!("\n    USING ({using})"));
    }
    if let Some(check) = &policy.with_check {
        text.push_str(&format!("\n    WITH CHECK ({check})"));
    }
    text.push(';');
    text
}

pub fn trigger(table: &QualifiedName, trigger: &Trigger) -> String {
    let constraint = if trigger.constraint { "CONSTRAINT " } else { "" };
    let timing = match trigger.timing {
        TriggerTiming::Before => "BEFORE",
        TriggerTiming::After => "AFTER",
        TriggerTiming::InsteadOf => "INSTEAD OF",
    };
    let events: Vec<String> = trigger
        .events
        .iter()
        .map(|event| match event {
            TriggerEvent::Insert => "INSERT".to_owned(),
            TriggerEvent::Delete => "DELETE".to_owned(),
            TriggerEvent::Truncate => "TRUNCATE".to_owned(),
            TriggerEvent::Update(columns) if columns.is_empty() => "UPDATE".to_owned(),
            TriggerEvent::Update(columns) => format!("UPDATE OF {}", names(columns)),
        })
        .collect();
    let mut text = format!(
        "CREATE {constraint}TRIGGER {}\n    {timing} {} ON {}",
        trigger.name,
        events.join(" OR "),
        table.sql()
    );
    text.push_str(deferrable(trigger.deferrable));
    let tables = [("OLD", &trigger.old_table), ("NEW", &trigger.new_table)];
    let tables: Vec<String> = tables
        .iter()
        .filter_map(|(word, name)| name.as_ref().map(|name| format!("{word} TABLE AS {name}")))
        .collect();
    if !tables.is_empty() {
        text.push_str(&format!("\n    REFERENCING {}", tables.join(" ")));
    }
    let each = if trigger.for_each_row { "ROW" } else { "STATEMENT" };
    text.push_str(&format!("\n    FOR EACH {each}"));
    if let Some(when) = &trigger.when {
        text.push_str(&format!(" WHEN ({when})"));
    }
    let arguments: Vec<String> = trigger.arguments.iter().map(|it| quote(it)).collect();
    text.push_str(&format!(" EXECUTE FUNCTION {}({});", trigger.function.sql(), arguments.join(", ")));
    let state = match trigger.enabled {
        TriggerEnabled::Origin => return text,
        TriggerEnabled::Disabled => "DISABLE TRIGGER",
        TriggerEnabled::Replica => "ENABLE REPLICA TRIGGER",
        TriggerEnabled::Always => "ENABLE ALWAYS TRIGGER",
    };
    format!("{text}\nALTER TABLE {} {state} {};", table.sql(), trigger.name)
}
