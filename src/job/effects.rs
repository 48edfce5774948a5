//! What a job's tables do to one another and to others, counted as if they were worked on in order: a
//! row that an earlier table of the job takes along is not there any more for a later one. Only for
//! counting; a run finds out by itself, but for rows that it may change more than once.

use std::collections::BTreeMap;

use super::facts::ForeignKeyFacts;
use super::statements::{Range, Statements};
use super::{Facts, Reached, reached, with_descendants};
use crate::model::constraint::Action;
use crate::model::{Name, QualifiedName};

/// What becomes of rows of another table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// They are deleted along.
    Cascade,
    /// They stay, and lose what they refer to.
    Detach,
    /// They stop the run: their foreign key lets nothing go that they refer to.
    InTheWay,
}

/// The queries that count what a table of a job does.
#[derive(Clone, Debug)]
pub struct Effects {
    /// How many of its own rows, and the oldest and newest of them.
    pub own: String,
    pub others: BTreeMap<(QualifiedName, Effect), String>,
}

/// Of the table `all[at]`, after those before it.
pub fn effects(all: &[Statements<'_>], at: usize, facts: &Facts) -> Effects {
    let counting = Counting { before: &all[..at], facts, range: Range::All };
    let statements = &all[at];
    let own_rows = counting.there(statements.rows(Range::All), &statements.table.name);
    let mut effects = Effects { own: statements.count_where(&own_rows), others: BTreeMap::new() };
    if !statements.rule.removes() {
        return effects;
    }
    let mut conditions: BTreeMap<(QualifiedName, Effect), Vec<String>> = BTreeMap::new();
    for found in reached(facts, statements.rule) {
        let effect = effect(&found, statements);
        let Some((table, key)) = found.path.last() else { continue };
        let entry = conditions.entry(((*table).clone(), effect)).or_default();
        entry.extend(counting.refers(statements, key, &mut Vec::new()));
    }
    for ((table, effect), conditions) in conditions {
        let gone = counting.gone(statements, &table, &mut Vec::new());
        let mut condition = counting.there(any(&conditions), &table);
        // What goes anyway loses nothing, and holds up nothing; its own rows are counted as such.
        let stays = match effect {
            Effect::Cascade if table == statements.table.name => Some(statements.rows(Range::All)),
            Effect::Cascade => None,
            Effect::Detach | Effect::InTheWay => gone,
        };
        if let Some(gone) = stays {
            condition = format!("({condition})\n   AND ({gone}) IS NOT TRUE");
        }
        let sql = format!("SELECT count(*)\n  FROM {}\n WHERE {condition}", table.sql());
        effects.others.insert((table, effect), sql);
    }
    effects
}

/// What counts the rows of a range that are detached, in the tables where a row may be changed more than once,
/// or changed and deleted: several of its foreign keys lead to what goes. None counts that goes itself with the
/// range, or, of the rule's own table, with a later one. Only rows of the range are asked for: what it costs
/// depends on the batch, not on all that is left.
pub fn detached(statements: &Statements<'_>, facts: &Facts, range: Range) -> Vec<(QualifiedName, String)> {
    if !statements.rule.removes() {
        return Vec::new();
    }
    let mut keys: BTreeMap<&QualifiedName, BTreeMap<&Name, (&ForeignKeyFacts, Effect)>> = BTreeMap::new();
    for found in reached(facts, statements.rule) {
        let effect = effect(&found, statements);
        let Some((table, key)) = found.path.last().filter(|_| effect != Effect::InTheWay) else { continue };
        keys.entry(*table).or_default().insert(&key.name, (*key, effect));
    }
    let detaching = |range: Range, keys: &BTreeMap<&Name, (&ForeignKeyFacts, Effect)>| {
        let counting = Counting { before: &[], facts, range };
        let keys = keys.values().filter(|(_, effect)| *effect == Effect::Detach);
        let refers = keys.filter_map(|(key, _)| counting.refers(statements, key, &mut Vec::new()));
        any(&refers.collect::<Vec<_>>())
    };
    // A row of the rule's own table may be detached, and go itself.
    let several = keys.into_iter().filter(|(table, keys)| {
        (keys.len() > 1 || **table == statements.table.name)
            && keys.values().any(|(_, effect)| *effect == Effect::Detach)
    });
    let counts = several.map(|(table, keys)| {
        let counting = Counting { before: &[], facts, range };
        let mut not = Vec::from_iter(counting.gone(statements, table, &mut Vec::new()));
        if range == Range::Between && *table == statements.table.name {
            not.push(statements.rows(Range::After));
        }
        let not: String = not.iter().map(|it| format!("\n   AND ({it}) IS NOT TRUE")).collect();
        let sql =
            format!("SELECT count(*)\n  FROM {}\n WHERE ({}){not}", table.sql(), detaching(range, &keys));
        (table.clone(), sql)
    });
    counts.collect()
}

fn effect(found: &Reached<'_>, statements: &Statements<'_>) -> Effect {
    match found.action() {
        _ if found.is_detached(statements.rule) => Effect::Detach,
        Action::Cascade => Effect::Cascade,
        Action::SetNull | Action::SetDefault => Effect::Detach,
        Action::NoAction | Action::Restrict => Effect::InTheWay,
    }
}

struct Counting<'a> {
    /// What is done before.
    before: &'a [Statements<'a>],
    facts: &'a Facts,
    /// Of the rows of a rule.
    range: Range,
}

