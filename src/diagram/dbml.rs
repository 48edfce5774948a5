//! The language of dbdiagram.io. It ties columns to columns, so a relation that no column holds stands in
//! a note of its table.

use std::collections::BTreeSet;

use super::{Attribute, Diagram, Edge, Entity};
use crate::model::constraint::Action;
use crate::model::name::PUBLIC;

pub fn dbml(diagram: &Diagram) -> String {
    let mut text = String::new();
    for (at, entity) in diagram.entities.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        table(&mut text, diagram, at, entity);
    }
    let between: Vec<&Edge> = diagram.edges.iter().filter(|edge| is_between_columns(edge)).collect();
    if !between.is_empty() {
        text.push('\n');
    }
    // The language ties the same columns once, whichever way round. What a key says comes first.
    let mut tied = BTreeSet::new();
    let (logical, kept): (Vec<&Edge>, Vec<&Edge>) = between.into_iter().partition(|edge| edge.is_logical);
    for edge in kept.into_iter().chain(logical) {
        let mut ends = [(edge.child, &edge.columns), (edge.parent, &edge.references)];
        ends.sort();
        if !tied.insert(ends) {
            text.push_str("// the same columns again: ");
        } else if edge.is_logical {
            text.push_str("// no foreign key\n");
        }
        text.push_str(&reference(diagram, edge));
    }
    text
}

fn is_between_columns(edge: &Edge) -> bool {
    !edge.columns.is_empty() && edge.columns.len() == edge.references.len()
}

fn table(text: &mut String, diagram: &Diagram, at: usize, entity: &Entity) {
    text.push_str(&format!("Table {} {{\n", name(entity)));
    for attribute in &entity.attributes {
        text.push_str(&format!("  {}\n", line(entity, attribute)));
    }
    // A table without a column is none.
    if entity.attributes.is_empty() {
        text.push_str("  \"...\" \"...\"\n");
    }
    let key: Vec<String> = entity
        .attributes
        .iter()
        .filter(|it| it.is_primary_key)
        .map(|it| identifier(it.name.as_str()))
        .collect();
    if key.len() > 1 {
        text.push_str(&format!("\n  indexes {{\n    ({}) [pk]\n  }}\n", key.join(", ")));
    }
    let notes = notes(diagram, at, entity);
    if !notes.is_empty() {
        text.push_str(&format!("\n  Note: {}\n", string(&notes.join(" "))));
    }
    text.push_str("}\n");
}

fn notes(diagram: &Diagram, at: usize, entity: &Entity) -> Vec<String> {
    let mut notes: Vec<String> = entity.comment.iter().cloned().collect();
    if entity.hidden > 0 {
        notes.push(format!("{} more columns.", entity.hidden));
    }
    for edge in diagram.edges.iter().filter(|edge| edge.child == at && !is_between_columns(edge)) {
        let label = edge.label.as_deref().unwrap_or("belongs");
        notes.push(format!("Without a key: {} {label} it.", diagram.entities[edge.parent].name));
    }
    notes
}

fn line(entity: &Entity, attribute: &Attribute) -> String {
    let mut settings = Vec::new();
    if attribute.is_primary_key && entity.attributes.iter().filter(|it| it.is_primary_key).count() == 1 {
        settings.push("pk".to_owned());
    }
    if attribute.is_not_null {
        settings.push("not null".to_owned());
    }
    if attribute.is_unique {
        settings.push("unique".to_owned());
    }
    if let Some(comment) = &attribute.comment {
        settings.push(format!("note: {}", string(comment)));
    }
    let settings = if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
    let data_type = &attribute.data_type;
    format!("{} {}{settings}", identifier(attribute.name.as_str()), identifier(data_type))
}

fn reference(diagram: &Diagram, edge: &Edge) -> String {
    let side = |entity: usize, columns: &[usize]| {
        let entity = &diagram.entities[entity];
        let columns: Vec<String> =
            columns.iter().map(|at| identifier(entity.attributes[*at].name.as_str())).collect();
        match columns.as_slice() {
            [one] => format!("{}.{one}", name(entity)),
            several => format!("{}.({})", name(entity), several.join(", ")),
        }
    };
    let label = edge.label.as_ref().map(|it| format!(" {}", identifier(it))).unwrap_or_default();
    let sign = if edge.is_one_to_one { "-" } else { ">" };
    let action = match edge.on_delete {
        Action::NoAction => "",
        Action::Restrict => " [delete: restrict]",
        Action::Cascade => " [delete: cascade]",
        Action::SetNull => " [delete: set null]",
        Action::SetDefault => " [delete: set default]",
    };
    format!(
        "Ref{label}: {} {sign} {}{action}\n",
        side(edge.child, &edge.columns),
        side(edge.parent, &edge.references)
    )
}

fn name(entity: &Entity) -> String {
    let (schema, name) = (&entity.name.schema, identifier(entity.name.name.as_str()));
    if *schema == PUBLIC { name } else { format!("{}.{name}", identifier(schema.as_str())) }
}

/// A name between double quotes; the language has no escape for what ends it.
fn identifier(text: &str) -> String {
    let name: String = text
        .chars()
        .map(|c| match c {
            '"' => '”',
            '\\' => '∖',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    format!("\"{name}\"")
}

fn string(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
