//! Jobs that refresh materialised views: in the order in which they read one another, without keeping readers
//! waiting where that can be, and with nothing done by halves.

use canai_db::diagnostic::Source;
use canai_db::job::{Facts, locks};
use canai_db::yaml;

use super::Project;
use crate::harness::eventually;

/// Two views of a table, the second of the first through a view, and not filled yet.
const STATS: &str = "
    create table visits (id bigint primary key, kind text not null, at timestamptz not null);
    insert into visits select i, 'k' || i % 3, timestamptz '2026-06-01 00:00:00+00' - i * interval '1 hour'
        from generate_series(1, 300) i;
    create schema stats;
    create materialized view stats.days as
        select date_trunc('day', at) as day, kind, count(*) as visits from public.visits group by 1, 2;
    create unique index on stats.days (day, kind);
    create view stats.recent as select * from stats.days;
    create materialized view stats.totals as
        select kind, sum(visits) as visits from stats.recent group by kind with no data;";

const JOB: &str = "job: refresh-stats\nkind: refresh\nschedule: '5 * * * *'\nviews:\n  stats.totals: { locks_readers: true }\n  stats.days: {}\n";

const LEDGER: &str =
    "select table_name || ': ' || action || ' ' || rows from canai_db.job_batches order by run_id, number";

