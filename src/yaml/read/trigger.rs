//! Triggers of tables and views.

use super::expression::{Reads, Subquery};
use super::table::Body;
use super::{Key, Name, Node, QualifiedName, Reader, Sql, unknown};
use crate::model::trigger::{Trigger, TriggerEnabled, TriggerEvent, TriggerTiming};

impl Reader<'_> {
    pub fn triggers(&mut self, node: &Node, body: Option<&Body>) -> Vec<Trigger> {
        let entries = node.get("triggers").and_then(Node::map).into_iter().flatten();
        entries.filter_map(|(key, value)| self.trigger(key, value, body)).collect()
    }

    fn trigger(&mut self, key: &Key, value: &Node, body: Option<&Body>) -> Option<Trigger> {
        let timings = [
            ("before", TriggerTiming::Before),
            ("after", TriggerTiming::After),
            ("instead_of", TriggerTiming::InsteadOf),
        ];
        let mut written =
            timings.iter().filter_map(|(word, timing)| value.entry(word).map(|entry| (*timing, entry)));
        let (timing, events) = match (written.next(), written.next()) {
            (Some((timing, (_, events))), None) => (timing, events),
            (Some((_, (first, _))), Some((_, (second, _)))) => {
                let message = format!("`{}` and `{}` exclude each other", first.text, second.text);
                self.report(second.span, "wrong-key", message, "make it two triggers, or keep one of them");
                return None;
            }
            (None, _) => {
                let message = format!("trigger `{}` says not when it fires", key.text);
                let help = "write `before`, `after` or `instead_of`, e.g. `before: update`";
                self.report(key.span, "missing-key", message, help);
                return None;
            }
        };
        let mut read = Vec::new();
        for (item, text) in Self::texts(events) {
            match trigger_event(text) {
                Some(event) => {
                    if let (TriggerEvent::Update(_), Some(body)) = (&event, body) {
                        self.updated_columns(item, text, body);
                    }
                    read.push(event);
                }
                None => {
                    let help = "write `insert`, `update`, `update of a, b`, `delete` or `truncate`";
                    self.report(item.span, "wrong-value", format!("`{text}` is no trigger event"), help);
                }
            }
        }
        let function = self.qualified_at(value, "execute")?;
        self.trigger_function(&function, value);
        Some(Trigger {
            name: self.name_of_key(key),
            renamed_from: self.name_at(value, "renamed_from"),
            comment: Self::comment(value),
            timing,
            events: read,
            for_each_row: Self::word(value, "for_each") == Some("row"),
            constraint: Self::flag(value, "constraint"),
            deferrable: Self::deferrable(value),
            old_table: self.name_at(value, "old_table"),
            new_table: self.name_at(value, "new_table"),
            when: self.trigger_condition(value, body),
            function,
            arguments: Self::names(value.get("arguments")).iter().map(|it| it.as_str().to_owned()).collect(),
            enabled: match Self::word(value, "enabled") {
                Some("disabled") => TriggerEnabled::Disabled,
                Some("replica") => TriggerEnabled::Replica,
                Some("always") => TriggerEnabled::Always,
                _ => TriggerEnabled::Origin,
            },
        })
    }

    /// The columns of `update of a, b`.
    fn updated_columns(&mut self, item: &Node, text: &str, body: &Body) {
        for (at, word) in words(text).skip(2) {
            let span = item.span_within(self.checker.source, at, word.len());
            self.known_column(&unquoted(word), span, body);
        }
    }

    fn trigger_condition(&mut self, value: &Node, body: Option<&Body>) -> Option<Sql> {
        let when = value.get("when")?;
        let subquery = Subquery::Forbidden("a trigger's `when`");
        match body {
            Some(body) => self.expression(when, Reads::Trigger(body), subquery),
            // The columns of a view are not known here.
            None => self.expression(when, Reads::Anything, subquery),
        }
    }

    fn trigger_function(&mut self, function: &QualifiedName, value: &Node) {
        let of_postgres = function.schema.as_str() == "pg_catalog";
        let known = of_postgres || self.declared.routines.contains(function) || self.declared.incomplete;
        let Some(at) = value.get("execute") else { return };
        let written = at.text().unwrap_or_default();
        if written.contains('(') {
            let help = "write its name alone; what it gets goes into `arguments`";
            self.report(
                at.span,
                "bad-name",
                format!("`{written}` is a call, a function's name is wanted"),
                help,
            );
        } else if !known && !self.declared.has_extensions {
            let known: Vec<String> = self.declared.routines.iter().map(ToString::to_string).collect();
            let message = unknown("function", written, known.iter().map(String::as_str));
            self.report(at.span, "unknown-function", message, "declare it under `functions`");
        }
    }
}

/// `update of a, b`.
fn trigger_event(text: &str) -> Option<TriggerEvent> {
    let words: Vec<&str> = words(text).map(|(_, word)| word).collect();
    match words.as_slice() {
        ["insert"] => Some(TriggerEvent::Insert),
        ["delete"] => Some(TriggerEvent::Delete),
        ["truncate"] => Some(TriggerEvent::Truncate),
        ["update"] => Some(TriggerEvent::Update(Vec::new())),
        ["update", "of", columns @ ..] if !columns.is_empty() => {
            Some(TriggerEvent::Update(columns.iter().map(|column| Name::new(unquoted(column))).collect()))
        }
        _ => None,
    }
}

/// The words between blanks and commas, and where each begins; in double quotes stands anything.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut quoted = false;
    let ends = move |c: char| {
        quoted ^= c == '"';
        !quoted && matches!(c, ' ' | ',')
    };
    text.split(ends)
        .map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
        .filter(|it| !it.1.is_empty())
}

fn unquoted(word: &str) -> String {
    let inner = word.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| word.to_owned(), |inner| inner.replace("\"\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_with_columns() {
        let of = |columns: &[&str]| {
            Some(TriggerEvent::Update(columns.iter().map(|column| Name::from(*column)).collect()))
        };
        assert_eq!(trigger_event("update of a, B"), of(&["a", "B"]));
        assert_eq!(trigger_event("update of \"a b,c\", d"), of(&["a b,c", "d"]));
        assert_eq!(trigger_event("update of \"a\"\"b\""), of(&["a\"b"]));
        assert_eq!(trigger_event("update of"), None);
        assert_eq!(trigger_event("updated"), None);
    }
}
