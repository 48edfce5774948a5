//! The page of one table.

use super::{Book, MARK, codes, counted, retention, rights, said, section};
use crate::diagram::{Diagram, mermaid};
use crate::markup::{markdown, markdown_cell_code, markdown_code};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::index::{Index, IndexedValue};
use crate::model::policy::Policy;
use crate::model::subject::{ColumnErasure, Export, Selector, TableErasure};
use crate::model::table::{Column, ColumnValue, Table};
use crate::model::trigger::{Trigger, TriggerEnabled, TriggerEvent, TriggerTiming};
use crate::model::{Object, ObjectId};
use crate::words;
use crate::yaml::audit::{self, Audit};

pub fn table(book: &Book, table: &Table) -> String {
    let mut text = format!("{MARK}\n\n# {}\n", markdown(&table.name.to_string()));
    if let Some(comment) = &table.comment {
        text.push_str(&format!("\n{}\n", markdown(comment)));
    }
    columns(&mut text, table);
    section(&mut text, "Keys", &keys(book, table));
    section(&mut text, "Checks", &checks(table));
    section(&mut text, "Indexes", &table.indexes.iter().map(index).collect::<Vec<_>>());
    let policies = || table.policies.iter().chain(added_policies(book, table));
    text.push_str(&format!(
        "\n## Who may do what\n\n{}\n",
        words::row_security(table.row_security, policies().next().is_some())
    ));
    let rights = rights::sentences(table, policies());
    if !rights.is_empty() {
        text.push('\n');
        for line in &rights {
            text.push_str(&format!("- {line}\n"));
        }
    }
    section(&mut text, "How long rows are kept", &retention::sentences(book, &table.name));
    section(&mut text, "Personal data", &personal(table));
    section(&mut text, "Seeds", &seeds(book, table));
    let triggers = table.triggers.iter().filter(|it| !is_audit(it)).map(trigger);
    section(&mut text, "Triggers", &triggers.collect::<Vec<_>>());
    let audit = book.audits.get(&table.name).map(audited);
    section(&mut text, "Audit", &audit.into_iter().collect::<Vec<_>>());
    section(&mut text, "Partitions", &partitions(book, table));
    let diagram = Diagram::of(book.schema, std::slice::from_ref(&table.name));
    if !diagram.edges.is_empty() {
        text.push_str(&format!("\n## Diagram\n\n```mermaid\n{}```\n", mermaid(&diagram)));
    }
    text
}

fn columns(text: &mut String, table: &Table) {
    text.push_str("\n## Columns\n\n| Column | Type | Null | Default | Personal | What it is |\n|---|---|---|---|---|---|\n");
    let is_null = |column: &Column| !column.not_null && !table.primary_key_columns().contains(&column.name);
    for column in &table.columns {
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            markdown_cell_code(column.name.as_str()),
            markdown_cell_code(&column.data_type.to_string()),
            if is_null(column) { "yes" } else { "" },
            column.value.as_ref().map(default).unwrap_or_default(),
            words::pii(column.pii).unwrap_or_default(),
            column.comment.as_deref().map(markdown).unwrap_or_default()
        ));
    }
}

fn default(value: &ColumnValue) -> String {
    words::rendered(&words::value(value), markdown, markdown_cell_code)
}

/// Keys, what they lead to and what leads here.
fn keys(book: &Book, table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => {
                lines.push(format!("{} is the primary key", codes(&key.columns)));
            }
            ConstraintKind::Unique(key) => {
                let nulls = if key.nulls_not_distinct { ", NULL too" } else { "" };
                lines.push(format!("{} is unique{nulls}", codes(&key.columns)));
            }
            ConstraintKind::ForeignKey(key) => lines.push(format!(
                "{} refers to {} ({}) and {}{}",
                codes(&key.columns),
                book.link(&key.table),
                codes(&key.references),
                words::on_delete(key.on_delete),
                not_proved(constraint)
            )),
            ConstraintKind::Exclude(exclude) => {
                let parts: Vec<String> = exclude
                    .elements
                    .iter()
                    .map(|(on, operator)| markdown_code(&format!("{} {operator}", on.as_str())))
                    .collect();
                lines.push(format!("no two rows may have all of {}", parts.join(", ")));
            }
            ConstraintKind::Check(_) => {}
        }
    }
    for relation in &table.relations {
        let columns = if relation.columns.is_empty() { "a row".to_owned() } else { codes(&relation.columns) };
        lines.push(format!(
            "{columns} belongs to {}, which {} it, without a key of its own",
            book.link(&relation.table),
            markdown(&relation.label)
        ));
    }
    for other in book.referring(&table.name).into_iter().filter(|it| it.name != table.name) {
        lines.push(format!("{} refers to it", book.link(&other.name)));
    }
    lines
}

