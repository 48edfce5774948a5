//! Carriage returns in what a migration says. Its file has none, so that a checkout that converts line
//! endings is noticed: texts that hold one write it as an escape.

/// The same SQL in a text without carriage returns.
pub(super) fn without_carriage_returns(sql: String) -> String {
    if !sql.contains('\r') {
        return sql;
    }
    let mut out = String::with_capacity(sql.len() + 16);
    let mut rest = sql.as_str();
    while !rest.is_empty() {
        let part = Part::at_start(rest, out.chars().next_back());
        let (text, after) = rest.split_at(part.length);
        if text.contains('\r') {
            part.kind.write(text, &mut out);
        } else {
            out.push_str(text);
        }
        rest = after;
    }
    out
}

#[derive(Clone, Copy)]
enum Kind {
    /// `'...'`
    Quoted,
    /// `E'...'`
    Escaped,
    /// `$tag$...$tag$`, with so many bytes of tag.
    Dollars(usize),
    /// `"..."`
    Name,
    /// Anything else, comments too.
    Open,
}

struct Part {
    kind: Kind,
    length: usize,
}

impl Part {
    fn at_start(text: &str, before: Option<char>) -> Self {
        let after_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
        let first = text.chars().next().map_or(1, char::len_utf8);
        let rest = &text[first..];
        let (kind, length) = match text.as_bytes()[0] {
            b'\'' => (Kind::Quoted, first + closed_by(rest, '\'', Backslash::Plain)),
            b'e' | b'E' if !after_word && rest.starts_with('\'') => {
                (Kind::Escaped, 2 + closed_by(&rest[1..], '\'', Backslash::Escapes))
            }
            b'"' => (Kind::Name, first + closed_by(rest, '"', Backslash::Plain)),
            b'$' if !after_word => match tag(text) {
                Some(tag) => {
                    let inside = &text[tag.len()..];
                    let end = inside.find(tag).map_or(inside.len(), |at| at + tag.len());
                    (Kind::Dollars(tag.len()), tag.len() + end)
                }
                None => (Kind::Open, first),
            },
            b'-' if rest.starts_with('-') => (Kind::Open, text.find('\n').unwrap_or(text.len())),
            b'/' if rest.starts_with('*') => (Kind::Open, comment(text)),
            _ => (Kind::Open, first),
        };
        Self { kind, length }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Backslash {
    Plain,
    Escapes,
}

/// The bytes up to the quote that closes, it included; a doubled one does not close.
fn closed_by(text: &str, quote: char, backslash: Backslash) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && backslash == Backslash::Escapes {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}

/// `$tag$`, where the text starts with one.
fn tag(text: &str) -> Option<&str> {
    let end = text[1..].find('$')? + 2;
    let name = &text[1..end - 1];
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (is_name && !name.starts_with(|c: char| c.is_ascii_digit())).then(|| &text[..end])
}

/// The bytes of a comment, those inside of it included.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0_usize);
    while at < text.len() {
        let rest = &text[at..];
        let step = match rest {
            _ if rest.starts_with("/*") => (1, 2),
            _ if rest.starts_with("*/") => (-1, 2),
            _ => (0, rest.chars().next().map_or(1, char::len_utf8)),
        };
        depth = depth.saturating_add_signed(step.0);
        at += step.1;
        if depth == 0 {
            break;
        }
    }
    at
}

impl Kind {
    fn write(self, text: &str, out: &mut String) {
        let escaped = |inside: &str| inside.replace('\\', "\\\\").replace('\r', "\\r");
        let constant = match self {
            Self::Quoted => escaped(text),
            Self::Escaped => text.replace('\r', "\\r"),
            Self::Dollars(tag) => {
                let inside = &text[tag..text.len() - tag];
                format!("'{}'", escaped(&inside.replace('\'', "''")))
            }
            Self::Name => {
                out.push_str(&format!("U&{}", text.replace('\\', "\\\\").replace('\r', "\\000D")));
                return;
            }
            Self::Open => {
                out.push_str(&text.replace("\r\n", "\n").replace('\r', ""));
                return;
            }
        };
        if !matches!(self, Self::Escaped) {
            // `date'...'` is one word and a text.
            if out.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                out.push(' ');
            }
            out.push('E');
        }
        out.push_str(&constant);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(sql: &str) -> String {
        without_carriage_returns(sql.to_owned())
    }

    #[test]
    fn texts_hold_their_carriage_returns_as_escapes() {
        assert_eq!(written("select 'a\\b'"), "select 'a\\b'");
        assert_eq!(written("select 'it''s\r\n\\n', 'a'"), "select E'it''s\\r\n\\\\n', 'a'");
        assert_eq!(written("select e'\\'\r', date'\r'"), "select e'\\'\\r', date E'\\r'");
        assert_eq!(written("as $b$x 'y'\r\n$b$;"), "as E'x ''y''\\r\n';");
        assert_eq!(written("select \"a\r\\\""), "select U&\"a\\000D\\\\\"");
    }

    #[test]
    fn layout_loses_them() {
        assert_eq!(written("a\r\n-- 'x\r\nb /* ' /* \r */ */ 'c'"), "a\n-- 'x\nb /* ' /*  */ */ 'c'");
        assert_eq!(written("a$b\r$1"), "a$b$1");
    }
}
