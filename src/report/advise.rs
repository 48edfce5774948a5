//! Finds out which indexes a live database lacks: the statements that took the most time are planned as the
//! roles that ran them, and an index is advised where hypopg shows that the planner would use it. Nothing is
//! run and nothing is made: hypothetical indexes are this session's alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use tokio_postgres::Client;

use super::planner::{Planned, Planner};
use super::reports::queries;
use super::{facts, read};
use crate::advice::plan::{Need, Plan};
use crate::advice::{
    Advice, Candidate, Cost, Distinct, Reason, Statement, What, candidates, declared, drop_redundant,
    existing, is_cheap,
};
use crate::model::{Name, Object, QualifiedName, Schema, Sql, Table};
use crate::pg::error::SqlError;

/// So many statements are planned.
const MOST_STATEMENTS: usize = 100;

/// What is known before the server is asked.
pub struct Known<'s> {
    /// The database as it is.
    pub live: &'s Schema,
    /// As the project says it is; empty without one.
    pub project: &'s Schema,
    /// The tables' files.
    pub files: &'s BTreeMap<QualifiedName, PathBuf>,
}

/// The indexes to make, the one that saves the most first.
#[derive(Debug, Default)]
pub struct Advised {
    pub advice: Vec<Advice>,
    /// Whether hypopg was there.
    pub is_verified: bool,
    /// What was not looked at.
    pub notes: Vec<String>,
}

/// Looks for them; `progress` is told how many of how many statements are done.
pub async fn advise(
    client: &Client,
    known: &Known<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Advised, SqlError> {
    let mut advised = Advised::default();
    let planner = Planner::new(client).await?;
    advised.is_verified = planner.is_verifying();
    if let Some(hint) = planner.hint() {
        advised.notes.push(hint.to_owned());
    }
    let statements = statements(client, &mut advised.notes).await?;
    let distinct = distinct(client).await?;
    let mut search =
        Search { known, planner: &planner, distinct: &distinct, wanted: Vec::new(), notes: BTreeSet::new() };
    let mut planned: Vec<(Statement, Planned, f64)> = Vec::new();
    let mut failed: BTreeMap<String, usize> = BTreeMap::new();
    let count = statements.len();
    for (at, statement) in statements.into_iter().enumerate() {
        progress(at, count);
        let query = Planned::of(&statement);
        match search.statement(&query).await? {
            Ok(cost) => planned.push((statement, query, cost)),
            Err(reason) => *failed.entry(reason).or_default() += 1,
        }
    }
    let sources = search.declared().await?;
    advised.notes.extend(
        failed
            .into_iter()
            .map(|(reason, times)| format!("{times} of {count} statements could not be planned: {reason}")),
    );
    let Search { wanted, notes, .. } = search;
    advised.notes.extend(notes);
    let kept = drop_redundant(wanted);
    let mut reasons: Vec<Vec<Reason>> = kept.iter().map(|_| Vec::new()).collect();
    give_to_statements(&planner, &kept, planned, known, &mut reasons).await?;
    for (candidate, reason) in sources {
        let place =
            kept.iter().position(|it| it.table == candidate.table && candidate.is_served_by(&it.keys()));
        if let Some(place) = place {
            reasons[place].push(reason);
        }
    }
    advised.advice = put_together(kept, reasons, known);
    Ok(advised)
}

/// The search, statement by statement.
struct Search<'s> {
    known: &'s Known<'s>,
    planner: &'s Planner<'s>,
    distinct: &'s Distinct,
    wanted: Vec<Candidate>,
    notes: BTreeSet<String>,
}

