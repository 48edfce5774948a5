//! A project's `.env` file: `NAME=value` lines as dotenv tools and `sh` read them. It gives the
//! value of one name; lines for other programs are not judged. The process environment is neither
//! read nor changed here.

use std::collections::BTreeMap;

/// A value and the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub value: String,
    /// From 1.
    pub line: usize,
}

/// Why the name's value cannot be had. It never repeats a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("line {line}: the quote that opens the value of {name} is not closed")]
    OpenQuote { name: String, line: usize },
    #[error(
        "line {line}: {name} refers to ${reference}, which is not set; a literal dollar sign is written \\$ or stands in single quotes"
    )]
    UnknownReference { name: String, line: usize, reference: String },
    #[error("lines {first} and {second} both set {name}: keep one of them")]
    Twice { name: String, first: usize, second: usize },
}

/// The value of `name`. References (`$OTHER`, `${OTHER}`) take the environment's value, else the
/// one that the file itself gave before.
pub fn find(text: &str, name: &str, vars: &BTreeMap<String, String>) -> Result<Option<Found>, Problem> {
    let mut earlier = BTreeMap::new();
    let mut found: Option<Found> = None;
    let mut scanner = Scanner { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1 };
    while let Some((key, line)) = scanner.next_key() {
        let lookup = |reference: &str| vars.get(reference).or_else(|| earlier.get(reference)).cloned();
        match scanner.value(lookup) {
            Ok(value) if key == name => {
                if let Some(first) = &found {
                    return Err(Problem::Twice { name: key, first: first.line, second: line });
                }
                found = Some(Found { value, line });
            }
            Ok(value) => {
                earlier.entry(key).or_insert(value);
            }
            Err(_) if key != name => {}
            Err(Fault::OpenQuote) => return Err(Problem::OpenQuote { name: key, line }),
            Err(Fault::Unknown(reference)) => {
                return Err(Problem::UnknownReference { name: key, line, reference });
            }
        }
    }
    Ok(found)
}

enum Fault {
    OpenQuote,
    Unknown(String),
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
}

impl Scanner<'_> {
    /// The next `NAME=` and its line; what stands before it and is no such thing is passed over.
    fn next_key(&mut self) -> Option<(String, usize)> {
        while !self.rest.is_empty() {
            let text = self.rest.lines().next().unwrap_or_default();
            let declaration = text.trim_start();
            let declaration = declaration.strip_prefix("export ").unwrap_or(declaration);
            if let Some((key, _)) = declaration.split_once('=') {
                let key = key.trim();
                if !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)) {
                    let value_at = text.find('=').unwrap_or_default() + 1;
                    self.rest = &self.rest[value_at..];
                    return Some((key.to_owned(), self.line));
                }
            }
            self.skip_line();
        }
        None
    }

    /// The value that begins here; afterwards the scanner stands at the next line.
    fn value(&mut self, lookup: impl Fn(&str) -> Option<String>) -> Result<String, Fault> {
        let blank = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
        self.rest = &self.rest[blank..];
        let result = match self.rest.chars().next() {
            Some('\'') => self.single_quoted(),
            Some('"') => self.double_quoted(lookup),
            _ => self.unquoted(blank > 0, lookup),
        };
        self.skip_line();
        result
    }

    fn single_quoted(&mut self) -> Result<String, Fault> {
        let (value, _) = self.rest[1..].split_once('\'').ok_or(Fault::OpenQuote)?;
        let value = value.to_owned();
        self.advance(value.len() + 2);
        Ok(value)
    }

    fn double_quoted(&mut self, lookup: impl Fn(&str) -> Option<String>) -> Result<String, Fault> {
        let mut end = 1;
        loop {
            match self.rest.as_bytes().get(end) {
                None => return Err(Fault::OpenQuote),
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(_) => end += 1,
            }
        }
        let value = expand(&self.rest[1..end], lookup);
        self.advance(end + 1);
        value
    }

    fn unquoted(&self, after_blank: bool, lookup: impl Fn(&str) -> Option<String>) -> Result<String, Fault> {
        let line = self.rest.lines().next().unwrap_or_default();
        // A `#` begins a comment only after a blank: a URL may hold one.
        let comment = line
            .char_indices()
            .find(|&(at, c)| {
                c == '#' && (if at == 0 { after_blank } else { line[..at].ends_with([' ', '\t']) })
            })
            .map_or(line.len(), |(at, _)| at);
        expand(line[..comment].trim_end(), lookup)
    }

    fn advance(&mut self, bytes: usize) {
        self.line += self.rest[..bytes].matches('\n').count();
        self.rest = &self.rest[bytes..];
    }

    fn skip_line(&mut self) {
        let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        self.advance(end);
    }
}

