//! One batch: a transaction that takes a range of rows and writes its row of the ledger, both or
//! neither.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use super::archive::{self, Folder, New};
use super::error::JobError;
use super::hash::{self, Secrets};
use super::ledger::{self, Batch};
use crate::job::statements::{Range, Statements};
use crate::job::{Destination, Facts, detached};

/// A bound: the texts of the key's columns, the age first.
pub type Bound = Vec<String>;

/// What batches of one table have in common.
pub struct Table<'a> {
    pub client: &'a Client,
    pub run: i64,
    pub statements: Statements<'a>,
    pub facts: &'a Facts,
    pub cutoff: &'a str,
    pub secrets: Secrets,
    /// Where files of the archive go, if they do.
    pub folder: Option<Folder>,
    /// The tables whose rows may go along, with what counts them; a partitioned one several times.
    pub others: Vec<(String, u32)>,
}

/// How long one statement of a batch may take; what takes longer is cut into smaller pieces.
const LONGEST: Duration = Duration::from_secs(5);
const LONGEST_WITH_FILE: Duration = Duration::from_mins(2);

impl Table<'_> {
    /// The tables that deleted rows of this one take along, to count what they lose.
    pub async fn others(
        client: &Client,
        facts: &Facts,
        statements: &Statements<'_>,
    ) -> Result<Vec<(String, u32)>, JobError> {
        let doing = "cannot read the numbers of tables";
        let mut others = Vec::new();
        for name in statements.others(facts) {
            let sql = "SELECT $1::text::regclass::oid UNION SELECT relid FROM pg_partition_tree($1::text::regclass)";
            for row in client.query(sql, &[&name.sql()]).await.map_err(JobError::sql(doing))? {
                others.push((name.to_string(), row.try_get(0).map_err(JobError::sql(doing))?));
            }
        }
        Ok(others)
    }

    /// The lowest old row that the job is about, from an age on.
    pub async fn first(&self, from: Option<&str>) -> Result<Option<Bound>, JobError> {
        self.bound(&self.statements.first(), &[&self.cutoff, &from]).await
    }

    /// The bound that many rows after another.
    pub async fn next(&self, lower: &Bound, rows: u64) -> Result<Option<Bound>, JobError> {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.bound(&self.statements.next("$3::bigint"), &[&self.cutoff, lower, &rows]).await
    }

    async fn bound(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Option<Bound>, JobError> {
        let doing =
            || JobError::sql(format!("cannot look for the next rows of {}", self.statements.table.name));
        let row = self.client.query_opt(sql, parameters).await.map_err(doing())?;
        row.map(|row| row.try_get(0)).transpose().map_err(doing())
    }

    /// Does one batch, from a bound to another or on.
    pub async fn run(&self, number: i32, lower: &Bound, upper: Option<&Bound>) -> Result<Batch, JobError> {
        let name = &self.statements.table.name;
        let with_file = self.folder.is_some();
        let longest = if with_file { LONGEST_WITH_FILE } else { LONGEST };
        // A file is deleted from in the snapshot that was written to it; and what is gone from the table
        // must not come back, when it is not in the file's ledger.
        let (isolation, commit) =
            if with_file { ("REPEATABLE READ", "on") } else { ("READ COMMITTED", "off") };
        let begin = format!(
            "BEGIN ISOLATION LEVEL {isolation}; SET LOCAL lock_timeout = '200ms'; \
             SET LOCAL statement_timeout = '{}ms'; SET LOCAL synchronous_commit = {commit}",
            longest.as_millis()
        );
        self.client.batch_execute(&begin).await.map_err(JobError::sql("cannot begin a batch"))?;
        let done = self.inside(number, lower, upper).await;
        let batch = match done {
            Ok(batch) => batch,
            Err(error) => {
                // Of a connection that is lost, the first error is the one to tell.
                let _ = self.client.batch_execute("ROLLBACK").await;
                return Err(error);
            }
        };
        let committed = self.client.batch_execute("COMMIT").await;
        committed.map_err(JobError::sql(format!("cannot commit a batch of {name}")))?;
        if let (Some(folder), Some(file)) = (&self.folder, &batch.file) {
            folder.settle(file)?;
        }
        Ok(batch)
    }

    async fn inside(&self, number: i32, lower: &Bound, upper: Option<&Bound>) -> Result<Batch, JobError> {
        let since = Instant::now();
        let before = self.counts().await?;
        let statements = &self.statements;
        let name = &statements.table.name;
        let doing = || JobError::sql(format!("cannot {} rows of {name}", statements.job.kind.word()));
        let range = if upper.is_some() { Range::Between } else { Range::From };
        let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&self.cutoff, lower];
        parameters.extend(upper.map(|upper| upper as &(dyn ToSql + Sync)));
        if !self.secrets.is_empty() {
            hash::prepare(self.client, statements, range, &parameters, &self.secrets).await?;
        }
        let file = match &self.folder {
            Some(folder) => {
                let new = New { run: self.run, number };
                archive::write(folder, self.client, statements, range, &parameters, new).await?
            }
            None => None,
        };
        let mut once = Counts::new();
        for (table, sql) in detached(statements, self.facts, range) {
            let row = self.client.query_one(&sql, &parameters).await.map_err(doing())?;
            let count: i64 = row.try_get(0).map_err(doing())?;
            once.insert(table.to_string(), count.unsigned_abs());
        }
        for sql in statements.detach(self.facts, range) {
            self.client.execute(&sql, &parameters).await.map_err(doing())?;
        }
        let sql = statements.act(range);
        let rows = if let Some(doubt) = statements.doubt() {
            let row = self.client.query_one(&sql, &parameters).await.map_err(doing())?;
            let count = |at: usize| row.try_get::<_, i64>(at).map(i64::unsigned_abs).map_err(doing());
            let wrong = count(1)?;
            if wrong > 0 {
                return Err(JobError::Wrong { table: name.to_string(), rows: wrong, doubt });
            }
            count(0)?
        } else {
            self.client.execute(&sql, &parameters).await.map_err(doing())?
        };
        let (written, path) = file.as_ref().map_or((0, ""), |it| (it.rows, it.file.as_str()));
        if let Some(folder) = self.folder.as_ref().filter(|_| written != rows) {
            let what = format!("it holds {written} rows, and {rows} would have been deleted from {name}");
            return Err(JobError::Archive { path: folder.path(path), what });
        }
        if let (Some(file), Some(folder)) = (&file, &self.folder) {
            archive::add(self.client, file, folder).await?;
        }
        let [mut cascaded, mut detached] = self.since(&before).await?;
        if let Some(own) = cascaded.get_mut(&name.to_string()) {
            *own = own.saturating_sub(rows);
        }
        detached.extend(once);
        cascaded.retain(|_, count| *count > 0);
        detached.retain(|_, count| *count > 0);
        let batch = Batch {
            table: name.to_string(),
            action: statements.action().to_owned(),
            lower: lower.first().cloned(),
            upper: upper.and_then(|it| it.first().cloned()),
            rows,
            cascaded,
            detached,
            took: since.elapsed(),
            file: file.map(|it| it.file),
        };
        ledger::add(self.client, self.run, number, &batch).await?;
        Ok(batch)
    }

    /// How many rows of each other table this session deleted and changed, as far as the server has not
    /// added that up yet: within a transaction, the difference is what it did.
    async fn counts(&self) -> Result<Vec<[i64; 2]>, JobError> {
        if self.others.is_empty() {
            return Ok(Vec::new());
        }
        let doing = || JobError::sql("cannot count the rows that went along");
        let oids: Vec<u32> = self.others.iter().map(|(_, oid)| *oid).collect();
        let rows = self.client.query(include_str!("sql/counts.sql"), &[&oids]).await.map_err(doing())?;
        let counts = rows.iter().map(|row| Ok([row.try_get(0)?, row.try_get(1)?]));
        counts.collect::<Result<_, _>>().map_err(doing())
    }

    /// What became of other tables since then.
    async fn since(&self, before: &[[i64; 2]]) -> Result<[Counts; 2], JobError> {
        let after = self.counts().await?;
        let mut changes = [Counts::new(), Counts::new()];
        for ((name, _), (before, after)) in self.others.iter().zip(before.iter().zip(&after)) {
            for (counts, (before, after)) in changes.iter_mut().zip(before.iter().zip(after)) {
                if let Some(count) = u64::try_from(after - before).ok().filter(|count| *count > 0) {
                    *counts.entry(name.clone()).or_default() += count;
                }
            }
        }
        Ok(changes)
    }
}

/// Numbers of rows by table.
type Counts = BTreeMap<String, u64>;

/// The folder that a rule's files go to.
pub fn folder(statements: &Statements<'_>, root: &std::path::Path) -> Option<Folder> {
    match statements.rule.into.as_ref().map(|it| &it.it) {
        Some(Destination::Files(files)) => {
            Some(Folder::new(root.join(&files.folder), statements.rule.table.it.to_string()))
        }
        _ => None,
    }
}
