//! An erasure on a live database. The request and the keys of all rows are written down before the first
//! row goes; each step takes its keys off the list in the transaction that erases their rows. So whatever
//! interrupts it, the next run for the same person goes on, and the rest can still be found.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::files::{self, Files, Rewritten};
use super::ledger::{self, Counts, Request};
use super::{Key, PersonError, REQUEST, Said, begin, set};
use crate::subject::erase::{Step, What};
use crate::subject::{Graph, Words};

/// Whether the work is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The hash of who it was goes into the ledger.
    Commit,
    /// Everything is done and then undone.
    DryRun,
}

/// What to erase and how.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub id: &'a str,
    /// None for a dry run, which records nothing.
    pub key: Option<&'a Key>,
    pub ending: Ending,
    /// A person with more rows is erased in several transactions of so many.
    pub batch: u32,
}

/// What was erased.
#[derive(Debug)]
pub struct Erased {
    pub request: String,
    pub plan: String,
    pub resumed: bool,
    /// Whether the person's own row was there.
    pub found: bool,
    pub counts: Counts,
    /// Where something of the person is left, and how many rows.
    pub left: BTreeMap<String, i64>,
    /// Where the person's own row was not there: how many rows name nobody, by table.
    pub of_nobody: BTreeMap<String, i64>,
    /// Requests about others that were begun and not finished.
    pub others_open: i64,
}

/// Is told which table is being erased, and how many of its rows are.
pub type Teller<'a> = &'a dyn Fn(&str, u64);

/// Erases one person, or goes on where an earlier run was interrupted. The rows of files are in their
/// temporary tables.
pub async fn erase(
    client: &Client,
    graph: &Graph<'_>,
    archives: &[Files<'_>],
    wanted: &Wanted<'_>,
    tell: Teller<'_>,
) -> Result<Erased, PersonError> {
    let person = begin(client, graph, wanted.id).await?;
    let hash = wanted.key.map(|key| key.hash(&graph.root.name.sql(), &person));
    if let Some(hash) = &hash {
        lock(client, hash).await?;
    }
    batch(client, "BEGIN").await?;
    let mut run = Run { client, graph, archives, said: Said::new(graph), plan: graph.plan_hash(), tell };
    let erased = async {
        let erased = run.all(hash.as_deref(), wanted).await?;
        let rewritten = match wanted.ending {
            Ending::Commit => files::rewrite(client, run.archives).await?,
            Ending::DryRun => Rewritten::default(),
        };
        Ok((erased, rewritten))
    };
    let erased: Result<_, PersonError> = erased.await;
    let end = if erased.is_ok() && wanted.ending == Ending::Commit { "COMMIT" } else { "ROLLBACK" };
    let ended = batch(client, end).await;
    let (erased, rewritten) = erased?;
    ended?;
    // Whoever is killed before this leaves files that the ledger calls gone: the next to open the folder
    // takes them away.
    files::settle(run.archives, &rewritten)?;
    Ok(erased)
}

/// Two runs for one person would each take the other's rows for done.
async fn lock(client: &Client, hash: &[u8]) -> Result<(), PersonError> {
    let row = client.query_one(include_str!("sql/lock.sql"), &[&hash]).await;
    let locked: bool =
        row.and_then(|row| row.try_get(0)).map_err(PersonError::sql("cannot lock the request"))?;
    if locked { Ok(()) } else { Err(PersonError::Running) }
}

async fn batch(client: &Client, sql: &str) -> Result<(), PersonError> {
    client.batch_execute(sql).await.map_err(PersonError::sql(format!("`{sql}` failed")))
}

struct Run<'a> {
    client: &'a Client,
    graph: &'a Graph<'a>,
    /// The archives whose files are still as they were.
    archives: &'a [Files<'a>],
    said: Said,
    plan: String,
    tell: Teller<'a>,
}