impl Search<'_> {
    /// Looks at one statement; its cost as it is, or why it cannot be planned.
    async fn statement(&mut self, query: &Planned) -> Result<Result<f64, String>, SqlError> {
        let plan = match self.planner.plan(query, &[]).await? {
            Ok((plan, _)) => plan,
            Err(reason) => return Ok(Err(reason)),
        };
        for need in &plan.needs {
            if let Some(best) = self.best(query, &plan, need).await? {
                self.wanted.push(best);
            }
        }
        Ok(Ok(plan.cost))
    }

    /// The index that serves a scan best, if one is worth while.
    async fn best(
        &mut self,
        query: &Planned,
        plan: &Plan,
        need: &Need,
    ) -> Result<Option<Candidate>, SqlError> {
        let Some(table) = own_table(self.known.live, &need.table) else { return Ok(None) };
        let candidates: Vec<Candidate> = candidates(need, table, self.distinct)
            .into_iter()
            .filter(|it| self.is_lacking(it, table))
            .collect();
        if !self.planner.is_verifying() {
            return Ok(candidates.into_iter().next().filter(|_| need.reads_all));
        }
        if is_cheap(plan.cost) {
            return Ok(None);
        }
        let mut best: Option<(f64, Candidate)> = None;
        for candidate in candidates {
            let Ok((with, used)) = self.planner.plan(query, std::slice::from_ref(&candidate)).await? else {
                continue;
            };
            let cost = Cost { before: plan.cost, after: with.cost };
            let is_better = best.as_ref().is_none_or(|(cost, _)| with.cost < *cost);
            if cost.is_worth_while() && used == [0] && is_better {
                best = Some((with.cost, candidate));
            }
        }
        Ok(best.map(|(_, candidate)| candidate))
    }

    /// What policies and foreign keys ask for, with what the planner thinks of it.
    async fn declared(&mut self) -> Result<Vec<(Candidate, Reason)>, SqlError> {
        let mut sources = Vec::new();
        for (candidate, what) in declared(self.known.live.tables()) {
            let Some(table) = own_table(self.known.live, &candidate.table) else { continue };
            if !self.is_lacking(&candidate, table) {
                continue;
            }
            let mut cost = None;
            if self.planner.is_verifying() {
                let query = Planned::look_up(&candidate);
                let Ok((before, _)) = self.planner.plan(&query, &[]).await? else { continue };
                if is_cheap(before.cost) {
                    continue;
                }
                let Ok((after, _)) = self.planner.plan(&query, std::slice::from_ref(&candidate)).await?
                else {
                    continue;
                };
                let both = Cost { before: before.cost, after: after.cost };
                if !both.is_worth_while() {
                    continue;
                }
                cost = Some(both);
            }
            self.wanted.push(candidate.clone());
            sources.push((candidate, Reason { what, cost }));
        }
        Ok(sources)
    }

    /// Whether neither the database nor the project has such an index.
    fn is_lacking(&mut self, candidate: &Candidate, table: &Table) -> bool {
        let is_served = |table: &Table| existing(table).iter().any(|keys| candidate.is_served_by(keys));
        if is_served(table) {
            return false;
        }
        let is_declared = self.known.project.table(&table.name).is_some_and(is_served);
        if is_declared {
            self.notes.insert(format!(
                "the files of {} declare an index that the database lacks: `canai-db migrate`",
                table.name
            ));
        }
        !is_declared
    }
}

/// A table that an index can be made for: not a platform's.
fn own_table<'s>(schema: &'s Schema, name: &QualifiedName) -> Option<&'s Table> {
    match schema.get(&crate::model::ObjectId::Table(name.clone())) {
        Some(Object::Table(table)) => Some(table),
        _ => None,
    }
}

/// Plans every statement once more with all the indexes, and gives it to those that it uses.
async fn give_to_statements(
    planner: &Planner<'_>,
    kept: &[Candidate],
    planned: Vec<(Statement, Planned, f64)>,
    known: &Known<'_>,
    reasons: &mut [Vec<Reason>],
) -> Result<(), SqlError> {
    for (statement, query, before) in planned {
        let (used, cost) = if planner.is_verifying() {
            let Ok((plan, used)) = planner.plan(&query, kept).await? else { continue };
            let cost = Cost { before, after: plan.cost };
            (if cost.is_worth_while() { used } else { Vec::new() }, Some(cost))
        } else {
            let Ok((plan, _)) = planner.plan(&query, &[]).await? else { continue };
            (guessed(&plan, kept, known), None)
        };
        for at in used {
            reasons[at].push(Reason { what: What::Statement(statement.clone()), cost });
        }
    }
    Ok(())
}

