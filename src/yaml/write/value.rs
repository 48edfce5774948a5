//! A YAML value that is to be written: what it holds, and how somebody would lay it out.

/// What stands behind a key or in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing: `pgcrypto:`.
    Empty,
    /// What is read as it stands: a word of the grammar, a number, `true`.
    Word(String),
    /// Text, in quotes where YAML would read something else.
    Text(String),
    /// Text in quotes in any case.
    Quoted(String),
    /// SQL: `true` and `0` need no quotes, blanks at the end mean nothing.
    Sql(String),
    /// The same, on lines of its own where it is long.
    Code(String),
    /// A function's source: to the byte, and a block begins with a line break that it does not show.
    Source(String),
    /// Text of which blanks at the end mean nothing.
    Prose(String),
    List(Vec<Value>, ListStyle),
    Map(Vec<(Key, Value)>, MapStyle),
}

/// A key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A key of the grammar, which needs no quotes.
    Word(&'static str),
    /// Somebody's name.
    Name(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// On one line if it is short; else a line for each.
    Short,
    /// On one line if it is short; else on as many as it fills.
    Filled,
    /// A line for each.
    Lines,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapStyle {
    /// On one line if it is short; else a line for each key.
    Short,
    /// A line for each key.
    Lines,
    /// A line for each name, what is short one below the other.
    Aligned,
    /// Each on lines of its own, an empty line between them.
    Spaced,
}

impl Value {
    pub fn word(word: &(impl ToString + ?Sized)) -> Self {
        Self::Word(word.to_string())
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().collect(), ListStyle::Short)
    }

    /// Names in a row.
    pub fn names<'n>(names: impl IntoIterator<Item = &'n crate::model::Name>) -> Self {
        let items = names.into_iter().map(|name| Self::text(name.as_str()));
        Self::List(items.collect(), ListStyle::Filled)
    }

    /// Names, one below the other, and what each stands for.
    pub fn aligned(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        let entries = entries.into_iter().map(|(name, value)| (Key::Name(name), value));
        Self::Map(entries.collect(), MapStyle::Aligned)
    }

    /// Names and what each stands for, on one line if it is short.
    pub fn map(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        let entries = entries.into_iter().map(|(name, value)| (Key::Name(name), value));
        Self::Map(entries.collect(), MapStyle::Short)
    }
}

/// Keys of the grammar with their values, in the order in which they are put in.
#[derive(Debug, Default)]
pub struct Record {
    entries: Vec<(Key, Value)>,
}

impl Record {
    pub fn put(&mut self, key: &'static str, value: Value) {
        self.entries.push((Key::Word(key), value));
    }

    pub fn put_some(&mut self, key: &'static str, value: Option<Value>) {
        self.entries.extend(value.map(|value| (Key::Word(key), value)));
    }

    /// `key: true`, where it holds.
    pub fn put_flag(&mut self, key: &'static str, holds: bool) {
        self.put_some(key, holds.then(|| Value::word(&true)));
    }

    /// The list or mapping, unless it is empty.
    pub fn put_filled(&mut self, key: &'static str, value: Value) {
        let empty = match &value {
            Value::List(items, _) => items.is_empty(),
            Value::Map(entries, _) => entries.is_empty(),
            _ => false,
        };
        self.put_some(key, (!empty).then_some(value));
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn into_value(self, style: MapStyle) -> Value {
        Value::Map(self.entries, style)
    }

    /// The value alone where the record would hold that key and nothing else.
    pub fn unless_alone(mut self, key: &'static str) -> Value {
        match (self.entries.len(), self.entries.pop()) {
            (1, Some((Key::Word(only), value))) if only == key => value,
            (_, last) => {
                self.entries.extend(last);
                self.into_value(MapStyle::Short)
            }
        }
    }
}
