//! Whether the queries of targets/ are as fast as they have to be where they are asked.

use crate::report::definition::{Hidden, Layout, Report, Threshold, bar, counter, gauge, label};
use crate::report::facts::Facts;

pub static REPORT: Report = Report {
    name: "targets",
    about: "The queries of targets/ against their limits, by what the server counted",
    advice: "Times are means over all runs: the server keeps no percentiles, so half of the limit deserves attention already. `canai-db bench` measures percentiles and tells why. A query is recognised by the number that the server gives to its meaning, which blanks, letter case and the values of parameters do not change, and anything else does; one that is wrapped in another, as PostgREST does it, is another. Functions that run a query do not count, only who sends it.",
    layout: Layout::Rows,
    columns: &[
        label("target", "Its name in targets/."),
        label("role", "The role that runs it."),
        gauge("class", "What its limit comes from."),
        gauge("limit_ms", "How long it may take."),
        counter("call_count", "How often it ran as that role."),
        gauge("mean_ms", "Time of a run, on average."),
        gauge("max_ms", "Time of the slowest run."),
        bar("limit_ratio", "The mean against the limit."),
        gauge("skipped", "Why nothing is known of it."),
    ],
    thresholds: &[Threshold::at_least("limit_ratio", 0.5, 1.0)],
    reads_statements: true,
    query,
    hidden: Some(Hidden::WithoutMonitor("the statements of other roles have no number, and are not found")),
};

fn query(facts: &Facts) -> Result<&'static str, String> {
    facts.targets.as_ref().map_err(Clone::clone)?;
    let version = super::queries::statements(facts)?;
    if facts.major < 14 || version < (1, 9) {
        return Err("it takes PostgreSQL 14, which tells the number of a statement, and \
                    ALTER EXTENSION pg_stat_statements UPDATE"
            .to_owned());
    }
    Ok(include_str!("targets.sql"))
}