/// Which indexes a plan would use if what fits is used.
fn guessed(plan: &Plan, kept: &[Candidate], known: &Known<'_>) -> Vec<usize> {
    let serves = |need: &Need, it: &Candidate| {
        let Some(table) = own_table(known.live, &need.table).filter(|_| need.reads_all) else { return false };
        let first = candidates(need, table, &Distinct::new()).into_iter().next();
        first.is_some_and(|wanted| it.table == wanted.table && wanted.is_served_by(&it.keys()))
    };
    let is_used = |it: &Candidate| plan.needs.iter().any(|need| serves(need, it));
    (0..kept.len()).filter(|at| is_used(&kept[*at])).collect()
}

fn put_together(kept: Vec<Candidate>, reasons: Vec<Vec<Reason>>, known: &Known<'_>) -> Vec<Advice> {
    let mut taken: BTreeSet<Name> = BTreeSet::new();
    for table in known.live.tables().chain(known.project.tables()) {
        taken.insert(table.name.name.clone());
        taken.extend(table.indexes.iter().map(|it| it.name.clone()));
        taken.extend(table.constraints.iter().map(|it| it.name.clone()));
    }
    let mut advice: Vec<Advice> = kept
        .into_iter()
        .zip(reasons)
        .filter(|(_, reasons)| !reasons.is_empty())
        .map(|(candidate, mut reasons)| {
            reasons.sort_by(|a, b| b.saved_ms().total_cmp(&a.saved_ms()));
            Advice {
                path: known.files.get(&candidate.table).cloned(),
                index: candidate.index(&mut taken),
                table: candidate.table,
                reasons,
            }
        })
        .collect();
    advice.sort_by(|a, b| b.saved_ms().total_cmp(&a.saved_ms()).then_with(|| a.table.cmp(&b.table)));
    advice
}

/// The statements that took the most time, as far as they can be planned again.
async fn statements(client: &Client, notes: &mut Vec<String>) -> Result<Vec<Statement>, SqlError> {
    let facts = facts::read(client, &Err(String::new())).await?;
    if let Err(reason) = queries::statements(&facts) {
        notes.push(format!("no statement was looked at: {reason}"));
        return Ok(Vec::new());
    }
    if !facts.reads_all_stats {
        notes.push(format!(
            "statements of other roles are hidden: `{}` is not a member of pg_monitor",
            facts.role
        ));
    }
    client.batch_execute(read::BEGIN).await?;
    let path = facts.statements_path.as_deref();
    let rows = read::run(client, include_str!("advise_statements.sql"), path).await;
    client.batch_execute("ROLLBACK").await?;
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => match read::reason(&error, &facts) {
            Some(reason) => {
                notes.push(format!("no statement was looked at: {reason}"));
                return Ok(Vec::new());
            }
            None => return Err(error.into()),
        },
    };
    let (mut statements, mut unreadable) = (Vec::new(), 0);
    for row in &rows {
        let query: String = row.try_get("query")?;
        let sql = Sql::new(&query);
        match sql.is_one_query() {
            Some(true) if !reads_tables(&sql) => {}
            Some(true) => statements.push(Statement {
                id: row.try_get("id")?,
                role: row.try_get("role")?,
                calls: row.try_get("calls")?,
                total_ms: row.try_get("total_ms")?,
                query,
            }),
            Some(false) => {}
            None => unreadable += 1,
        }
    }
    statements.truncate(MOST_STATEMENTS);
    if unreadable > 0 {
        notes.push(format!(
            "of the statements that took the most time, {unreadable} cannot be read as they are kept: with a parameter where only a constant may stand"
        ));
    }
    Ok(statements)
}

/// Whether it is about more than the catalog.
fn reads_tables(sql: &Sql) -> bool {
    let is_catalogs = |path: &Vec<Name>| match path.as_slice() {
        [schema, _] => *schema == *"pg_catalog" || *schema == *"information_schema",
        [name] => name.as_str().starts_with("pg_"),
        _ => false,
    };
    !sql.query_names().relations.iter().all(is_catalogs)
}

/// How many different values columns have.
async fn distinct(client: &Client) -> Result<Distinct, SqlError> {
    let rows = client.query_typed(include_str!("advise_distinct.sql"), &[]).await?;
    let one = |row: &tokio_postgres::Row| {
        let [schema, table, column]: [String; 3] = [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?];
        let table = QualifiedName::new(schema.as_str(), table.as_str());
        Ok::<_, SqlError>(((table, Name::new(column)), row.try_get(3)?))
    };
    rows.iter().map(one).collect()
}