impl Run<'_> {
    fn words(&self) -> Words<'_> {
        self.said.words()
    }

    /// Inside a transaction, which another one has taken the place of at the end if there are many rows.
    async fn all(&mut self, hash: Option<&[u8]>, wanted: &Wanted<'_>) -> Result<Erased, PersonError> {
        ledger::make(self.client).await?;
        let mut request = ledger::open(self.client, hash, &self.plan).await?;
        set(self.client, REQUEST, &request.id).await?;
        ledger::put_back(self.client, &request.id).await?;
        self.collect().await?;
        self.refuse_obstacles().await?;
        let rows = self.number("SELECT count(*) FROM canai_db.subject_queue AS q WHERE q.request = current_setting('canai_db.request')::uuid").await?;
        if wanted.ending == Ending::Commit && rows > i64::from(wanted.batch) {
            batch(self.client, "COMMIT").await?;
            self.in_batches(&mut request, wanted.batch).await?;
            batch(self.client, "BEGIN").await?;
            // What has come to be since then.
            self.collect().await?;
        }
        for step in self.graph.steps(self.words(), None) {
            self.step(&step, &mut request.counts).await?;
        }
        self.finish(request).await
    }

    /// Puts aside what the rest is found by, and the keys of all rows.
    async fn collect(&self) -> Result<(), PersonError> {
        (self.tell)("looking for rows", 0);
        for sql in self.graph.put_aside(self.words()) {
            self.client
                .execute(&sql, &[])
                .await
                .map_err(PersonError::sql("cannot find the person's rows"))?;
        }
        Ok(())
    }

    async fn refuse_obstacles(&self) -> Result<(), PersonError> {
        for obstacle in self.graph.obstacles(self.words()) {
            let rows = self.number(&obstacle.sql).await?;
            if rows > 0 {
                return Err(PersonError::InTheWay { rows, column: obstacle.column, of: obstacle.of });
            }
        }
        Ok(())
    }

    async fn number(&self, sql: &str) -> Result<i64, PersonError> {
        let row = self.client.query_one(sql, &[]).await;
        row.and_then(|row| row.try_get(0)).map_err(PersonError::sql("cannot count rows"))
    }

    /// Each step in transactions of its own, with the counts so far.
    async fn in_batches(&mut self, request: &mut Request, limit: u32) -> Result<(), PersonError> {
        for (at, step) in self.graph.steps(self.words(), Some(limit)).into_iter().enumerate() {
            // The temporary tables are gone with the session, and what leads to their rows with the next
            // steps: the files have to be without them before.
            if at == self.graph.packed_steps() {
                self.rewrite_files().await?;
            }
            loop {
                batch(self.client, "BEGIN").await?;
                let mut counts = request.counts.clone();
                let done = match self.step(&step, &mut counts).await {
                    Ok(()) => ledger::note(self.client, &request.id, &counts).await,
                    Err(error) => Err(error),
                };
                if let Err(error) = done {
                    // The first failure is the one to tell.
                    let _ = self.client.batch_execute("ROLLBACK").await;
                    return Err(error);
                }
                batch(self.client, "COMMIT").await?;
                request.counts = counts;
                if !self.has_more(&step).await? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Writes the files anew, in a transaction of its own.
    async fn rewrite_files(&mut self) -> Result<(), PersonError> {
        batch(self.client, "BEGIN").await?;
        let rewritten = match files::rewrite(self.client, self.archives).await {
            Ok(rewritten) => rewritten,
            Err(error) => {
                // The first failure is the one to tell.
                let _ = self.client.batch_execute("ROLLBACK").await;
                return Err(error);
            }
        };
        batch(self.client, "COMMIT").await?;
        files::settle(self.archives, &rewritten)?;
        self.archives = &[];
        Ok(())
    }

    async fn has_more(&self, step: &Step) -> Result<bool, PersonError> {
        let What::Rows(table) = &step.what else { return Ok(false) };
        let row = self.client.query_one(include_str!("sql/has_more.sql"), &[table]).await;
        row.and_then(|row| row.try_get(0)).map_err(PersonError::sql("cannot see what is still to be erased"))
    }

    async fn step(&self, step: &Step, counts: &mut Counts) -> Result<(), PersonError> {
        for first in &step.first {
            Box::pin(self.step(first, counts)).await?;
        }
        let (name, into) = match &step.what {
            What::Lock => {
                let locked = self.client.execute(&step.sql, &[]).await;
                return locked.map(|_| ()).map_err(PersonError::sql("cannot lock the rows that are to go"));
            }
            What::Detach(column) => (column, &mut counts.detached),
            What::Rows(table) => (table, &mut counts.rows),
        };
        let doing = || format!("cannot erase the rows of {name}");
        let rows = self.client.execute(&step.sql, &[]).await.map_err(PersonError::sql(doing()))?;
        let total = into.entry(name.clone()).or_default();
        *total += rows;
        (self.tell)(name, *total);
        Ok(())
    }

    /// Looks for what is left; the person's own row goes only where that is nothing.
    async fn finish(&self, mut request: Request) -> Result<Erased, PersonError> {
        (self.tell)("looking for what is left", 0);
        let found = self.number(&self.graph.is_known(self.words())).await? > 0;
        let mut left = self.left(&self.graph.left(self.words())).await?;
        if left.is_empty() {
            for step in self.graph.root_steps(self.words()) {
                self.step(&step, &mut request.counts).await?;
            }
            left = self.left(&self.graph.root_left(self.words())).await?;
        }
        let of_nobody = if found { BTreeMap::new() } else { self.left(&self.graph.of_nobody()).await? };
        ledger::close(self.client, &request.id, &request.counts, &left).await?;
        let others_open = ledger::others_open(self.client, &request.id).await?;
        let Request { id, counts, resumed } = request;
        Ok(Erased {
            request: id,
            plan: self.plan.clone(),
            resumed,
            found,
            counts,
            left,
            of_nobody,
            others_open,
        })
    }

    /// What a query finds left: rows by place.
    async fn left(&self, query: &str) -> Result<BTreeMap<String, i64>, PersonError> {
        let doing = "cannot look for what is left";
        let rows = self.client.query(query, &[]).await.map_err(PersonError::sql(doing))?;
        let places = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        places.collect::<Result<_, _>>().map_err(PersonError::sql(doing))
    }
}