impl Counting<'_> {
    /// The rows of a table that go with a rule's; none where none do. `above` are the tables that are
    /// being looked at already.
    fn gone(
        &self,
        statements: &Statements<'_>,
        table: &QualifiedName,
        above: &mut Vec<QualifiedName>,
    ) -> Option<String> {
        let rows = if *table == statements.table.name {
            statements.rows(self.range)
        } else {
            if above.contains(table) || statements.rule.detaches(table) {
                return None;
            }
            above.push(table.clone());
            let keys = self.facts.table(table).map(|it| it.foreign_keys.as_slice()).unwrap_or_default();
            let cascading = keys.iter().filter(|key| key.on_delete == Action::Cascade);
            let ways: Vec<String> = cascading.filter_map(|key| self.refers(statements, key, above)).collect();
            above.pop();
            if ways.is_empty() {
                return None;
            }
            any(&ways)
        };
        Some(with_descendants(self.facts, statements.rule, table, rows))
    }

    /// The rows whose foreign key refers to rows that go.
    fn refers(
        &self,
        statements: &Statements<'_>,
        key: &ForeignKeyFacts,
        above: &mut Vec<QualifiedName>,
    ) -> Option<String> {
        let parents = self.there(self.gone(statements, &key.to, above)?, &key.to);
        let list = |names: &[Name]| names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let (own, referenced) = (list(&key.columns), list(&key.to_columns));
        Some(format!("({own}) IN (\n  SELECT {referenced} FROM {} WHERE {parents})", key.to.sql()))
    }

    /// Those of the rows that no earlier table of the job took.
    fn there(&self, condition: String, table: &QualifiedName) -> String {
        let nothing = Counting { before: &[], facts: self.facts, range: Range::All };
        let earlier = self.before.iter().filter(|it| it.rule.removes());
        let gone: Vec<String> = earlier.filter_map(|it| nothing.gone(it, table, &mut Vec::new())).collect();
        if gone.is_empty() {
            return condition;
        }
        format!("({condition})\n   AND ({}) IS NOT TRUE", any(&gone))
    }
}

fn any(conditions: &[String]) -> String {
    match conditions {
        [] => "false".to_owned(),
        [only] => only.clone(),
        _ => conditions.iter().map(|it| format!("({it})")).collect::<Vec<_>>().join("\n    OR "),
    }
}
