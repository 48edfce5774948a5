//! A diagram as SVG elements: measured, laid out and drawn. The picture and the page are made of it; it
//! knows nothing of what stands around it.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{self, Line, Point, Port, Rectangle, Sheet, Size};
use super::{Attribute, Diagram, Edge, Entity};
use crate::markup::html as escape;

/// Measures in user units, which are pixels on a screen. A character of the fixed-width font is at most
/// so wide.
const HEAD: f64 = 30.0;
const ROW: f64 = 20.0;
const PADDING: f64 = 10.0;
const KEYS: f64 = 26.0;
const CHARACTER: f64 = 7.35;
const SMALL_CHARACTER: f64 = 6.75;
const HEAD_CHARACTER: f64 = 8.0;
/// The signs at the right end of a row.
const SIGNS: f64 = 26.0;
/// Longer names are cut; the whole one shows when the pointer rests on it.
const LONGEST_NAME: usize = 42;
const LONGEST_TYPE: usize = 28;
/// Lines of one table have one colour.
const COLOURS: usize = 8;

/// Elements to put into an `<svg>`.
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    pub markup: String,
}

impl Drawing {
    pub fn of(diagram: &Diagram) -> Self {
        let sizes: Vec<Size> = diagram.entities.iter().map(size).collect();
        let sheet = layout::lay_out(&sizes, &lines(diagram));
        let mut markup = "<g class=\"er-edges\">\n".to_owned();
        // Neighbours in the list of those that something leads to have different colours.
        let parents: BTreeSet<usize> = diagram.edges.iter().map(|edge| edge.parent).collect();
        for (edge, route) in diagram.edges.iter().zip(&sheet.routes) {
            let colour = parents.range(..edge.parent).count() % COLOURS;
            markup.push_str(&drawn_edge(diagram, edge, route, colour));
        }
        markup.push_str("</g>\n<g class=\"er-tables\">\n");
        for (at, (entity, place)) in diagram.entities.iter().zip(&sheet.boxes).enumerate() {
            markup.push_str(&table(at, entity, *place));
        }
        markup.push_str("</g>\n");
        let Sheet { width, height, .. } = sheet;
        Self { width, height, markup }
    }
}

/// The diagram's edges as the layout wants them.
fn lines(diagram: &Diagram) -> Vec<Line> {
    let mut bundles: BTreeMap<(usize, Option<usize>, bool, bool), usize> = BTreeMap::new();
    let line = |edge: &Edge| {
        // Each relation without a key has a way of its own, since a verb belongs to it.
        let key = (edge.parent, edge.references.first().copied(), edge.is_logical, edge.is_optional);
        let next = bundles.len();
        Line {
            parent: Port { item: edge.parent, below: height_of(edge.references.first()) },
            child: Port { item: edge.child, below: height_of(edge.columns.first()) },
            bundle: *bundles.entry(key).or_insert(next),
        }
    };
    diagram.edges.iter().map(line).collect()
}

/// The middle of a column's row, or of the head.
fn height_of(row: Option<&usize>) -> f64 {
    row.map_or(HEAD / 2.0, |at| HEAD + ROW * number(*at) + ROW / 2.0)
}

fn size(entity: &Entity) -> Size {
    let row = |attribute: &Attribute| {
        let name = number(width(attribute.name.as_str()).min(LONGEST_NAME)) * CHARACTER;
        let data_type = number(width(&attribute.data_type).min(LONGEST_TYPE)) * SMALL_CHARACTER;
        KEYS + name + 14.0 + data_type + SIGNS
    };
    let rows = entity.attributes.iter().map(row).fold(0.0, f64::max);
    let head = number(width(&entity.name.to_string()).min(LONGEST_NAME)) * HEAD_CHARACTER;
    let hidden = usize::from(entity.hidden > 0);
    Size {
        width: (rows.max(head) + 2.0 * PADDING).ceil(),
        height: HEAD + ROW * number(entity.attributes.len() + hidden) + 4.0,
    }
}

