//! Names of database objects. A [`Name`] is exactly what the catalog holds, case and all; its
//! `Display` is the SQL identifier, quoted where PostgreSQL needs it, so that rendering cannot
//! forget to quote.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use super::keywords::{is_no_name, is_reserved};

/// The longest identifier that PostgreSQL keeps, in bytes (`NAMEDATALEN - 1`).
pub const MAX_NAME_BYTES: usize = 63;

/// The schema of every name that is written without one.
pub const PUBLIC: &str = "public";

/// The schema for what canai-db itself keeps in a database, and for the functions that it generates.
pub const OWN: &str = "canai_db";

/// One identifier, unquoted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(SmolStr);

impl Name {
    pub fn new(text: impl Into<SmolStr>) -> Self {
        Self(text.into())
    }

    /// Whether a query has to quote it since it is a word of SQL's own.
    pub fn is_reserved_word(&self) -> bool {
        is_no_name(self.as_str())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if needs_quotes(&self.0) {
            write!(f, "\"{}\"", self.0.replace('"', "\"\""))
        } else {
            f.write_str(&self.0)
        }
    }
}

fn needs_quotes(text: &str) -> bool {
    let plain = text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '$');
    !plain || is_reserved(text)
}

/// The name of an object that lives in a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    pub schema: Name,
    pub name: Name,
}

impl QualifiedName {
    pub fn new(schema: impl Into<Name>, name: impl Into<Name>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }

    /// The object of another name in the same schema.
    pub fn sibling(&self, name: Name) -> Self {
        Self { schema: self.schema.clone(), name }
    }

    /// Reads `name` or `schema.name`; a part in double quotes may hold anything, dots included.
    /// `None` where it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = split_dotted(text)?;
        match (parts.pop(), parts.pop(), parts.pop()) {
            (Some(name), None, None) => Some(Self::new(PUBLIC, name)),
            (Some(name), Some(schema), None) => Some(Self { schema, name }),
            _ => None,
        }
    }

    /// Reads `table.column` or `schema.table.column`.
    pub fn parse_with_column(text: &str) -> Option<(Self, Name)> {
        let mut parts = split_dotted(text)?;
        let column = parts.pop()?;
        match (parts.pop(), parts.pop(), parts.pop()) {
            (Some(name), None, None) => Some((Self::new(PUBLIC, name), column)),
            (Some(name), Some(schema), None) => Some((Self { schema, name }, column)),
            _ => None,
        }
    }

    /// The name as SQL, always with its schema: no search path can change what it means.
    pub fn sql(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }
}

/// The name as people write it: without the schema where that is `public`.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.schema == PUBLIC {
            write!(f, "{}", self.name)
        } else {
            write!(f, "{}.{}", self.schema, self.name)
        }
    }
}

impl Serialize for QualifiedName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.sql())
    }
}

impl<'de> Deserialize<'de> for QualifiedName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no qualified name")))
    }
}

/// Splits `a.b."c.d"` at its dots; `None` where a part is empty or a quote is not closed.
fn split_dotted(text: &str) -> Option<Vec<Name>> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, after) = if let Some(quoted) = rest.strip_prefix('"') {
            take_quoted(quoted)?
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        };
        if part.is_empty() {
            return None;
        }
        parts.push(Name::new(part));
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None if after.is_empty() => return Some(parts),
            None => return None,
        }
    }
}

/// The text up to the closing quote, doubled quotes halved, and what follows it.
fn take_quoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text;
    loop {
        let quote = rest.find('"')?;
        name.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return Some((name, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_what_sql_would_fold_or_reserve() {
        let shown = |text: &str| Name::from(text).to_string();
        assert_eq!(shown("session_logs"), "session_logs");
        assert_eq!(shown("Order"), "\"Order\"");
        assert_eq!(shown("order"), "\"order\"");
        assert_eq!(shown("1st"), "\"1st\"");
        assert_eq!(shown("a\"b"), "\"a\"\"b\"");
    }

    #[test]
    fn reads_what_it_writes() {
        for (schema, name) in [("public", "a"), ("auth", "users"), ("We.ird", "x\"y"), ("public", "select")] {
            let qualified = QualifiedName::new(schema, name);
            assert_eq!(QualifiedName::parse(&qualified.sql()), Some(qualified));
        }
        assert_eq!(QualifiedName::parse("a.b.c"), None);
        assert_eq!(QualifiedName::parse("a."), None);
        assert_eq!(QualifiedName::parse("\"a"), None);
    }
}