fn not_proved(constraint: &Constraint) -> &'static str {
    if constraint.not_valid { "; rows from before are not proved" } else { "" }
}

fn checks(table: &Table) -> Vec<String> {
    let line = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::Check(check) => {
            let comment = constraint.comment.as_ref().map(|it| format!(". {}", markdown(it)));
            Some(format!(
                "{}{}{}",
                said(&words::check(check)),
                not_proved(constraint),
                comment.unwrap_or_default()
            ))
        }
        _ => None,
    };
    table.constraints.iter().filter_map(line).collect()
}

fn index(index: &Index) -> String {
    let keys: Vec<String> = index
        .keys
        .iter()
        .map(|key| {
            let on = match &key.on {
                IndexedValue::Column(name) => name.to_string(),
                IndexedValue::Expression(sql) => sql.as_str().to_owned(),
            };
            markdown_code(&if key.descending { format!("{on} desc") } else { on })
        })
        .collect();
    let mut line = format!("{} on {}", markdown_code(index.name.as_str()), keys.join(", "));
    if index.using != "btree" {
        line.push_str(&format!(", {}", markdown(&index.using)));
    }
    if index.unique {
        line.push_str(", unique");
    }
    if !index.include.is_empty() {
        line.push_str(&format!(", with {} inside", codes(&index.include)));
    }
    if let Some(predicate) = &index.predicate {
        line.push_str(&format!(", only where {}", markdown_code(predicate.as_str())));
    }
    if let Some(comment) = &index.comment {
        line.push_str(&format!(". {}", markdown(comment)));
    }
    line
}

/// Policies that another file adds to the table.
fn added_policies<'b>(book: &'b Book, table: &Table) -> impl Iterator<Item = &'b Policy> {
    let added = match book.schema.find(&ObjectId::Additions(table.name.clone())) {
        Some(Object::Additions(it)) => it.policies.as_slice(),
        _ => &[],
    };
    added.iter()
}

/// Whose the rows are, and what becomes of them and of each column.
fn personal(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    match table.subject.as_deref() {
        None => {}
        Some([]) => lines.push("the rows are no person's".to_owned()),
        Some(selectors) => {
            let ways: Vec<String> = selectors.iter().map(way).collect();
            lines.push(format!("whose a row is: {}", ways.join("; or ")));
            let erasure = match &table.on_erase {
                None | Some(TableErasure::Delete) => "an erasure deletes the rows".to_owned(),
                Some(TableErasure::Anonymize) => {
                    "an erasure keeps the rows without what is personal".to_owned()
                }
                Some(TableErasure::Retain(ground)) => {
                    format!("an erasure keeps the rows: {}", markdown(ground))
                }
            };
            lines.push(erasure);
        }
    }
    for column in &table.columns {
        let becomes = column.on_erase.as_ref().map(|it| match it {
            ColumnErasure::SetNull => "becomes NULL in an erasure".to_owned(),
            ColumnErasure::SetDefault => "gets its default in an erasure".to_owned(),
            ColumnErasure::Mask(value) => format!("becomes {} in an erasure", markdown_code(value)),
            ColumnErasure::Retain(ground) => format!("stays in an erasure: {}", markdown(ground)),
        });
        lines.extend(becomes.map(|it| format!("{} {it}", markdown_code(column.name.as_str()))));
    }
    let from = |wanted: &Export| {
        let columns = table.columns.iter().filter(|it| it.on_export.as_ref() == Some(wanted));
        codes(columns.map(|it| &it.name))
    };
    for (how, columns) in [("observed", from(&Export::Observed)), ("derived", from(&Export::Derived))] {
        if !columns.is_empty() {
            lines.push(format!("an export says of these that they were {how}: {columns}"));
        }
    }
    for column in &table.columns {
        if let Some(Export::Exclude(reason)) = &column.on_export {
            let name = markdown_code(column.name.as_str());
            lines.push(format!("an export leaves {name} out: {}", markdown(reason)));
        }
    }
    lines
}

