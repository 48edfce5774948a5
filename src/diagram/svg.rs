//! A picture of its own: one SVG file with its style inside, light and dark.

use super::Diagram;
use super::drawing::Drawing;
use super::palette;
use crate::markup::html as escape;

/// Around everything.
const MARGIN: f64 = 32.0;
const HEADING: f64 = 46.0;
const FOOT: f64 = 44.0;

pub fn svg(diagram: &Diagram, title: &str) -> String {
    let drawing = Drawing::of(diagram);
    let width = (drawing.width + 2.0 * MARGIN).max(640.0);
    let height = drawing.height + 2.0 * MARGIN + HEADING + FOOT;
    let title = escape(title);
    let count = diagram.entities.len();
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"er-title\">\n\
         <title id=\"er-title\">{title}: {count} tables</title>\n<style>\n{}</style>\n\
         <rect class=\"er-page\" width=\"{width}\" height=\"{height}\"/>\n\
         <text class=\"er-heading\" x=\"{MARGIN}\" y=\"{}\">{title}</text>\n\
         <g transform=\"translate({MARGIN} {})\">\n{}</g>\n",
        palette::fixed(),
        MARGIN + 18.0,
        MARGIN + HEADING,
        drawing.markup
    );
    text.push_str(&legend(MARGIN, height - MARGIN - 6.0));
    text.push_str("</svg>\n");
    text
}

/// What the signs mean.
fn legend(x: f64, y: f64) -> String {
    let line = |x: f64, class: &str| format!("<path class=\"er-line {class}\" d=\"M{x} {}h28\"/>\n", y - 4.0);
    let text = |x: f64, text: &str| format!("<text class=\"er-legend\" x=\"{x}\" y=\"{y}\">{text}</text>\n");
    let mut legend = format!("<g class=\"er-key\">\n{}", line(x, "n0"));
    legend.push_str(&text(x + 36.0, "foreign key"));
    legend.push_str(&line(x + 130.0, "n0 logical"));
    legend.push_str(&text(x + 166.0, "relation without a key"));
    legend.push_str(&text(x + 325.0, "<tspan class=\"er-dot\">●</tspan> not null"));
    legend.push_str(&text(x + 410.0, "<tspan class=\"er-pii\">◆</tspan> personal data"));
    legend.push_str("</g>\n");
    legend
}
