//! A change between two trees that this program wrote, made in a text in which somebody says the first of
//! them in words of their own: comments, order and notation stay. An edit that the text does not clearly
//! show is not made.

use super::edit::{self, Edit};
use super::node::{Key, Node, Scalar, Style, Value};
use crate::diagnostic::Source;

/// A mapping and the text that it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    pub source: &'a Source,
    pub node: &'a Node,
}

/// Whether two nodes hold the same.
pub fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => {
            a.text == b.text && a.tag == b.tag && (a.style == Style::Plain) == (b.style == Style::Plain)
        }
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|((key, a), (other, b))| key.text == other.text && same(a, b))
        }
        _ => false,
    }
}

/// Whether a tree has got what differs between two others.
pub fn has_arrived(now: &Node, from: &Node, to: &Node) -> bool {
    if same(from, to) {
        return true;
    }
    let (Some(_), Some(old), Some(new)) = (now.map(), from.map(), to.map()) else { return same(now, to) };
    let gone = old.iter().filter(|(key, _)| to.get(&key.text).is_none());
    gone.into_iter().all(|(key, _)| now.get(&key.text).is_none())
        && new.iter().all(|(key, new)| match (now.get(&key.text), from.get(&key.text)) {
            (Some(now), Some(old)) => has_arrived(now, old, new),
            (Some(now), None) => same(now, new),
            (None, Some(old)) => same(old, new),
            (None, None) => false,
        })
}

/// What makes of `own`, which says `from`, a mapping that says `to`. All three are mappings.
pub fn change(own: Written, from: &Node, to: Written) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for (key, _) in from.map()?.iter().filter(|(key, _)| to.node.get(&key.text).is_none()) {
        edits.push(remove(own, &key.text)?);
    }
    for entry in to.node.map()? {
        let (key, new) = entry;
        let (old, mine) = (from.get(&key.text), own.node.entry(&key.text));
        match (old, mine) {
            (Some(old), _) if same(old, new) => {}
            (_, None) => edits.push(insert(own, entry, to)?),
            (old, Some(mine)) => {
                let inner = Written { node: &mine.1, ..own };
                let deeper = old.filter(|_| !edit::is_alias(own.source, &mine.1));
                let deeper = deeper.and_then(|old| change(inner, old, Written { node: new, ..to }));
                match deeper.filter(|edits| edit::fit_together(edits)) {
                    Some(deeper) => edits.extend(deeper),
                    None => edits.push(replace(own, mine, entry, to)?),
                }
            }
        }
    }
    edit::fit_together(&edits).then_some(edits)
}

/// One entry as another mapping has it.
pub fn replace(own: Written, mine: &(Key, Node), entry: &(Key, Node), to: Written) -> Option<Edit> {
    let (source, in_flow) = (own.source, edit::is_flow(own.source, own.node));
    let end = edit::end_of(source, &mine.1);
    if is_short(&mine.1) && is_short(&entry.1) {
        let text = &to.source.text[edit::start_of(to.source, &entry.1)..edit::end_of(to.source, &entry.1)];
        let fits = !in_flow || is_safe_in_flow(to, &entry.1, text);
        return fits.then(|| Edit { range: edit::start_of(source, &mine.1)..end, text: text.to_owned() });
    }
    let start = source.offset(mine.0.span.start);
    let text = text_of(entry, to, source, mine.0.span.start.1 as usize);
    if in_flow {
        return is_safe_in_flow(to, &entry.1, &text).then_some(Edit { range: start..end, text });
    }
    // What stands behind it on its last line would become a part of a text of several lines.
    let end = if text.contains('\n') { edit::end_of_line(&source.text, end) } else { end };
    Some(Edit { range: start..end, text })
}

/// An entry more, behind the one that it follows in the other mapping.
pub fn insert(own: Written, entry: &(Key, Node), to: Written) -> Option<Edit> {
    let (source, mine) = (own.source, own.node.map()?);
    let before = to.node.map()?.iter().take_while(|(key, _)| key.text != entry.0.text);
    let behind = before.filter_map(|(key, _)| own.node.entry(&key.text)).last();
    let (first, _) = mine.first()?;
    let text = text_of(entry, to, source, first.span.start.1 as usize);
    if edit::is_flow(source, own.node) {
        let at = match behind {
            Some((_, value)) => edit::end_of(source, value),
            None => source.offset(first.span.start),
        };
        let text = if behind.is_some() { format!(", {text}") } else { format!("{text}, ") };
        return is_safe_in_flow(to, &entry.1, &text).then_some(Edit { range: at..at, text });
    }
    let line = edit::line_break(source);
    let indent = " ".repeat(first.span.start.1 as usize);
    let Some((_, value)) = behind else {
        let at = edit::line_of(source, first)?;
        return Some(Edit { range: at..at, text: format!("{indent}{text}{line}") });
    };
    let at = edit::end_of_line(&source.text, edit::end_of(source, value));
    // Functions and views stand apart.
    let is_apart = |(key, _): &(Key, Node)| {
        edit::line_of(source, key).is_some_and(|at| source.text[..at].ends_with(&format!("{line}{line}")))
    };
    let apart = if mine.len() > 1 && mine.iter().skip(1).all(is_apart) { line } else { "" };
    Some(Edit { range: at..at, text: format!("{apart}{line}{indent}{text}") })
}

