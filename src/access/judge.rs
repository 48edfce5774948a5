//! What policies come to for rows of one kind: all of them, none, or those for which a condition holds whose
//! form says no more. The rows are somebody's own, somebody else's or nobody's; the rest is not guessed.

use crate::access::Callers;
use crate::model::access::{Command, Scope};
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::sql_text::{Formula, Value};
use crate::model::{Name, Sql};

/// For which rows of a kind something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    All,
    None,
    /// Those of which this is true.
    Some(String),
}

/// Who asks, and of which rows.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    pub callers: &'q Callers,
    pub owner: Option<&'q Name>,
    pub scope: Scope,
    /// Whether somebody with an account asks.
    pub has_identity: bool,
}

/// The part of a policy that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// Which rows are there.
    Using,
    /// Which rows may be written.
    Check,
}

/// What the policies that a role meets come to for a command.
pub fn judge<'p>(
    policies: impl Iterator<Item = &'p Policy>,
    command: Command,
    clause: Clause,
    question: Question,
) -> Verdict {
    let (mut permitted, mut restricted) = (Verdict::None, Verdict::All);
    for policy in policies.filter(|it| is_about(it, command)) {
        let condition = match clause {
            Clause::Using => policy.using.as_ref(),
            // Without one of its own the condition on rows is the check, too.
            Clause::Check => policy.with_check.as_ref().or(policy.using.as_ref()),
        };
        let Some(condition) = condition else { continue };
        let verdict = question.holds(condition);
        if policy.restrictive {
            restricted = and(restricted, verdict);
        } else {
            permitted = or(permitted, verdict);
        }
    }
    and(permitted, restricted)
}

fn is_about(policy: &Policy, command: Command) -> bool {
    match policy.command {
        PolicyCommand::All => command != Command::Truncate,
        PolicyCommand::Select => command == Command::Select,
        PolicyCommand::Insert => command == Command::Insert,
        PolicyCommand::Update => command == Command::Update,
        PolicyCommand::Delete => command == Command::Delete,
    }
}

impl Question<'_> {
    pub fn holds(&self, condition: &Sql) -> Verdict {
        self.judge(&condition.formula(), false)
    }

    /// NULL is as good as false once no NOT stands above it any more.
    fn judge(&self, formula: &Formula, negated: bool) -> Verdict {
        let known = |holds: bool| if holds == negated { Verdict::None } else { Verdict::All };
        let open =
            |text: &str| Verdict::Some(if negated { format!("not ({text})") } else { text.to_owned() });
        match formula {
            Formula::Not(inner) => self.judge(inner, !negated),
            Formula::And(left, right) if negated => or(self.judge(left, true), self.judge(right, true)),
            Formula::And(left, right) => and(self.judge(left, false), self.judge(right, false)),
            Formula::Or(left, right) if negated => and(self.judge(left, true), self.judge(right, true)),
            Formula::Or(left, right) => or(self.judge(left, false), self.judge(right, false)),
            Formula::Constant(holds) => known(*holds),
            Formula::IsNull { column, negated: is_not, text } => match self.is_unowned(column) {
                Some(unowned) => known(unowned != *is_not),
                None => open(text),
            },
            Formula::Equals { column, value, text } if self.is_owner(column) && self.callers.is_id(value) => {
                match (self.has_identity, self.scope) {
                    // Nothing equals NULL, and nothing differs from it.
                    (false, _) | (_, Scope::Unowned) => Verdict::None,
                    (true, Scope::Own) => known(true),
                    (true, Scope::Others) => known(false),
                    (true, Scope::All) => open(text),
                }
            }
            Formula::ValueIsNull { value, negated: is_not, text } => match self.asks_without_id(value) {
                Some(nobody) => known(nobody != *is_not),
                None => open(text),
            },
            Formula::Equals { text, .. } | Formula::Other(text) => open(text),
        }
    }

    fn is_owner(&self, column: &Name) -> bool {
        self.owner == Some(column)
    }

    fn is_unowned(&self, column: &Name) -> Option<bool> {
        (self.is_owner(column) && self.scope != Scope::All).then_some(self.scope == Scope::Unowned)
    }

    fn asks_without_id(&self, value: &Value) -> Option<bool> {
        self.callers.is_id(value).then_some(!self.has_identity)
    }
}

fn and(left: Verdict, right: Verdict) -> Verdict {
    match (left, right) {
        (Verdict::None, _) | (_, Verdict::None) => Verdict::None,
        (Verdict::All, other) | (other, Verdict::All) => other,
        (Verdict::Some(left), Verdict::Some(right)) if left == right => Verdict::Some(left),
        (Verdict::Some(left), Verdict::Some(right)) => {
            Verdict::Some(format!("{} and {}", within_and(&left), within_and(&right)))
        }
    }
}

fn or(left: Verdict, right: Verdict) -> Verdict {
    match (left, right) {
        (Verdict::All, _) | (_, Verdict::All) => Verdict::All,
        (Verdict::None, other) | (other, Verdict::None) => other,
        (Verdict::Some(left), Verdict::Some(right)) if left == right => Verdict::Some(left),
        (Verdict::Some(left), Verdict::Some(right)) => Verdict::Some(format!("{left} or {right}")),
    }
}

/// In parentheses, where it is joined by OR.
fn within_and(text: &str) -> String {
    if matches!(Sql::new(text).formula(), Formula::Or(..)) { format!("({text})") } else { text.to_owned() }
}
