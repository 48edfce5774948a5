//! How a text is written so that it is read as the same text, by this reader and by others that
//! follow YAML 1.1, to whom `yes`, `12:30` and `2026-01-01` are no text.

/// What a scalar holds, which decides about its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Sql,
}

/// Where a scalar stands: between brackets more characters have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    Block,
    Flow,
}

/// The text on one line, in quotes where it needs them.
pub fn scalar(text: &str, kind: Kind, context: Context) -> String {
    if is_plain(text, kind, context) { text.to_owned() } else { quoted(text) }
}

/// In single quotes what may stand in them.
pub fn single_quoted(text: &str) -> String {
    let fits = text.chars().all(is_printable) && !text.contains('\'');
    if fits { format!("'{text}'") } else { quoted(text) }
}

/// In single quotes what has double ones or backslashes, in double quotes the rest.
fn quoted(text: &str) -> String {
    if text.is_empty() || text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(is_printable)
    {
        return format!("'{text}'");
    }
    format!("\"{}\"", escaped(text))
}

/// The text as it stands in double quotes.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            c if u32::from(c) <= 0xff => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if u32::from(c) <= 0xffff => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out
}

/// The lines in double quotes of a text that no block can hold, for each of its own one; none where it
/// has but one.
pub fn quoted_lines(text: &str) -> Option<Vec<String>> {
    let mut lines: Vec<String> = text
        .split_inclusive('\n')
        .map(|line| {
            // Blanks at the start of a line would be its indentation.
            let indented = if line.starts_with(' ') { "\\" } else { "" };
            format!("{indented}{}\\", escaped(line))
        })
        .collect();
    let last = lines.last_mut()?;
    last.pop();
    last.push('"');
    (lines.len() > 1).then_some(lines)
}

/// The lines of a block text, which begins with `|`; none where the text would be read as another.
/// Of `exact` text the line break at its end counts.
pub fn block(text: &str, exact: bool) -> Option<(String, Vec<&str>)> {
    let body = if exact { text.strip_suffix('\n').unwrap_or(text) } else { text.trim_end() };
    // An empty line at the end, or one of blanks, would be one of the break's own.
    let ends = body.rsplit('\n').next().is_some_and(|last| !last.trim().is_empty());
    let chomping = if exact && !text.ends_with('\n') { "-" } else { "" };
    if ends { block_lines(body, chomping) } else { None }
}

/// The lines of a function's source as a block, which begins with `|` and means a line break before it;
/// none where the source begins otherwise, or would be read as another.
pub fn source_block(source: &str) -> Option<(String, Vec<&str>)> {
    let text = source.strip_prefix('\n')?;
    match text.strip_suffix('\n') {
        None => block_lines(text, "-"),
        Some(body) => block_lines(body, if body.ends_with('\n') { "+" } else { "" }),
    }
}

fn block_lines<'t>(body: &'t str, chomping: &str) -> Option<(String, Vec<&'t str>)> {
    let lines: Vec<&str> = body.split('\n').collect();
    let printable = |line: &&str| line.chars().all(|c| c == '\t' || is_printable(c));
    if !lines.iter().all(printable) {
        return None;
    }
    // Its own indentation is told from the block's where the first line has any.
    let first = lines.iter().find(|line| !line.is_empty())?;
    let indented = first.starts_with([' ', '\t']);
    Some((format!("|{}{chomping}", if indented { "2" } else { "" }), lines))
}

fn is_plain(text: &str, kind: Kind, context: Context) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let special_at_first = matches!(
        first,
        '-' | '?'
            | ':'
            | ','
            | '['
            | ']'
            | '{'
            | '}'
            | '#'
            | '&'
            | '*'
            | '!'
            | '|'
            | '>'
            | '\''
            | '"'
            | '%'
            | '@'
            | '`'
    );
    // A negative number is as plain as any.
    let special_at_first = special_at_first && !(first == '-' && kind == Kind::Sql && is_number(text));
    let has = |part: &str| text.contains(part);
    let splits = has(": ") || has(" #") || text.ends_with(':');
    // The parser here takes a dash before a bracket or comma for one of a list.
    let in_brackets =
        context == Context::Flow && (text.contains(['[', ']', '{', '}', ',']) || text.ends_with(['-', '?']));
    !special_at_first
        && !splits
        && !in_brackets
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !has("\t")
        && text.chars().all(is_printable)
        && !means_something_else(text, kind)
        && !["---", "...", "<<"].iter().any(|mark| text.starts_with(mark))
}

/// Whether the text alone would be null, a boolean, a number or a time.
fn means_something_else(text: &str, kind: Kind) -> bool {
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "" | "~" | "null" | "yes" | "no" | "on" | "off" => true,
        "true" | "false" => kind == Kind::Text,
        _ if kind == Kind::Sql && is_number(text) => false,
        _ => {
            let unsigned = lower.trim_start_matches(['+', '-']);
            let begins = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
            let special = [".inf", ".nan"].contains(&unsigned);
            let digits = |c: char| c.is_ascii_hexdigit() || "+-.:_xotz ".contains(c);
            special
                || begins && unsigned.chars().all(digits) && unsigned.contains(|c: char| c.is_ascii_digit())
        }
    }
}

