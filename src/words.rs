//! What SQL says, in words, for people who read documentation: policies, checks, defaults. Pieces of SQL
//! stay as they are and are told apart from the words, so that each format can show them as code.

use crate::model::Name;
use crate::model::constraint::{Action, Bounds, Check, Rule, RuleKind};
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::table::{ColumnValue, Pii, RowSecurity};

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    Text(String),
    /// SQL, a name or a value.
    Code(String),
}

/// A sentence without its full stop.
pub type Words = Vec<Word>;

fn text(text: impl Into<String>) -> Word {
    Word::Text(text.into())
}

fn code(code: impl Into<String>) -> Word {
    Word::Code(code.into())
}

/// `a`, `b` and `c`.
fn listed(items: impl IntoIterator<Item = String>, last: &str) -> Words {
    let items: Vec<String> = items.into_iter().collect();
    let count = items.len();
    let mut words = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        match at {
            0 => {}
            at if at + 1 == count => words.push(text(format!(" {last} "))),
            _ => words.push(text(", ")),
        }
        words.push(code(item));
    }
    words
}

/// Who may do what to which rows.
pub fn policy(policy: &Policy) -> Words {
    let everybody = policy.to.iter().any(|role| *role == *"public");
    let mut words = if everybody {
        vec![text("everybody")]
    } else {
        listed(policy.to.iter().map(|role| role.as_str().to_owned()), "and")
    };
    let verb = match policy.command {
        PolicyCommand::All => "read and write",
        PolicyCommand::Select => "read",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "update",
        PolicyCommand::Delete => "delete",
    };
    words.push(text(if policy.restrictive {
        format!(" may {verb} only what other policies allow and is also within ")
    } else {
        format!(" may {verb} ")
    }));
    let is_everything = |sql: &crate::model::Sql| sql.as_str().trim().eq_ignore_ascii_case("true");
    match &policy.using {
        Some(using) if is_everything(using) => words.push(text("every row")),
        Some(using) => words.extend([text("rows where "), code(using.as_str())]),
        None if policy.command == PolicyCommand::Insert => {}
        None => words.push(text("no existing row")),
    }
    match &policy.with_check {
        Some(check) if is_everything(check) && policy.command == PolicyCommand::Insert => {
            words.push(text("any row"));
        }
        Some(check) if is_everything(check) => words.push(text("; new rows may be any")),
        Some(check) if policy.command == PolicyCommand::Insert => {
            words.extend([text("rows where "), code(check.as_str())]);
        }
        Some(check) => words.extend([text("; new rows must have "), code(check.as_str())]),
        None => {}
    }
    words
}

/// Whom a table's policies bind, none where there is nothing to say.
pub fn row_security(state: RowSecurity, has_policies: bool) -> &'static str {
    match (state, has_policies) {
        (RowSecurity::Disabled | RowSecurity::DisabledButForced, false) => {
            "Row security is off: whoever has the privilege sees every row."
        }
        (RowSecurity::Disabled | RowSecurity::DisabledButForced, true) => {
            "Row security is off: the policies have no effect."
        }
        (RowSecurity::Enabled, false) => "Row security is on without a policy: only the owner sees rows.",
        (RowSecurity::Enabled, true) => "Row security is on; the owner is not bound by it.",
        (RowSecurity::Forced, false) => "Row security is on without a policy, for the owner too.",
        (RowSecurity::Forced, true) => "Row security is on, for the owner too.",
    }
}

/// What a CHECK demands.
pub fn check(check: &Check) -> Words {
    match &check.rule {
        Some(rule) => self::rule(rule),
        None => vec![code(check.expression.as_str())],
    }
}

fn rule(rule: &Rule) -> Words {
    let mut words = match &rule.column {
        Some(column) => vec![code(column.as_str())],
        None => vec![text("the value")],
    };
    match &rule.kind {
        RuleKind::OneOf(values) => {
            words.push(text(if values.len() == 1 { " is " } else { " is one of " }));
            words.extend(listed(values.iter().map(|it| unquoted(it)), "or"));
        }
        RuleKind::Length(bounds) => {
            words.push(text(" has "));
            words.extend(self::bounds(bounds));
            words.push(text(" characters"));
        }
        RuleKind::Range(bounds) => {
            words.push(text(" is "));
            words.extend(self::bounds(bounds));
        }
        RuleKind::Matches(pattern) => words.extend([text(" matches "), code(pattern.as_str())]),
    }
    words
}

fn bounds(bounds: &Bounds) -> Words {
    if let (Some(min), Some(max), None, None) = (&bounds.min, &bounds.max, &bounds.above, &bounds.below) {
        return vec![code(unquoted(min)), text(" to "), code(unquoted(max))];
    }
    let limits = [
        ("at least ", &bounds.min),
        ("more than ", &bounds.above),
        ("at most ", &bounds.max),
        ("less than ", &bounds.below),
    ];
    let mut words = Vec::new();
    for (said, limit) in limits {
        let Some(limit) = limit else { continue };
        if !words.is_empty() {
            words.push(text(" and "));
        }
        words.extend([text(said), code(unquoted(limit))]);
    }
    words
}

/// A text literal without its quotes; anything else as it is.
fn unquoted(literal: &str) -> String {
    match literal.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => literal.to_owned(),
    }
}

/// Where a column's value comes from when nobody gives one.
pub fn value(value: &ColumnValue) -> Words {
    match value {
        ColumnValue::Literal(literal) => vec![code(literal.as_str())],
        ColumnValue::Expression(sql) => vec![code(sql.as_str())],
        ColumnValue::Generated(sql) => vec![text("always "), code(sql.as_str())],
        ColumnValue::Identity(identity) if identity.always => vec![text("numbered, always")],
        ColumnValue::Identity(_) => vec![text("numbered")],
    }
}

/// What becomes of the rows here when the row that they refer to goes.
pub fn on_delete(action: Action) -> &'static str {
    match action {
        Action::NoAction => "keeps the other row from being deleted",
        Action::Restrict => "keeps the other row from being deleted, at once",
        Action::Cascade => "goes with the other row",
        Action::SetNull => "becomes NULL when the other row goes",
        Action::SetDefault => "gets its default when the other row goes",
    }
}

/// What a column tells about a person; none where it tells nothing.
pub fn pii(pii: Option<Pii>) -> Option<&'static str> {
    match pii? {
        Pii::Contact => Some("contact"),
        Pii::Identifier => Some("identifier"),
        Pii::Network => Some("network"),
        Pii::FreeText => Some("free text"),
        Pii::Financial => Some("financial"),
        Pii::None => None,
    }
}

/// `a, b`, as names are written in SQL.
pub fn names<'n>(names: impl IntoIterator<Item = &'n Name>) -> String {
    names.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The words with code between `code`'s two ends, everything escaped by `escape`.
pub fn rendered(words: &[Word], escape: impl Fn(&str) -> String, code: impl Fn(&str) -> String) -> String {
    words
        .iter()
        .map(|word| match word {
            Word::Text(text) => escape(text),
            Word::Code(sql) => code(sql),
        })
        .collect()
}
