//! What a purge takes and what it leaves.

use super::{EVENTS, PURGE, Project, said};

const OLD: &str = "select count(*) from events where at < timestamptz '2026-05-31 00:00:00+00'";

fn with(rule: &str) -> String {
    PURGE.replace("events: {}", &format!("events: {rule}"))
}

#[test]
fn old_rows_go_and_the_others_stay() {
    let project = Project::new(EVENTS, PURGE);
    let reports = project.run(&["purge", "--fast"]);
    assert_eq!(reports[0]["rows"], 6000 - 1440);
    assert_eq!(reports[0]["outcome"], "done");
    assert_eq!(project.query("select count(*), min(id), max(id) from events"), ["1440|1|1440"]);
    assert_eq!(
        project.query("select job, kind, outcome, cutoff = '2026-05-31 00:00:00+00', policy like 'job: purge-events%' from canai_db.job_runs"),
        ["purge-events|purge|done|t|t"]
    );
    let batches = project.query(
        "select sum(rows), count(*) > 2, bool_and(lower < upper or upper is null) from canai_db.job_batches",
    );
    assert_eq!(batches, ["4560|t|t"]);
    assert_eq!(project.run(&["purge"])[0]["rows"], 0, "a second run");
}

#[test]
fn cron_hears_nothing_when_all_is_well() {
    let project = Project::new(EVENTS, PURGE);
    let output = project.at_now(&["purge", "--fast"]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len(), said(&output).len()), (Some(0), 0, 0));
    let output = project.at_now(&["purge", "-v"]).output().unwrap();
    assert!(
        said(&output).contains("purge-events: 0 rows deleted, older than 2026-05-31 00:00:00+00, in"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_dry_run_counts_and_changes_nothing() {
    let project = Project::new(
        &format!(
            "{EVENTS}; create table parts (event bigint references events on delete cascade); create index on parts (event); insert into parts select id from events where id % 2 = 0; create table loose (event bigint references events on delete set null); create index on loose (event); insert into loose values (2000), (1), (null)"
        ),
        &with("{ cascade_into: [parts] }"),
    );
    let forecast = &project.run(&["purge", "--dry-run"])[0]["tables"][0];
    assert_eq!(forecast["rows"], 4560);
    assert_eq!(
        (forecast["oldest"].as_str(), forecast["newest"].as_str()),
        (Some("2026-05-27 20:00:00+00"), Some("2026-05-30 23:59:00+00"))
    );
    assert_eq!(forecast["cascades"]["parts"], 2280);
    assert_eq!(forecast["detached"]["loose"], 1);
    assert_eq!(project.query("select count(*), to_regclass('canai_db.job_runs') from events"), ["6000|"]);
    let report = &project.run(&["purge", "--fast"])[0]["tables"][0];
    assert_eq!(
        (&report["cascaded"]["parts"], &report["detached"]["loose"]),
        (&forecast["cascades"]["parts"], &forecast["detached"]["loose"])
    );
    assert_eq!(
        project.query("select (select count(*) from parts), (select count(event) from loose)"),
        ["720|1"]
    );
    assert!(project.run(&["purge", "--dry-run"])[0]["tables"][0]["estimated_seconds"].is_number());
}

#[test]
fn what_is_held_or_kept_stays() {
    let project = Project::new(
        &format!("{EVENTS}; create index on events (who, at)"),
        &with("{ unless: held, keep_last: { rows: 200, per: who } }"),
    );
    project.database.execute(
        "update events set held = null where id = 5001; update events set who = null where id between 5002 and 5011",
    );
    project.run(&["purge", "--fast"]);
    // Of each of ten, 144 are young and 56 more are kept, but for those of nobody; every hundredth is held.
    assert_eq!(project.value("select count(*) from events where held"), "60");
    assert_eq!(project.value("select count(*) from events where id between 5001 and 5011 and not held"), "0");
    assert_eq!(
        project.value("select string_agg(distinct n::text, ',') from (select count(*) n from events where not held group by who) t where n <> 0"),
        "180,200"
    );
    assert_eq!(project.run(&["purge"])[0]["rows"], 0);
}

#[test]
fn a_run_with_a_limit_goes_on_next_time() {
    let project = Project::new(EVENTS, PURGE);
    let report = &project.run(&["purge", "--max-rows", "1500"])[0];
    assert_eq!((report["outcome"].as_str(), report["rows"].as_u64()), (Some("limit"), Some(1500)));
    assert_eq!(report["reason"], "--max-rows 1500 was reached");
    // The oldest first.
    assert_eq!(project.value("select max(id) from events"), "4500");
    let report = &project.run(&["purge", "--fast"])[0];
    assert_eq!((report["outcome"].as_str(), report["rows"].as_u64()), (Some("done"), Some(3060)));
}

#[test]
fn rows_that_come_late_or_are_alike_in_age_go_too() {
    let project = Project::new(EVENTS, PURGE);
    project.run(&["purge", "--max-rows", "1500"]);
    project.database.execute(
        "insert into events select i, 1, 'late', false, '2026-05-27 20:00:00+00' from generate_series(10001, 13000) i",
    );
    assert_eq!(project.run(&["purge", "--fast"])[0]["rows"], 3060 + 3000);
    assert_eq!(project.value(OLD), "0");
}

#[test]
fn partitions_go_as_a_whole() {
    let sql = "create table log (id bigint, at timestamptz not null, primary key (at, id)) partition by range (at);
        create table log_04 partition of log for values from ('2026-04-01') to ('2026-05-01');
        create table log_05 partition of log for values from ('2026-05-01') to ('2026-06-01');
        create table log_rest partition of log default;
        insert into log select i, timestamptz '2026-04-01' + i * interval '1 hour' from generate_series(1, 1400) i;
        analyze log";
    let job = "job: purge-log\nkind: purge\nby: at\nolder_than: 10 days\ntables:\n  log: {}\n";
    for (rule, left) in [
        ("{}", "||log_05"),
        ("{ partitions: detach }", "|log_04|log_05"),
        ("{ partitions: rows }", "|log_04|log_05"),
    ] {
        let project = Project::new(sql, &job.replace("log: {}", &format!("log: {rule}")));
        let report = &project.run(&["purge", "--fast"])[0]["tables"][0];
        let whole = usize::from(!rule.contains("rows"));
        assert_eq!(report["partitions"].as_array().unwrap().len(), whole, "{rule}");
        assert_eq!(
            project.value("select count(*) from log where at < timestamptz '2026-05-22 00:00:00+00'"),
            "0"
        );
        assert_eq!(
            project.query("select '', to_regclass('log_04'), to_regclass('log_05')"),
            [left],
            "{rule}"
        );
        let detached =
            project.value("select count(*) from pg_inherits where inhrelid = to_regclass('log_04')");
        assert_eq!(detached, if rule.contains("rows") { "1" } else { "0" }, "{rule}");
    }
}

#[test]
fn two_runs_of_a_job_do_not_overlap() {
    let project = Project::new(EVENTS, PURGE);
    let config = project.database.config.clone();
    // The first run is held up by somebody who has a row.
    let mut first = None;
    crate::harness::block_on(async {
        let holder = crate::harness::connect(&config).await;
        holder.batch_execute("begin; select from events where id = 6000 for update").await.unwrap();
        first = Some(project.at_now(&["purge"]).spawn().unwrap());
        let watcher = crate::harness::connect(&config).await;
        loop {
            let row = watcher
                .query_one(
                    "select count(*) from pg_locks where locktype = 'advisory'
                        and database = (select oid from pg_database where datname = current_database())",
                    &[],
                )
                .await
                .unwrap();
            if row.get::<_, i64>(0) > 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let second = project.run(&["purge"]);
        assert_eq!((second[0]["outcome"].as_str(), second[0]["rows"].as_u64()), (Some("running"), Some(0)));
        assert!(project.fails(&["purge", "--fail-if-running"]).contains("another run of the job is at it"));
        holder.batch_execute("rollback").await.unwrap();
    });
    assert!(first.unwrap().wait().unwrap().success());
    assert_eq!(project.value(OLD), "0");
}

#[test]
fn kept_payments_are_detached_from_what_goes() {
    let sql = "create table prompts (id int primary key, at timestamptz not null);
        create index on prompts (at);
        create table sparks (id int primary key, prompt int references prompts on delete cascade);
        create index on sparks (prompt);
        create table payments (id int primary key, spark int references sparks on delete cascade, amount int);
        create index on payments (spark);
        insert into prompts select i, timestamptz '2026-06-01' - i * interval '1 hour' from generate_series(1, 100) i;
        insert into sparks select i, i from generate_series(1, 100) i;
        insert into payments select i, i, i from generate_series(1, 100) i";
    let job = "job: purge-prompts\nkind: purge\nby: at\nolder_than: 1 day\ntables:\n  prompts: { cascade_into: [sparks], detach: [payments] }\n";
    let project = Project::new(sql, job);
    let report = &project.run(&["purge"])[0]["tables"][0];
    assert_eq!(
        (report["cascaded"]["sparks"].as_u64(), report["detached"]["payments"].as_u64()),
        (Some(76), Some(76))
    );
    assert_eq!(
        project.query("select (select count(*) from prompts), (select count(*) from sparks), count(*), count(spark), sum(amount) from payments"),
        ["24|24|100|24|5050"]
    );
}
