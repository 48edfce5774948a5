//! Graphviz's DOT: each table an HTML-like label with a port for every column, edges in crow's foot
//! notation.

use super::identifier::identifiers;
use super::{Diagram, Edge, Entity};
use crate::markup::html as escape;

pub fn dot(diagram: &Diagram) -> String {
    let identifiers = identifiers(diagram);
    let mut text = "\
digraph schema {
  graph [rankdir=LR, ranksep=1.2, nodesep=0.35, fontname=\"Helvetica\"]
  node [shape=plain, fontname=\"Helvetica\", fontsize=11]
  edge [dir=both, color=\"#64748b\", fontname=\"Helvetica\", fontsize=9]

"
    .to_owned();
    for (entity, identifier) in diagram.entities.iter().zip(&identifiers) {
        text.push_str(&format!("  {identifier} [label=<\n{}  >]\n", table(entity)));
    }
    text.push('\n');
    for edge in &diagram.edges {
        text.push_str(&line(edge, &identifiers));
    }
    text.push_str("}\n");
    text
}

fn table(entity: &Entity) -> String {
    let head = if entity.is_platform { "#e2e8f0" } else { "#dbeafe" };
    let mut table = format!(
        "    <table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\" color=\"#94a3b8\">\n      \
         <tr><td port=\"head\" colspan=\"3\" bgcolor=\"{head}\"><b>{}</b></td></tr>\n",
        escape(&entity.name.to_string())
    );
    for (at, attribute) in entity.attributes.iter().enumerate() {
        // An empty cell is none.
        let keys = match attribute.keys().join(" ") {
            keys if keys.is_empty() => " ".to_owned(),
            keys => keys,
        };
        let marker = if attribute.is_not_null { " *" } else { "" };
        table.push_str(&format!(
            "      <tr><td align=\"left\" port=\"w{at}\">{keys}</td><td align=\"left\">{}{marker}</td><td align=\"left\" port=\"e{at}\">{}</td></tr>\n",
            escape(attribute.name.as_str()),
            escape(&attribute.data_type)
        ));
    }
    if entity.hidden > 0 {
        table.push_str(&format!("      <tr><td colspan=\"3\">+ {}</td></tr>\n", entity.hidden));
    }
    table.push_str("    </table>\n");
    table
}

fn line(edge: &Edge, identifiers: &[String]) -> String {
    let from = edge.references.first().map_or("head".to_owned(), |at| format!("e{at}"));
    let to = edge.columns.first().map_or("head".to_owned(), |at| format!("w{at}"));
    let parent = if edge.is_optional { "teeodot" } else { "teetee" };
    let child = if edge.is_one_to_one { "teeodot" } else { "crowodot" };
    let style = if edge.is_logical { ", style=dashed" } else { "" };
    let label = edge.label.as_ref().map(|it| format!(", label={}", quoted(it))).unwrap_or_default();
    format!(
        "  {}:{from}:e -> {}:{to}:w [arrowtail={parent}, arrowhead={child}{style}{label}]\n",
        identifiers[edge.parent], identifiers[edge.child]
    )
}

/// A quoted string, in which a backslash begins an escape and `&` an entity.
fn quoted(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", escape(&text).replace('\\', "\\\\"))
}