fn table(at: usize, entity: &Entity, place: Rectangle) -> String {
    let name = entity.name.to_string();
    let class = if entity.is_platform { "er-table platform" } else { "er-table" };
    let Rectangle { x, y, width, height } = place;
    let about = entity.comment.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
    let mut markup = format!(
        "<g class=\"{class}\" data-table=\"{at}\" transform=\"translate({x} {y})\">\n\
         <rect class=\"er-box\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n\
         <path class=\"er-head\" d=\"M0 {HEAD}V6a6 6 0 0 1 6-6H{}a6 6 0 0 1 6 6V{HEAD}z\"/>\n\
         <text class=\"er-name\" x=\"{PADDING}\" y=\"20\">{}<title>{}</title></text>\n",
        width - 6.0,
        escape(&cut(&name, LONGEST_NAME)),
        escape(&format!("{name}{about}"))
    );
    for (row, attribute) in entity.attributes.iter().enumerate() {
        markup.push_str(&drawn_row(attribute, HEAD + ROW * number(row), width));
    }
    if entity.hidden > 0 {
        let y = HEAD + ROW * number(entity.attributes.len()) + 14.0;
        markup.push_str(&format!(
            "<text class=\"er-type\" x=\"{}\" y=\"{y}\">+ {} more</text>\n",
            PADDING + KEYS,
            entity.hidden
        ));
    }
    markup.push_str("</g>\n");
    markup
}

fn drawn_row(attribute: &Attribute, top: f64, width: f64) -> String {
    let y = top + 14.0;
    let keys = attribute.keys();
    let key = match keys.as_slice() {
        [] => String::new(),
        [first, ..] => {
            format!(
                "<text class=\"er-keys {}\" x=\"{PADDING}\" y=\"{y}\">{}</text>",
                first.to_lowercase(),
                keys.join("/")
            )
        }
    };
    let mut about = vec![format!("{} {}", attribute.name.as_str(), attribute.data_type)];
    if let Some(pii) = crate::words::pii(attribute.pii) {
        about.push(format!("personal data: {pii}"));
    }
    about.extend(attribute.comment.clone());
    let signs = [
        (attribute.is_not_null, 8.0, "er-dot", "●"),
        (crate::words::pii(attribute.pii).is_some(), 20.0, "er-pii", "◆"),
    ];
    let signs: String = signs
        .iter()
        .filter(|(holds, ..)| *holds)
        .map(|(_, from_right, class, sign)| {
            format!("<text class=\"{class}\" x=\"{}\" y=\"{y}\">{sign}</text>", width - from_right)
        })
        .collect();
    format!(
        "<g class=\"er-row\"><title>{}</title><rect class=\"er-hit\" x=\"1\" y=\"{top}\" width=\"{}\" height=\"{ROW}\"/>\
         {key}<text class=\"er-column\" x=\"{}\" y=\"{y}\">{}</text>\
         <text class=\"er-type\" x=\"{}\" y=\"{y}\">{}</text>{signs}</g>\n",
        escape(&about.join(" · ")),
        width - 2.0,
        PADDING + KEYS,
        escape(&cut(attribute.name.as_str(), LONGEST_NAME)),
        width - SIGNS,
        escape(&cut(&attribute.data_type, LONGEST_TYPE))
    )
}