#[test]
fn views_are_refreshed_in_their_order() {
    let project = Project::new(STATS, JOB);
    let dry = project.run(&["jobs", "run", "refresh-stats", "--dry-run"]);
    let views = dry[0]["views"].as_array().unwrap();
    let view = |at: usize| {
        (
            views[at]["view"].as_str().unwrap(),
            views[at]["is_concurrent"].as_bool().unwrap(),
            &views[at]["rows"],
        )
    };
    let days: i64 = project.value("select count(*) from stats.days").parse().unwrap();
    assert_eq!(view(0), ("stats.days", true, &days.into()));
    assert_eq!(view(1), ("stats.totals", false, &serde_json::Value::Null));
    assert_eq!(project.value("select relispopulated from pg_class where relname = 'totals'"), "f");
    let shown = project.at_now(&["jobs", "run", "refresh-stats", "--dry-run"]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(
        shown.contains("never filled")
            && shown.contains("readers go on")
            && shown.contains("Nothing was changed"),
        "{shown}"
    );

    project.query("insert into visits select i, 'k9', '2026-05-31' from generate_series(1001, 1007) i");
    let reports = project.run(&["jobs", "run", "refresh-stats"]);
    assert_eq!(
        (&reports[0]["kind"], &reports[0]["outcome"]),
        (&"refresh".into(), &"done".into()),
        "{reports:?}"
    );
    assert_eq!(project.value("select visits from stats.totals where kind = 'k9'"), "7");
    let rows = project.value("select count(*) from stats.days");
    assert_eq!(
        project.query(LEDGER),
        [format!("stats.days: refresh concurrently {rows}"), "stats.totals: refresh 4".to_owned()]
    );

    // Filled, and with an index, it needs no reader to wait.
    project.query("create unique index on stats.totals (kind); truncate visits");
    project.run(&["jobs", "run", "refresh-stats"]);
    assert_eq!(
        project.query(LEDGER)[2..],
        ["stats.days: refresh concurrently 0", "stats.totals: refresh concurrently 0"]
    );
    let dry = project.run(&["jobs", "run", "refresh-stats", "--dry-run"]);
    assert!(dry[0]["views"][0]["estimated_seconds"].as_f64().is_some(), "{dry:?}");
    let history = project.command(&["jobs", "history", "--format", "json"]).output().unwrap();
    let history: serde_json::Value = serde_json::from_slice(&history.stdout).unwrap();
    assert_eq!(
        (&history[0]["outcome"], &history[1]["tables"]["stats.totals"]),
        (&"done".into(), &4.into()),
        "{history:#}"
    );
}

#[test]
fn others_are_waited_for_and_not_for_ever() {
    let project = Project::new(STATS, JOB);
    project.run(&["jobs", "run", "refresh-stats"]);
    project.query("truncate visits");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let other = runtime.block_on(project.database.client());
    let does = |sql: &str| runtime.block_on(other.batch_execute(sql)).unwrap();

    // Another run of the job: this one does nothing.
    does(&format!("select pg_advisory_lock({}, {})", locks::CLASS, locks::job("refresh-stats")));
    assert_eq!(project.run(&["jobs", "run", "refresh-stats"])[0]["outcome"], "running");
    does("select pg_advisory_unlock_all()");

    // A reader of `totals` is waited for, and one of `days` is not.
    does("begin; select from stats.totals; select from stats.days");
    let mut child = project.at_now(&["jobs", "run", "refresh-stats"]).spawn().unwrap();
    eventually("the first view is done", || {
        project.value("select count(*) from canai_db.job_batches") == "3"
    });
    assert_eq!(project.value("select outcome from canai_db.job_runs order by id desc limit 1"), "running");
    does("commit");
    assert!(child.wait().unwrap().success());
    assert_eq!(project.value("select count(*) from stats.totals"), "0");

    // What takes too long is cancelled, and nothing is lost.
    let mut slow = STATS.to_owned();
    slow.push_str("create materialized view stats.slow as select pg_sleep(60)::text as slept with no data;");
    let job = "job: refresh-slow\nkind: refresh\nviews: { stats.slow: { locks_readers: true } }\n";
    let project = Project::new(&slow, job);
    let said = project.fails(&["jobs", "run", "refresh-slow", "--max-duration", "300ms"]);
    assert!(said.contains("stats.slow: the refresh was cancelled, and the view is as it was"), "{said}");
    assert_eq!(project.value("select outcome from canai_db.job_runs"), "failed");
}

#[test]
fn what_a_job_says_of_views_is_held_against_them() {
    let source = |path: &str, text: &str| Source { path: path.into(), text: text.to_owned() };
    let schema = "schemas: { s: {} }\nviews:\n  plain: { definition: select 1 as a }\n  through: { definition: select a from s.below }\nmaterialized_views:\n  s.below: { definition: select 1 as a, indexes: { b: { unique: true, on: a } } }\n  s.above: { definition: select a from public.through, indexes: { u: { unique: true, on: a } } }\n  s.partial: { definition: select 1 as a, indexes: { p: { unique: true, on: a, where: a > 0 } } }\n";
    let (schema, mistakes) = yaml::read(&[source("s.yaml", schema)]);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let facts = Facts::of(&schema);
    let said = |jobs: &[&str]| {
        let sources: Vec<Source> =
            jobs.iter().enumerate().map(|(at, it)| source(&format!("{at}.yaml"), it)).collect();
        let (_, mistakes) = yaml::job::jobs(&sources, Some(&facts));
        mistakes
            .iter()
            .map(|it| format!("{}:{} {}", it.path.display(), it.span.start.0, it.message))
            .collect::<Vec<_>>()
    };
    let job = |views: &str| format!("job: r\nkind: refresh\nviews:\n{views}");
    assert_eq!(said(&[&job("  s.above: {}\n  s.below: {}\n")]), [""; 0]);
    assert_eq!(said(&[&job("  s.above: {}\n"), "job: q\nkind: refresh\nviews: { s.below: {} }\n"]), [""; 0]);
    assert_eq!(said(&[&job("  s.above: {}\n")]), ["0.yaml:4 s.above reads s.below, which no job refreshes"]);
    assert_eq!(said(&[&job("  s.partial: { locks_readers: true }\n")]), [""; 0]);
    let found = said(&[&job("  s.belwo: {}\n  plain: {}\n  s.partial: {}\n")]);
    assert!(
        found[0].starts_with("0.yaml:4 unknown materialized view `s.belwo`; did you mean `s.below`?"),
        "{found:?}"
    );
    assert!(found[1].starts_with("0.yaml:5 unknown materialized view `plain`"), "{found:?}");
    assert!(found[2].starts_with("0.yaml:6 no unique index tells the rows of s.partial apart"), "{found:?}");
    assert_eq!(
        said(&["job: r\nkind: refresh\nby: at\n", "job: p\nkind: purge\nolder_than: 1 day\nviews: {}\n"]),
        [
            "0.yaml:1 `views` is missing: a job of kind `refresh` needs it",
            "0.yaml:3 `by` means nothing to a job of kind `refresh`",
            "1.yaml:1 `by` is missing: a job of kind `purge` needs it",
            "1.yaml:4 `views` means nothing to a job of kind `purge`",
        ]
    );
}
