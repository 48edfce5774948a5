//! Names that every diagram language takes as they are: letters, digits and underscores, each different.
//! The real name stands beside it, escaped.

use std::collections::BTreeSet;

use super::Diagram;

/// Words that mean something else where a table's name is expected.
const TAKEN: [&str; 21] = [
    "accdescr",
    "acctitle",
    "class",
    "classdef",
    "default",
    "direction",
    "edge",
    "end",
    "erdiagram",
    "graph",
    "many",
    "node",
    "one",
    "only",
    "optionally",
    "strict",
    "style",
    "subgraph",
    "title",
    "to",
    "zero",
];

/// One identifier for each entity, in their order.
pub fn identifiers(diagram: &Diagram) -> Vec<String> {
    let mut taken: BTreeSet<String> = TAKEN.iter().map(|it| (*it).to_owned()).collect();
    let mut identifiers = Vec::with_capacity(diagram.entities.len());
    for entity in &diagram.entities {
        let name = &entity.name;
        let full = if name.schema == crate::model::name::PUBLIC {
            name.name.as_str().to_owned()
        } else {
            format!("{}_{}", name.schema.as_str(), name.name.as_str())
        };
        let plain = plain(&full);
        let numbered = (2..).map(|number| format!("{plain}_{number}"));
        let free =
            std::iter::once(plain.clone()).chain(numbered).find(|it| !taken.contains(&it.to_lowercase()));
        let free = free.unwrap_or(plain);
        taken.insert(free.to_lowercase());
        identifiers.push(free);
    }
    identifiers
}

/// A text with everything else than letters, digits and underscores replaced.
pub fn plain(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if plain.starts_with(|c: char| c.is_ascii_alphabetic()) { plain } else { format!("x{plain}") }
}