fn drawn_edge(diagram: &Diagram, edge: &Edge, route: &[Point], colour: usize) -> String {
    let [first, second, ..] = route else { return String::new() };
    let [.., before, last] = route else { return String::new() };
    let logical = if edge.is_logical { " logical" } else { "" };
    let mut markup = format!(
        "<g class=\"er-edge n{colour}{logical}\" data-from=\"{}\" data-to=\"{}\"><title>{}</title>\n\
         <path class=\"er-line\" d=\"{}\"/>\n",
        edge.child,
        edge.parent,
        escape(&said(diagram, edge)),
        rounded(route)
    );
    // Towards the line, away from the box.
    let at_parent = if second.x >= first.x { 1.0 } else { -1.0 };
    let at_child = if before.x >= last.x { 1.0 } else { -1.0 };
    let bar = |end: &Point, away: f64| format!("M{} {}v10", end.x + away, end.y - 5.0);
    let ring = |end: &Point, away: f64| {
        format!("<circle class=\"er-ring\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>\n", end.x + away, end.y)
    };
    let mut signs = bar(first, 7.0 * at_parent);
    if edge.is_optional {
        markup.push_str(&ring(first, 14.0 * at_parent));
    } else {
        signs.push_str(&bar(first, 11.0 * at_parent));
    }
    if edge.is_one_to_one {
        signs.push_str(&bar(last, 8.0 * at_child));
    } else {
        let tip = last.x + 11.0 * at_child;
        signs.push_str(&format!(
            "M{tip} {}L{} {}M{tip} {}L{} {}",
            last.y,
            last.x,
            last.y - 5.0,
            last.y,
            last.x,
            last.y + 5.0
        ));
    }
    markup.push_str(&ring(last, 14.5 * at_child));
    markup.push_str(&format!("<path class=\"er-sign\" d=\"{signs}\"/>\n"));
    if let Some(label) = &edge.label {
        let anchor = if at_child < 0.0 { "end" } else { "start" };
        markup.push_str(&format!(
            "<text class=\"er-label\" text-anchor=\"{anchor}\" x=\"{}\" y=\"{}\">{}</text>\n",
            last.x + 20.0 * at_child,
            last.y - 4.0,
            escape(&cut(label, LONGEST_NAME))
        ));
    }
    markup.push_str("</g>\n");
    markup
}

/// What an edge says, for whoever points at it.
pub fn said(diagram: &Diagram, edge: &Edge) -> String {
    let side = |entity: usize, columns: &[usize]| {
        let entity = &diagram.entities[entity];
        let names = crate::words::names(columns.iter().map(|at| &entity.attributes[*at].name));
        match columns.len() {
            0 => entity.name.to_string(),
            1 => format!("{}.{names}", entity.name),
            _ => format!("{} ({names})", entity.name),
        }
    };
    let (child, parent) = (side(edge.child, &edge.columns), side(edge.parent, &edge.references));
    let label = edge.label.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
    if edge.is_logical {
        format!("{child} belongs to {parent}{label}; no foreign key")
    } else {
        format!("{child} refers to {parent}{label}; it {}", crate::words::on_delete(edge.on_delete))
    }
}

/// A path with round corners.
fn rounded(route: &[Point]) -> String {
    let mut path = String::new();
    for (at, point) in route.iter().enumerate() {
        let around = (at.checked_sub(1).map(|it| route[it]), route.get(at + 1));
        let (Some(before), Some(after)) = around else {
            path.push_str(&format!("{}{} {}", if at == 0 { "M" } else { "L" }, point.x, point.y));
            continue;
        };
        let length = |other: &Point| (other.x - point.x).abs() + (other.y - point.y).abs();
        let radius = 7.0_f64.min(length(&before) / 2.0).min(length(after) / 2.0);
        let towards = |other: &Point| Point {
            x: point.x + (other.x - point.x).clamp(-radius, radius),
            y: point.y + (other.y - point.y).clamp(-radius, radius),
        };
        let (into, out) = (towards(&before), towards(after));
        path.push_str(&format!("L{} {}Q{} {} {} {}", into.x, into.y, point.x, point.y, out.x, out.y));
    }
    path
}

fn cut(text: &str, longest: usize) -> String {
    if width(text) <= longest {
        return text.to_owned();
    }
    let mut cut = String::new();
    for character in text.chars() {
        if width(&cut) + width(character.encode_utf8(&mut [0; 4])) >= longest {
            break;
        }
        cut.push(character);
    }
    cut.push('…');
    cut
}

/// How many characters of a fixed-width font a text takes: those of East Asia take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if ('\u{1100}'..).contains(&c) && !('\u{2000}'..='\u{2BFF}').contains(&c) { 2 } else { 1 })
        .sum()
}

#[expect(clippy::cast_precision_loss, reason = "nobody draws 2^52 rows")]
fn number(count: usize) -> f64 {
    count as f64
}
