//! What the server spends its time on.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, counter, gauge, label, statement};
use crate::report::facts::Facts;

pub static REPORT: Report = Report {
    name: "queries",
    about: "Statements by total time; --sort mean_ms, call_count or io_ms for others",
    advice: "The first rows are where work pays off. A high mean with few calls is a slow query; a low mean with many calls is one that is asked too often. Times are means over all calls: there are no percentiles.",
    layout: Layout::Rows,
    columns: &[
        label("queryid", "The server's number for the statement."),
        label("role", "Who ran it."),
        counter("call_count", "How often it ran."),
        counter("total_ms", "Time in all runs."),
        gauge("mean_ms", "Time of a run, on average."),
        gauge("max_ms", "Time of the slowest run."),
        bar("time_ratio", "Its share of the time of all statements."),
        counter("io_ms", "Time spent reading and writing blocks; 0 unless track_io_timing is on."),
        counter("row_count", "Rows returned or changed."),
        counter("read_bytes", "Blocks read that were not in memory, temporary ones included."),
        counter("temp_bytes", "Written to temporary files, since work_mem was too small."),
        gauge("hit_ratio", "How many blocks were found in memory."),
        statement("query", "The statement, constants replaced, its first 500 characters."),
    ],
    thresholds: &[Threshold::at_least("mean_ms", 1000.0, 10_000.0).given(&[("call_count", 10.0)])],
    reads_statements: true,
    query,
    hidden: Some(Hidden::WithoutMonitor("the statements of other roles are shown without their text")),
};

fn query(facts: &Facts) -> Result<&'static str, String> {
    Ok(match statements(facts)? {
        version if version < (1, 11) => include_str!("queries_13.sql"),
        _ => include_str!("queries_17.sql"),
    })
}

/// The version of the extension, or why it cannot be read.
pub fn statements(facts: &Facts) -> Result<(u32, u32), String> {
    match facts.statements {
        None => Err(
            "the extension pg_stat_statements is not in this database: add it to shared_preload_libraries, \
                     restart, CREATE EXTENSION pg_stat_statements"
                .to_owned(),
        ),
        Some(version) if version < (1, 8) => {
            Err("the extension pg_stat_statements is too old: ALTER EXTENSION pg_stat_statements UPDATE"
                .to_owned())
        }
        Some(version) => Ok(version),
    }
}