fn way(selector: &Selector) -> String {
    let column = markdown_code(selector.column().as_str());
    match selector {
        Selector::Is { of: None, .. } => format!("{column} names the person"),
        Selector::Is { of: Some(of), .. } => {
            format!("{column} holds the person's {}", markdown_code(of.as_str()))
        }
        Selector::Through(_) => format!("the row that {column} leads to says it"),
        Selector::Same(_) => format!("another row with the same {column} says it"),
        Selector::Packed { rows_of, .. } => {
            format!("{column} packs rows of {}, which say it", markdown_code(&rows_of.to_string()))
        }
    }
}

fn seeds(book: &Book, table: &Table) -> Vec<String> {
    let own = book.seeds.iter().filter(|it| it.table == table.name);
    own.map(|it| {
        let rows = it.rows.map_or_else(|| "rows".to_owned(), |rows| counted(rows, "row"));
        format!("the set {} has {rows}, in {}", markdown_code(&it.set), markdown_code(&it.file))
    })
    .collect()
}

/// Whether it is one of those that `audit` makes.
fn is_audit(trigger: &Trigger) -> bool {
    trigger.function.schema == audit::SCHEMA
}

fn trigger(trigger: &Trigger) -> String {
    let timing = match trigger.timing {
        TriggerTiming::Before => "before",
        TriggerTiming::After => "after",
        TriggerTiming::InsteadOf => "instead of",
    };
    let events: Vec<String> = trigger
        .events
        .iter()
        .map(|event| match event {
            TriggerEvent::Insert => "insert".to_owned(),
            TriggerEvent::Update(columns) if columns.is_empty() => "update".to_owned(),
            TriggerEvent::Update(columns) => format!("update of {}", codes(columns)),
            TriggerEvent::Delete => "delete".to_owned(),
            TriggerEvent::Truncate => "truncate".to_owned(),
        })
        .collect();
    let each = if trigger.for_each_row { "each row" } else { "each statement" };
    let when =
        trigger.when.as_ref().map(|it| format!(", when {}", markdown_code(it.as_str()))).unwrap_or_default();
    let state = match trigger.enabled {
        TriggerEnabled::Origin => "",
        TriggerEnabled::Disabled => "; it is disabled",
        TriggerEnabled::Replica => "; on replicas alone",
        TriggerEnabled::Always => "; on replicas too",
    };
    format!(
        "{} runs {} {timing} {}, for {each}{when}{state}",
        markdown_code(trigger.name.as_str()),
        markdown_code(&trigger.function.to_string()),
        events.join(" or ")
    )
}

fn audited(audit: &Audit) -> String {
    let words = [(audit.insert, "insert"), (audit.update, "update"), (audit.delete, "delete")];
    let writes: Vec<&str> = words.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word).collect();
    let mut parts = Vec::new();
    if !writes.is_empty() {
        parts.push(format!("each {} is in the audit log", writes.join(", ")));
    }
    match audit.select.as_deref() {
        None => {}
        Some([]) => parts.push("reading is logged by pgaudit".to_owned()),
        Some(columns) => parts.push(format!("reading {} is logged by pgaudit", codes(columns))),
    }
    parts.join("; ")
}

fn partitions(book: &Book, table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(by) = &table.partition_by {
        let keys: Vec<String> = by.keys.iter().map(|key| markdown_code(key.as_str())).collect();
        let strategy = match by.strategy {
            crate::model::table::PartitionStrategy::Range => "range",
            crate::model::table::PartitionStrategy::List => "list",
            crate::model::table::PartitionStrategy::Hash => "hash",
        };
        lines.push(format!("by {strategy} of {}", keys.join(", ")));
    }
    let own =
        book.schema.tables().filter(|it| it.partition_of.as_ref().is_some_and(|of| of.table == table.name));
    lines.extend(own.map(|it| markdown_code(&it.name.to_string())));
    lines
}
