//! The way back out of an archive: rows into their table again, each once, whatever the archive is. A row
//! whose place another one has taken stays in the archive, and with it all that was asked for.

use std::collections::BTreeMap;
use std::path::Path;

use tokio_postgres::Client;

use super::archive::{self, Entry, Folder, Gone, STAGED, list};
use super::error::JobError;
use super::guard;
use super::ledger::{self, Batch, Ended};
use super::run::lock;
use crate::job::{Destination, Facts, Job, Rule, TableFacts, chunk, locks};
use crate::model::{Name, QualifiedName};

/// What comes back.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Rows of this age and later, as PostgreSQL reads a time; of any age, if nothing is said.
    pub from: Option<String>,
    /// Rows before this age.
    pub until: Option<String>,
    /// A table of the same columns that gets a copy; the archive stays as it is then.
    pub into: Option<QualifiedName>,
}

/// What came back.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Restored {
    pub table: String,
    pub rows: u64,
    /// Rows that were in the table already, every value the same.
    pub there: u64,
    /// Files or chunks that were taken from.
    pub parts: u64,
}

/// The word for it in the ledger.
const KIND: &str = "restore";

/// Brings back what a job archived, table by table; nothing where a run of the job is at it.
pub async fn restore_job(
    client: &Client,
    job: &Job,
    facts: &Facts,
    root: &Path,
    wanted: &Wanted,
) -> Result<Option<Vec<Restored>>, JobError> {
    for (flag, text) in [("--from", &wanted.from), ("--until", &wanted.until)] {
        let Some(text) = text else { continue };
        let read = client.query_one("SELECT $1::text::timestamptz", &[text]).await;
        let is_no_time =
            |error: &tokio_postgres::Error| error.code().is_some_and(|it| it.code().starts_with("22"));
        if read.as_ref().is_err_and(is_no_time) {
            return Err(JobError::NoTime { flag, text: text.clone() });
        }
    }
    let doing = || JobError::sql("cannot read the times that are wanted");
    let sql = "SELECT coalesce($1::text::timestamptz >= $2::text::timestamptz, false), now()::text";
    let row = client.query_one(sql, &[&wanted.from, &wanted.until]).await.map_err(doing())?;
    if let (true, Some(from), Some(until)) = (row.try_get(0).map_err(doing())?, &wanted.from, &wanted.until) {
        return Err(JobError::Reversed { from: from.clone(), until: until.clone() });
    }
    let now: String = row.try_get(1).map_err(doing())?;
    if !lock(client, locks::job(&job.name.it)).await? {
        return Ok(None);
    }
    ledger::create(client).await?;
    let run = ledger::begin(client, job, KIND, (&now, &now), &BTreeMap::new()).await?;
    let mut restored = Vec::new();
    for (rule, number) in job.rules.iter().zip(1..) {
        match restore(client, (run, number), rule, facts, root, wanted).await {
            Ok(done) => restored.push(done),
            Err(error) => {
                // Where the connection is lost, the next run tells the ledger.
                let _ = ledger::end(client, run, Ended::Failed, Some(&error.to_string())).await;
                return Err(error);
            }
        }
    }
    ledger::end(client, run, Ended::Done, None).await?;
    Ok(Some(restored))
}

/// Brings back what an archive job moved, in one transaction that the ledger remembers; then takes it out
/// of the archive. Files and chunks come as a whole, with every row in them, once one of their rows is wanted.
async fn restore(
    client: &Client,
    (run, number): (i64, i32),
    rule: &Rule,
    facts: &Facts,
    root: &Path,
    wanted: &Wanted,
) -> Result<Restored, JobError> {
    guard::sees_all_rows(client, rule).await?;
    let into = wanted.into.as_ref().unwrap_or(&rule.table.it);
    let known = |table: &QualifiedName| {
        facts.table(table).ok_or_else(|| JobError::NoTable { table: table.to_string() })
    };
    let (source, target) = (known(&rule.table.it)?, known(into)?);
    let doing = || JobError::sql(format!("cannot restore rows into {into}"));
    // The folder follows the ledger before the transaction: what it did then cannot be rolled back.
    let files = match rule.into.as_ref().map(|it| &it.it) {
        Some(Destination::Files(files)) => {
            let folder = Folder::new(root.join(&files.folder), rule.table.it.to_string());
            // A copy takes nothing away, and so may be of what another database wrote.
            let entries = match wanted.into {
                None => folder.whole(client).await?,
                Some(_) => folder.readable(client).await?,
            };
            Some((folder, entries))
        }
        _ => None,
    };
    client
        .batch_execute(
            "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = on",
        )
        .await
        .map_err(doing())?;
    let back = Back { client, target, by: &rule.by.it, wanted };
    let done = async {
        let (restored, taken) = match rule.into.as_ref().map(|it| &it.it) {
            Some(Destination::Rows(archive)) => (back.out_of_rows(archive).await?, None),
            Some(Destination::Chunks(archive)) => (back.out_of_chunks(archive, source).await?, None),
            Some(Destination::Files(_)) | None => match files {
                Some((folder, entries)) => back.out_of_files(folder, entries, &rule.table.it).await?,
                None => (back.restored(), None),
            },
        };
        let batch = Batch {
            table: into.to_string(),
            action: if wanted.into.is_some() { "copy" } else { "restore" }.to_owned(),
            rows: restored.rows,
            ..Batch::default()
        };
        ledger::add(client, run, number, &batch).await?;
        Ok((restored, taken))
    };
    let (restored, taken) = match done.await {
        Ok(done) => done,
        Err(error) => {
            // The first error is the one to tell.
            let _ = client.batch_execute("ROLLBACK").await;
            return Err(error);
        }
    };
    client.batch_execute("COMMIT").await.map_err(doing())?;
    // Whoever is killed before this leaves files that the ledger calls gone: the next to open the folder
    // takes them away.
    if let Some((folder, files)) = taken {
        folder.forget(&files)?;
    }
    Ok(restored)
}