/// A mapping without one of its entries.
pub fn remove(own: Written, key: &str) -> Option<Edit> {
    let (source, entries) = (own.source, own.node.map()?);
    let at = entries.iter().position(|(found, _)| found.text == key)?;
    let (entry, value) = &entries[at];
    let end = edit::end_of(source, value);
    if !edit::is_flow(source, own.node) {
        let start = edit::line_of(source, entry)?;
        let start = edit::with_comment(&source.text, start, entry.span.start.1 as usize);
        return Some(Edit { range: start..edit::next_line(&source.text, end), text: String::new() });
    }
    let range = match (entries.get(at + 1), at.checked_sub(1)) {
        (Some((next, _)), _) => source.offset(entry.span.start)..source.offset(next.span.start),
        (None, Some(before)) => edit::end_of(source, &entries[before].1)..end,
        (None, None) => source.offset(entry.span.start)..end,
    };
    Some(Edit { range, text: String::new() })
}

/// An entry as another text has it, its further lines as far in as they have to be.
pub fn text_of(entry: &(Key, Node), from: Written, into: &Source, indent: usize) -> String {
    let (key, value) = entry;
    let text = &from.source.text;
    let (start, colon) = (from.source.offset(key.span.start), from.source.offset(key.span.end));
    let rest = &text[colon..edit::end_of(from.source, value).max(colon)];
    let rest = rest.trim_start_matches(' ').trim_start_matches(':');
    // Values one below the other are so for the sake of their neighbours.
    let rest = rest.trim_start_matches(' ');
    let gap = if rest.is_empty() || rest.starts_with('\n') { "" } else { " " };
    let mut lines = rest.split('\n');
    let mut out = format!("{}:{gap}{}", &text[start..colon], lines.next().unwrap_or_default());
    for line in lines {
        out.push_str(edit::line_break(into));
        let bare = line.trim_start_matches(' ');
        let deep = line.len() - bare.len();
        if !bare.is_empty() {
            out.push_str(&" ".repeat((deep + indent).saturating_sub(key.span.start.1 as usize)));
            out.push_str(bare);
        }
    }
    out
}

/// A scalar on one line.
fn is_short(node: &Node) -> bool {
    let is_inline = matches!(&node.value, Value::Scalar(Scalar { style: Style::Plain | Style::Quoted, .. }));
    is_inline && node.span.start.0 == node.span.end.0 && !node.is_null()
}

/// Whether a text can stand between brackets: it has one line, and no plain text in it that a bracket or a
/// comma would end.
fn is_safe_in_flow(to: Written, value: &Node, text: &str) -> bool {
    let in_flow = edit::is_flow(to.source, to.node);
    let plain = matches!(&value.value, Value::Scalar(Scalar { style: Style::Plain, .. }));
    !text.contains('\n')
        && (in_flow || !plain || !value.text().unwrap_or_default().contains([',', '[', ']', '{', '}']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::node;

    /// A text of somebody's own after the change between two others.
    #[track_caller]
    fn after(own: &str, from: &str, to: &str) -> Option<String> {
        let [own, from, to] = [own, from, to].map(|text| Source { path: "t".into(), text: text.to_owned() });
        let root = |source: &Source| node::parse(source, &[], &mut Vec::new()).unwrap();
        let (mine, old, new) = (root(&own), root(&from), root(&to));
        let edits = change(Written { source: &own, node: &mine }, &old, Written { source: &to, node: &new })?;
        let text = edit::made(&own.text, edits);
        let now = root(&Source { path: "t".into(), text: text.clone() });
        assert!(has_arrived(&now, &old, &new), "{text}");
        Some(text)
    }

    #[test]
    fn a_change_is_made_and_nothing_else() {
        let from = "t: x\ncolumns:\n  id: { type: uuid, not_null: true }\n  a:  { type: text }\nindexes:\n  i: [a]\n";
        let cases = [
            // Another notation, comments and order stay.
            (
                "# top\nt: x # x\ncolumns:\n  id: uuid # key\n  a: # why\n    type: text # no more\nindexes: { i: [a] } # i\n",
                "t: x\ncolumns:\n  id: { type: uuid, not_null: true }\n  a:  { type: text, default: b }\n  c:  { type: int }\n",
                "# top\nt: x # x\ncolumns:\n  id: uuid # key\n  a: # why\n    type: text # no more\n    default: b\n  c: { type: int }\n",
            ),
            (
                "t: x\r\ncolumns: { id: uuid, a: { type: text } }\r\nindexes:\r\n    i: [a] # i\r\n",
                "t: x\ncolumns:\n  a: { type: int }\nindexes:\n  i: [a, b]\n  j:\n    on: [a]\n    where: |\n      a\n\n      b\n",
                "t: x\r\ncolumns: { a: { type: int } }\r\nindexes:\r\n    i: [a, b] # i\r\n    j:\r\n      on: [a]\r\n      where: |\r\n        a\r\n\r\n        b\r\n",
            ),
            // What was said shortly is said at length.
            (
                "t: x\ncolumns:\n  id: uuid\n  a: text # a\nindexes: [a]",
                "t: x\ncomment: c\ncolumns:\n  id: { type: uuid }\n  a:  { type: text, default_sql: \"f(1, 2)\" }\nindexes:\n  i: [b]\n",
                "t: x\ncomment: c\ncolumns:\n  id: { type: uuid }\n  a: { type: text, default_sql: \"f(1, 2)\" } # a\nindexes:\n  i: [b]",
            ),
        ];
        for (own, to, wanted) in cases {
            assert_eq!(after(own, from, to).as_deref(), Some(wanted), "{own}");
        }
        // What is not written cannot be taken away.
        assert_eq!(
            after(
                "t: x\ncolumns: { id: uuid }\n",
                from,
                "t: x\ncolumns:\n  id: { type: uuid, not_null: true }\n"
            ),
            None
        );
    }
}