/// A number as everybody reads it.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut parts = digits.splitn(2, '.');
    let all_digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.all(all_digits) && !(digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0."))
}

/// What YAML lets stand in a text as it is, line breaks and tabs aside.
fn is_printable(c: char) -> bool {
    let separator = matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    // Blanks that nobody sees are better told.
    !c.is_control() && !separator && (c == ' ' || !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::yaml::node::{self, Node};

    fn text(text: &str) -> String {
        scalar(text, Kind::Text, Context::Flow)
    }

    #[test]
    fn quotes_stand_where_they_are_needed() {
        for plain in [
            "a",
            "set null",
            "it's",
            "1st",
            "auth.uid() = user_id",
            "a::text",
            "größe",
            "x #".trim_end_matches(" #"),
        ] {
            assert_eq!(text(plain), plain);
        }
        for (written, shown) in [
            ("yes", "\"yes\""),
            ("null", "\"null\""),
            ("", "''"),
            ("5", "\"5\""),
            ("2026-01-01", "\"2026-01-01\""),
            ("12:30", "\"12:30\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("*a", "\"*a\""),
            ("a, b", "\"a, b\""),
            ("f('x')[1]", "\"f('x')[1]\""),
            ("^\\d+$[", "'^\\d+$['"),
            ("say \"a, b\"", "'say \"a, b\"'"),
            ("\"'\\", "\"\\\"'\\\\\""),
            (" a", "\" a\""),
            ("a\tb", "\"a\\tb\""),
            ("a\u{a0}b", "\"a\\xa0b\""),
        ] {
            assert_eq!(text(written), shown);
        }
        assert_eq!(scalar("a, b", Kind::Text, Context::Block), "a, b");
        assert_eq!(scalar("true", Kind::Sql, Context::Block), "true");
        assert_eq!(scalar("-1.5", Kind::Sql, Context::Flow), "-1.5");
        assert_eq!(scalar("null", Kind::Sql, Context::Flow), "\"null\"");
    }

    /// Texts made of what YAML gives a meaning to.
    fn texts() -> impl Iterator<Item = String> {
        const PIECES: &[&str] = &[
            "a", "B", "0", "-", " ", "  ", "\n", "\n\n", ":", ": ", "#", " #", "'", "\"", "\\", "[", "]",
            "{", "}", ",", "&", "*", "!", "|", ">", "%", "@", "`", "~", "null", "true", "yes", "1.5", "---",
            "...", "<<", "=", "?", "? ", "- ", "\t", "\r", "\u{7}", "\u{85}", "\u{2028}", "\u{feff}", "é",
            "漢", "😀", "\u{a0}",
        ];
        let mut state = 7_u64;
        let mut below = move |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % limit
        };
        (0..40_000).map(move |_| (0..=below(6)).map(|_| PIECES[below(PIECES.len())]).collect())
    }

    fn read(yaml: &str) -> Result<Node, String> {
        let source = Source { path: "a.yaml".into(), text: yaml.to_owned() };
        let mut mistakes = Vec::new();
        let root = node::parse(&source, &[], &mut mistakes);
        if mistakes.is_empty() { root.ok_or_else(String::new) } else { Err(mistakes[0].message.clone()) }
    }

    #[test]
    fn every_text_is_read_back() {
        for text in texts() {
            for kind in [Kind::Text, Kind::Sql] {
                let (flow, key) = (scalar(&text, kind, Context::Flow), scalar(&text, kind, Context::Block));
                let yaml =
                    format!("first: {{ items: [{flow}, {flow}], {flow}: {flow} }}\n{key}:\n  c: {key}\n");
                let root = read(&yaml).unwrap_or_else(|error| panic!("{text:?}: {error}\n{yaml}"));
                let a = root.get("first").expect("first");
                let items = a.get("items").and_then(Node::list).expect("a list");
                let found = [items[0].text(), items[1].text(), a.map().expect("a")[1].1.text()];
                let block = root.map().expect("a mapping")[1].1.get("c").and_then(Node::text);
                assert_eq!((found, block), ([Some(&*text); 3], Some(&*text)), "{yaml}");
                assert_eq!(root.map().expect("a mapping")[1].0.text, text, "{yaml}");
                if kind == Kind::Text {
                    assert!(items[0].boolean().is_none() && items[0].number().is_none(), "{yaml}");
                }
            }
        }
    }

    #[test]
    fn every_block_is_read_back() {
        let mut blocks = 0;
        for text in texts().map(|it| format!("{it}\nx{it}")) {
            for exact in [true, false] {
                let Some((header, lines)) = block(&text, exact) else { continue };
                blocks += 1;
                let lines: Vec<String> = lines
                    .iter()
                    .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") })
                    .collect();
                let yaml = format!("a:\n  b: {header}\n{}  c: 1\nd: 2\n", lines.concat());
                let root = read(&yaml).unwrap_or_else(|error| panic!("{text:?}: {error}\n{yaml}"));
                let found = root.get("a").and_then(|a| a.get("b")).and_then(Node::text).unwrap_or_default();
                if exact {
                    assert_eq!(found, text, "{yaml}");
                } else {
                    assert_eq!(found.trim_end(), text.trim_end(), "{yaml}");
                }
            }
        }
        assert!(blocks > 20_000, "{blocks}");
    }
}
