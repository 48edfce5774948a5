//! Refreshes a materialised view: one transaction with its row of the ledger, tried again while somebody holds
//! the view. Where it has a unique index, readers go on.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::TableReport;
use super::error::JobError;
use super::ledger::{self, Batch};
use super::run::{Stopped, Work, lock};
use crate::job::locks;
use crate::job::refresh::ViewFacts;

impl Work<'_> {
    /// Refreshes a view, unless the run ends before.
    pub(super) async fn view(
        &mut self,
        view: &ViewFacts,
        report: &mut TableReport,
    ) -> Result<Option<Stopped>, JobError> {
        let name = view.name.to_string();
        while !lock(self.client, locks::table(&name)).await? {
            if let Some(stopped) = self.stopped() {
                return Ok(Some(stopped));
            }
            sleep(Duration::from_millis(500)).await;
        }
        if let Some(stopped) = self.stopped() {
            return Ok(Some(stopped));
        }
        let batch = self.patiently(&name, None, async |number| {
            let refreshed = self.refreshed(view, number).await;
            if refreshed.is_err() {
                let _ = self.client.batch_execute("ROLLBACK").await;
            }
            refreshed
        });
        let batch = batch.await?;
        self.count(&batch, report);
        report.batches += 1;
        Ok(None)
    }

    async fn refreshed(&self, view: &ViewFacts, number: i32) -> Result<Batch, JobError> {
        let name = view.name.to_string();
        let begin = "BEGIN; SET LOCAL lock_timeout = '200ms'; SET LOCAL statement_timeout = 0";
        self.client.batch_execute(begin).await.map_err(JobError::sql("cannot begin"))?;
        if let Some(left) = self.time_left() {
            let left = left.as_millis().max(1).to_string();
            let sql = "SELECT set_config('statement_timeout', $1, true)";
            self.client.query_one(sql, &[&left]).await.map_err(JobError::sql("cannot begin"))?;
        }
        let since = Instant::now();
        self.client.batch_execute(&view.refresh()).await.map_err(|error| {
            let error = JobError::sql(format!("cannot refresh {name}"))(error);
            match error {
                // Again it would take as long.
                JobError::Sql { source, .. } if source.code() == Some("57014") => {
                    JobError::Cancelled { view: name.clone(), source }
                }
                error => error,
            }
        })?;
        let took = since.elapsed();
        let doing = format!("cannot count the rows of {name}");
        let row = self.client.query_one(&view.count(), &[]).await.map_err(JobError::sql(doing.clone()))?;
        let rows: i64 = row.try_get(0).map_err(JobError::sql(doing))?;
        let rows = u64::try_from(rows).unwrap_or_default();
        let batch = Batch { table: name, action: view.action().to_owned(), rows, took, ..Batch::default() };
        ledger::add(self.client, self.run, number, &batch).await?;
        self.client.batch_execute("COMMIT").await.map_err(JobError::sql("cannot commit"))?;
        Ok(batch)
    }
}
