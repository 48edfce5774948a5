//! Comments that silence a rule at one place: `# canai-db: allow RULE reason`, on the line of the object
//! or on one above it.

use super::finding::{Finding, Spot};
use super::fix::{self, Fix};
use crate::diagnostic::{Source, Span};
use crate::yaml::node::{Node, Value};

/// What such a comment begins with, blanks aside.
const MARK: &str = "canai-db:";
const WORD: &str = "allow";

/// One such comment.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// The comment itself.
    pub spot: Spot,
    /// The line that it is about.
    pub line: u32,
    pub rule: String,
    pub reason: String,
    /// The file without it.
    pub removal: Fix,
}

/// An allowance, and whether there was something to allow.
#[derive(Clone, Copy, Debug)]
pub struct Used<'a> {
    pub allowance: &'a Allowance,
    pub silences: bool,
    /// Whether its rule was looked at in this run.
    pub is_judged: bool,
}

impl Allowance {
    pub fn covers(&self, finding: &Finding) -> bool {
        finding.rule.name == self.rule
            && finding.spot.as_ref().is_some_and(|spot| {
                spot.path == self.spot.path && (spot.line == self.line || spot.span.start.0 == self.line)
            })
    }
}

/// The allowances of a file, in order.
pub fn allowances(source: &Source, root: &Node) -> Vec<Allowance> {
    if !source.text.contains(MARK) {
        return Vec::new();
    }
    let lines: Vec<&str> = source.text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((start, rest)) = marked(line) else { continue };
        let column = number(line[..start].chars().count());
        let place = (number(at) + 1, column);
        let is_comment = start == 0 || line[..start].ends_with([' ', '\t']);
        if !is_comment || is_inside_scalar(root, place) || !rest.starts_with([' ', '\t']) && !rest.is_empty()
        {
            continue;
        }
        let (rule, reason) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        let is_alone = line[..start].trim().is_empty();
        let is_text = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let below = lines.iter().skip(at + 1).position(is_text);
        let span = Span { start: place, end: (place.0, number(line.trim_end().chars().count())) };
        found.push(Allowance {
            spot: Spot::new(&source.path, span),
            line: place.0 + if is_alone { number(below.unwrap_or_default()) + 1 } else { 0 },
            rule: rule.to_owned(),
            reason: reason.trim().to_owned(),
            removal: fix::cut(source, source.offset(span.start)..source.offset(span.end)),
        });
    }
    found
}

/// Where such a comment begins, and what follows its words.
fn marked(line: &str) -> Option<(usize, &str)> {
    let mark = line.find(MARK)?;
    let before = line[..mark].trim_end_matches([' ', '\t']);
    let start = before.len().checked_sub(1).filter(|_| before.ends_with('#'))?;
    let rest = line[mark + MARK.len()..].trim_start_matches([' ', '\t']).strip_prefix(WORD)?;
    Some((start, rest))
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// Whether a place is in the middle of a value, where a `#` begins no comment.
fn is_inside_scalar(node: &Node, place: (u32, u32)) -> bool {
    match &node.value {
        Value::Scalar(_) => node.span.start <= place && place < node.span.end,
        Value::List(items) => items.iter().any(|item| is_inside_scalar(item, place)),
        Value::Map(entries) => entries.iter().any(|(_, value)| is_inside_scalar(value, place)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::node;

    #[test]
    fn which_line_an_allowance_is_about() {
        let text = "\
# canai-db: allow a why
# canai-db: allow b
# more
x: 1  # canai-db: allow c because of it
y: |
  # canai-db: allow d no comment
z: '# canai-db: allow e no comment'
# canai-db: allowed g
#canai-db:allow h tight
u: 1
";
        let source = Source { path: "a.yaml".into(), text: text.to_owned() };
        let root = node::parse(&source, &[], &mut Vec::new()).unwrap();
        let found: Vec<(String, String, u32)> =
            allowances(&source, &root).into_iter().map(|it| (it.rule, it.reason, it.line)).collect();
        let wanted = [("a", "why", 4), ("b", "", 4), ("c", "because of it", 4), ("h", "tight", 10)];
        assert_eq!(found, wanted.map(|(rule, reason, line)| (rule.to_owned(), reason.to_owned(), line)));
    }
}