/// Backslash escapes and `$NAME` / `${NAME}` replaced.
fn expand(text: &str, lookup: impl Fn(&str) -> Option<String>) -> Result<String, Fault> {
    let mut value = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '$']) {
        value.push_str(&rest[..at]);
        let escape = rest[at..].starts_with('\\');
        rest = &rest[at + 1..];
        if escape {
            let next = rest.chars().next();
            match next {
                Some('n') => value.push('\n'),
                Some(c @ ('\\' | '"' | '\'' | '$' | ' ' | '#')) => value.push(c),
                Some(c) => value.extend(['\\', c]),
                None => value.push('\\'),
            }
            rest = &rest[next.map_or(0, char::len_utf8)..];
            continue;
        }
        let braced = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let plain = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (reference, after) = match braced {
            Some(pair) => pair,
            None => rest.split_at(plain),
        };
        if reference.is_empty() || reference.starts_with(|c: char| c.is_ascii_digit()) {
            value.push('$');
            continue;
        }
        value.push_str(&lookup(reference).ok_or_else(|| Fault::Unknown(reference.to_owned()))?);
        rest = after;
    }
    value.push_str(rest);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Found>, Problem> {
        let vars = BTreeMap::from([("DB_PASSWORD".to_owned(), "from env".to_owned())]);
        find(text, "URL", &vars)
    }

    #[test]
    fn values() {
        let cases = [
            ("URL=postgresql://h/d", "postgresql://h/d", 1),
            ("# c\n\nexport URL = x  # comment", "x", 3),
            ("URL=a#b", "a#b", 1),
            ("URL='a $b \\n'", "a $b \\n", 1),
            ("URL=\"a \\\"q\\\" \\$b\" # c", "a \"q\" $b", 1),
            ("URL=a\r\nX=y\r\n", "a", 1),
            ("KEY=\"-----\nURL=inside\n-----\"\nURL=real", "real", 4),
            ("P=secret\nURL=u:${P}@h", "u:secret@h", 2),
            ("URL=u:$DB_PASSWORD@h", "u:from env@h", 1),
            ("URL=a$", "a$", 1),
            ("URL=cost$5", "cost$5", 1),
            ("nonsense\nOPEN='\nURL=x", "x", 3),
            ("\u{feff}URL=bom", "bom", 1),
            ("URL=", "", 1),
        ];
        for (text, value, line) in cases {
            assert_eq!(read(text), Ok(Some(Found { value: value.to_owned(), line })), "{text}");
        }
        assert_eq!(read("OTHER=x"), Ok(None));
        assert_eq!(read("#URL=x"), Ok(None));
    }

    #[test]
    fn mistakes() {
        let name = || "URL".to_owned();
        assert_eq!(read("URL='x"), Err(Problem::OpenQuote { name: name(), line: 1 }));
        assert_eq!(read("\nURL=\"x"), Err(Problem::OpenQuote { name: name(), line: 2 }));
        assert_eq!(
            read("URL=u:pa$sword@h"),
            Err(Problem::UnknownReference { name: name(), line: 1, reference: "sword".to_owned() })
        );
        assert_eq!(read("URL=a\nURL=b"), Err(Problem::Twice { name: name(), first: 1, second: 2 }));
    }
}
