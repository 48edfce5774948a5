//! One page that needs nothing else: the drawing to zoom and pan, a list to search, and for each table its
//! columns, policies and neighbours. Its own policy forbids it to load anything.

use super::drawing::{self, Drawing};
use super::palette;
use super::{Attribute, Diagram, Edge, Entity};
use crate::markup::html as escape;
use crate::words;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

pub fn html(diagram: &Diagram, title: &str) -> String {
    let drawing = Drawing::of(diagram);
    let title = escape(title);
    let count = diagram.entities.len();
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}: {count} tables</title>\n<style>\n{}{STYLE}</style>\n</head>\n<body>\n",
        palette::switchable()
    );
    page.push_str(&format!(
        "<aside id=\"side\">\n<header><h1>{title}</h1><p>{count} tables, {} lines</p></header>\n\
         <input id=\"search\" type=\"search\" placeholder=\"Search tables and columns\" aria-label=\"Search tables and columns\" autocomplete=\"off\">\n\
         <ul id=\"list\">\n",
        diagram.edges.len()
    ));
    for (at, entity) in diagram.entities.iter().enumerate() {
        page.push_str(&item(at, entity));
    }
    page.push_str("</ul>\n<p id=\"none\" hidden>Nothing found.</p>\n</aside>\n<main>\n");
    page.push_str(
        "<div id=\"tools\"><button id=\"in\" title=\"Zoom in\">+</button><button id=\"out\" title=\"Zoom out\">−</button>\
         <button id=\"fit\" title=\"Show everything\">Fit</button><button id=\"theme\" title=\"Light or dark\">◐</button></div>\n",
    );
    page.push_str(&format!(
        "<svg id=\"sheet\" role=\"img\" aria-label=\"{title}\" data-width=\"{}\" data-height=\"{}\">\n<g id=\"view\">\n{}</g>\n</svg>\n",
        drawing.width, drawing.height, drawing.markup
    ));
    page.push_str("<section id=\"details\" hidden>\n<button id=\"close\" aria-label=\"Close\">×</button>\n");
    for (at, entity) in diagram.entities.iter().enumerate() {
        page.push_str(&details(diagram, at, entity));
    }
    page.push_str(&format!("</section>\n</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"));
    page
}

/// An entry of the list; what is searched stands in an attribute.
fn item(at: usize, entity: &Entity) -> String {
    let name = entity.name.to_string();
    let columns = entity.attributes.iter().map(|it| it.name.as_str());
    let searched: Vec<String> =
        std::iter::once(name.as_str()).chain(columns).map(str::to_lowercase).collect();
    format!(
        "<li><button data-table=\"{at}\" data-text=\"{}\"><b>{}</b><span>{}</span></button></li>\n",
        escape(&searched.join("\n")),
        escape(&name),
        entity.attributes.len() + entity.hidden
    )
}

fn details(diagram: &Diagram, at: usize, entity: &Entity) -> String {
    let mut section =
        format!("<article data-table=\"{at}\" hidden>\n<h2>{}</h2>\n", escape(&entity.name.to_string()));
    if entity.is_platform {
        section.push_str("<p class=\"note\">The platform owns it.</p>\n");
    }
    if let Some(comment) = &entity.comment {
        section.push_str(&format!("<p>{}</p>\n", escape(comment)));
    }
    section.push_str("<table>\n<thead><tr><th></th><th>column</th><th>type</th><th>null</th><th>personal</th></tr></thead>\n<tbody>\n");
    entity.attributes.iter().for_each(|it| section.push_str(&row(it)));
    section.push_str("</tbody>\n</table>\n");
    if entity.hidden > 0 {
        section.push_str(&format!("<p class=\"note\">{} more columns are not shown.</p>\n", entity.hidden));
    }
    section.push_str(&neighbours(diagram, "Refers to", |edge| edge.child == at, |edge| edge.parent));
    section.push_str(&neighbours(diagram, "Referred to by", |edge| edge.parent == at, |edge| edge.child));
    section.push_str(&policies(entity));
    section.push_str("</article>\n");
    section
}

fn row(attribute: &Attribute) -> String {
    let comment =
        attribute.comment.as_ref().map(|it| format!("<small>{}</small>", escape(it))).unwrap_or_default();
    format!(
        "<tr><td class=\"keys\">{}</td><td><code>{}</code>{comment}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
        attribute.keys().join(" "),
        escape(attribute.name.as_str()),
        escape(&attribute.data_type),
        if attribute.is_not_null { "" } else { "yes" },
        words::pii(attribute.pii).unwrap_or_default()
    )
}

fn neighbours(
    diagram: &Diagram,
    heading: &str,
    is_one: impl Fn(&Edge) -> bool,
    other: impl Fn(&Edge) -> usize,
) -> String {
    let edges: Vec<&Edge> = diagram.edges.iter().filter(|edge| is_one(edge)).collect();
    if edges.is_empty() {
        return String::new();
    }
    let mut list = format!("<h3>{heading}</h3>\n<ul>\n");
    for edge in edges {
        let at = other(edge);
        list.push_str(&format!(
            "<li><button data-table=\"{at}\">{}</button> <small>{}</small></li>\n",
            escape(&diagram.entities[at].name.to_string()),
            escape(&drawing::said(diagram, edge))
        ));
    }
    list.push_str("</ul>\n");
    list
}

fn policies(entity: &Entity) -> String {
    if entity.is_platform {
        return String::new();
    }
    let has_policies = !entity.policies.is_empty();
    let mut text = format!(
        "<h3>Policies</h3>\n<p>{}</p>\n",
        escape(words::row_security(entity.row_security, has_policies))
    );
    if has_policies {
        text.push_str("<ul>\n");
        for policy in &entity.policies {
            let said = words::rendered(&words::policy(policy), escape, |sql| {
                format!("<code>{}</code>", escape(sql))
            });
            text.push_str(&format!("<li><b>{}</b>: {said}</li>\n", escape(policy.name.as_str())));
        }
        text.push_str("</ul>\n");
    }
    text
}
