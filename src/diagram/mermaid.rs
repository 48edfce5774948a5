//! Mermaid's `erDiagram`, as markdown viewers draw it.

use super::identifier::{identifiers, plain};
use super::{Attribute, Diagram, Edge, Entity};

pub fn mermaid(diagram: &Diagram) -> String {
    let identifiers = identifiers(diagram);
    let mut text = "erDiagram\n".to_owned();
    for edge in &diagram.edges {
        text.push_str(&format!(
            "    {} {} {} : \"{}\"\n",
            identifiers[edge.parent],
            connector(edge),
            identifiers[edge.child],
            escape(&label(diagram, edge))
        ));
    }
    for (entity, identifier) in diagram.entities.iter().zip(&identifiers) {
        let name = entity.name.to_string();
        let alias = if name == *identifier { String::new() } else { format!("[\"{}\"]", escape(&name)) };
        if entity.attributes.is_empty() {
            text.push_str(&format!("    {identifier}{alias}\n"));
            continue;
        }
        text.push_str(&format!("    {identifier}{alias} {{\n"));
        for attribute in &entity.attributes {
            text.push_str(&format!("        {}\n", line(attribute)));
        }
        text.push_str(&hidden(entity));
        text.push_str("    }\n");
    }
    text
}

/// The parent's side first: `||` one, `|o` one or none; then the child's: `o{` any number, `o|` one at most.
fn connector(edge: &Edge) -> String {
    let parent = if edge.is_optional { "|o" } else { "||" };
    let child = if edge.is_one_to_one { "o|" } else { "o{" };
    let line = if edge.is_logical { ".." } else { "--" };
    format!("{parent}{line}{child}")
}

/// The declared verb, or else the columns of the key.
fn label(diagram: &Diagram, edge: &Edge) -> String {
    edge.label.clone().unwrap_or_else(|| {
        let attributes = &diagram.entities[edge.child].attributes;
        let names: Vec<&str> = edge.columns.iter().map(|at| attributes[*at].name.as_str()).collect();
        names.join(", ")
    })
}

fn line(attribute: &Attribute) -> String {
    let name = attribute.name.as_str();
    let (shown, data_type) = (word(name), word(&attribute.data_type));
    // What a word cannot show stands in the comment.
    let mut remarks: Vec<String> = Vec::new();
    if shown != name {
        remarks.push(name.to_owned());
    }
    if data_type != attribute.data_type {
        remarks.push(attribute.data_type.clone());
    }
    if attribute.is_not_null {
        remarks.push("not null".to_owned());
    }
    let keys = attribute.keys().join(",");
    let mut line = format!("{data_type} {shown}");
    if !keys.is_empty() {
        line.push_str(&format!(" {keys}"));
    }
    if !remarks.is_empty() {
        line.push_str(&format!(" \"{}\"", escape(&remarks.join("; "))));
    }
    line
}

fn hidden(entity: &Entity) -> String {
    match entity.hidden {
        0 => String::new(),
        1 => "        etc _ \"1 more column\"\n".to_owned(),
        count => format!("        etc _ \"{count} more columns\"\n"),
    }
}

/// A word of an attribute's line. Parentheses and brackets are taken, commas and blanks are not.
fn word(text: &str) -> String {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '(' | ')' | '[' | ']');
    let is_key = ["pk", "fk", "uk"].iter().any(|key| text.eq_ignore_ascii_case(key));
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_fine) && !is_key {
        return text.to_owned();
    }
    match text.strip_suffix(')').and_then(|it| it.split_once('(')) {
        Some((name, modifiers)) => {
            format!("{}({})", plain(name), modifiers.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
        }
        None if is_key => format!("{text}_"),
        None => plain(text),
    }
}

/// Text between double quotes: entities for what would end it or be taken for markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("#quot;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            '#' => escaped.push_str("#35;"),
            ';' => escaped.push_str("#59;"),
            '%' => escaped.push_str("#37;"),
            '`' => escaped.push_str("#96;"),
            '\\' => escaped.push_str("#92;"),
            '{' => escaped.push_str("#123;"),
            '}' => escaped.push_str("#125;"),
            c if c.is_control() || c.is_whitespace() => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}