type Taken = Option<(Folder, Vec<String>)>;

/// One table's way back.
struct Back<'a> {
    client: &'a Client,
    target: &'a TableFacts,
    by: &'a Name,
    wanted: &'a Wanted,
}

impl Back<'_> {
    fn doing(&self) -> impl FnOnce(tokio_postgres::Error) -> JobError + use<> {
        JobError::sql(format!("cannot restore rows into {}", self.target.name))
    }

    fn restored(&self) -> Restored {
        Restored { table: self.target.name.to_string(), rows: 0, there: 0, parts: 0 }
    }

    async fn out_of_files(
        &self,
        folder: Folder,
        entries: Vec<Entry>,
        table: &QualifiedName,
    ) -> Result<(Restored, Taken), JobError> {
        let of_table = entries.into_iter().filter(|entry| entry.table == table.to_string());
        let entries = self.within(of_table.collect()).await?;
        let mut restored = self.restored();
        for entry in &entries {
            let staged = archive::stage(self.client, &folder, entry, self.target).await?;
            if let Some(lost) = staged.lost.first() {
                return Err(self.lacks(&format!("{} in {}", lost, folder.path(&entry.file).display())));
            }
            self.put(&staged.columns, &mut restored).await?;
            archive::unstage(self.client).await?;
            restored.parts += 1;
        }
        let files: Vec<String> = entries.into_iter().map(|it| it.file).collect();
        if self.wanted.into.is_some() {
            return Ok((restored, None));
        }
        archive::forgotten(self.client, &files, Gone::Restored).await?;
        Ok((restored, Some((folder, files))))
    }

    /// The files with rows of an age.
    async fn within(&self, entries: Vec<Entry>) -> Result<Vec<Entry>, JobError> {
        let lower: Vec<&str> = entries.iter().map(|it| it.lower.as_str()).collect();
        let upper: Vec<&str> = entries.iter().map(|it| it.upper.as_str()).collect();
        let sql = "SELECT coalesce(upper::timestamptz >= $3::text::timestamptz, true) \
                      AND coalesce(lower::timestamptz < $4::text::timestamptz, true) \
                   FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u (lower, upper, at) ORDER BY at";
        let doing = || JobError::sql("cannot tell which files hold rows of that age");
        let rows = self.client.query(sql, &[&lower, &upper, &self.wanted.from, &self.wanted.until]).await;
        let mut found = Vec::new();
        for (row, entry) in rows.map_err(doing())?.iter().zip(entries) {
            if row.try_get(0).map_err(doing())? {
                found.push(entry);
            }
        }
        Ok(found)
    }

    async fn out_of_rows(&self, archive: &QualifiedName) -> Result<Restored, JobError> {
        let columns = stored(self.target);
        self.refuse_lost_columns(archive).await?;
        let ages = format!(
            "coalesce({0} >= $1::text::timestamptz, true) AND coalesce({0} < $2::text::timestamptz, true)",
            self.by
        );
        self.take(archive, &list(&columns), &ages).await?;
        let mut restored = self.restored();
        self.put(&columns, &mut restored).await?;
        archive::unstage(self.client).await?;
        Ok(restored)
    }

    async fn out_of_chunks(
        &self,
        archive: &QualifiedName,
        source: &TableFacts,
    ) -> Result<Restored, JobError> {
        let columns = stored(self.target);
        let ages = "coalesce(upper >= $1::text::timestamptz, true) AND coalesce(lower < $2::text::timestamptz, true)";
        self.take(archive, "rows", ages).await?;
        let known: Vec<&str> = self.target.columns.iter().map(|it| it.name.as_str()).collect();
        let sql = format!(
            "SELECT min(key) FROM {STAGED}, jsonb_array_elements(rows) AS item, jsonb_object_keys(item) AS key \
             WHERE key <> ALL ($1::text[]) AND key <> $2"
        );
        let lost = self.client.query_one(&sql, &[&known, &chunk::NULLS]).await.map_err(self.doing())?;
        if let Some(lost) = lost.try_get::<_, Option<String>>(0).map_err(self.doing())? {
            return Err(self.lacks(&format!("{lost} in {archive}")));
        }
        let sql = format!(
            "ALTER TABLE {STAGED} RENAME TO canai_db_chunks;
             CREATE TEMPORARY TABLE canai_db_staged AS {}",
            chunk::unpacked(source, "pg_temp.canai_db_chunks AS c", "c.rows")
        );
        self.client.batch_execute(&sql).await.map_err(self.doing())?;
        let parts = self.client.query_one("SELECT count(*) FROM pg_temp.canai_db_chunks", &[]).await;
        let parts: i64 = parts.and_then(|row| row.try_get(0)).map_err(self.doing())?;
        let mut restored = Restored { parts: parts.unsigned_abs(), ..self.restored() };
        self.put(&columns, &mut restored).await?;
        let drop = format!("DROP TABLE {STAGED}, pg_temp.canai_db_chunks");
        self.client.batch_execute(&drop).await.map_err(self.doing())?;
        Ok(restored)
    }

    /// A column of the archive that the table has no more has values that would be lost. Those with a default
    /// that is computed are the archive's own.
    async fn refuse_lost_columns(&self, archive: &QualifiedName) -> Result<(), JobError> {
        let columns: Vec<&str> = self.target.columns.iter().map(|it| it.name.as_str()).collect();
        let found =
            self.client.query(include_str!("sql/lost_columns.sql"), &[&archive.sql(), &columns]).await;
        for row in found.map_err(self.doing())? {
            let column: String = row.try_get(0).map_err(self.doing())?;
            let sql = format!("SELECT EXISTS (SELECT FROM {} WHERE {column} IS NOT NULL)", archive.sql());
            let has_values = self.client.query_one(&sql, &[]).await.and_then(|row| row.try_get(0));
            if has_values.map_err(self.doing())? {
                return Err(self.lacks(&format!("{column} in {archive}")));
            }
        }
        Ok(())
    }

    /// Takes rows out of an archive's table, or copies them, into the staging table.
    async fn take(&self, archive: &QualifiedName, columns: &str, ages: &str) -> Result<(), JobError> {
        let (table, into) = (archive.sql(), &self.wanted.into);
        let create =
            format!("CREATE TEMPORARY TABLE canai_db_staged AS SELECT {columns} FROM {table} WITH NO DATA");
        self.client.batch_execute(&create).await.map_err(self.doing())?;
        let rows = match into {
            None => format!(
                "WITH back AS (DELETE FROM {table} WHERE {ages} RETURNING {columns})\n\
                 INSERT INTO {STAGED} SELECT {columns} FROM back"
            ),
            Some(_) => format!("INSERT INTO {STAGED} SELECT {columns} FROM {table} WHERE {ages}"),
        };
        let (from, until) = (&self.wanted.from, &self.wanted.until);
        self.client.execute(&rows, &[from, until]).await.map(|_| ()).map_err(self.doing())
    }

    /// The staged rows into the table; those that are there with every value the same count as there.
    async fn put(&self, columns: &[Name], restored: &mut Restored) -> Result<(), JobError> {
        let (table, names) = (self.target.name.sql(), list(columns));
        let insert = format!(
            "INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} FROM {STAGED} ON CONFLICT DO NOTHING"
        );
        let inserted = self.client.execute(&insert, &[]).await.map_err(self.doing())?;
        let count = format!("SELECT count(*) FROM {STAGED}");
        let staged: i64 =
            self.client.query_one(&count, &[]).await.and_then(|row| row.try_get(0)).map_err(self.doing())?;
        let there = staged.unsigned_abs() - inserted;
        self.refuse_taken_places(columns).await?;
        restored.rows += inserted;
        restored.there += there;
        Ok(())
    }

    /// A row that is not there as it was must not be lost.
    async fn refuse_taken_places(&self, columns: &[Name]) -> Result<(), JobError> {
        let text = |of: &str| -> String {
            let texts: Vec<String> = columns.iter().map(|it| format!("{of}.{it}::text")).collect();
            format!("({})", texts.join(", "))
        };
        let key = &self.target.primary_key;
        let found = if key.is_empty() {
            format!("{} IS NOT DISTINCT FROM {}", text("t"), text("s"))
        } else {
            let same: Vec<String> = key.iter().map(|it| format!("t.{it} = s.{it}")).collect();
            format!("{} AND {} IS NOT DISTINCT FROM {}", same.join(" AND "), text("t"), text("s"))
        };
        let sql = format!(
            "SELECT count(*) FROM {STAGED} AS s WHERE NOT EXISTS (SELECT FROM {} AS t WHERE {found})",
            self.target.name.sql()
        );
        let rows = self.client.query_one(&sql, &[]).await.and_then(|row| row.try_get::<_, i64>(0));
        match rows.map_err(self.doing())? {
            0 => Ok(()),
            rows => Err(JobError::Taken { table: self.target.name.to_string(), rows }),
        }
    }

    fn lacks(&self, what: &str) -> JobError {
        JobError::Lacks { table: self.target.name.to_string(), what: what.to_owned() }
    }
}

fn stored(table: &TableFacts) -> Vec<Name> {
    table.columns.iter().filter(|it| !it.generated).map(|it| it.name.clone()).collect()
}
