//! The procedures themselves: what the runner does, and nothing less when somebody is in the way.

use std::process::Command;
use std::thread;

use canai_db::job::locks;
use canai_db::pg::server::Binaries;

use super::{EVENTS, NOW, PURGE, Project, said};
use crate::harness::{block_on, eventually, execute};

/// Tables that hang on one another, a partitioned one, archives, and columns to strip.
const SHOP: &str = "
    create table visits (id bigint primary key, who int, address inet, held boolean, created timestamptz not null);
    create index on visits (created, id); create index on visits (who, created, id);
    create table carts (id bigint primary key, visit_id bigint references visits on delete cascade, created timestamptz not null);
    create index on carts (visit_id); create index on carts (created, id);
    create table payments (id bigint primary key, cart_id bigint references carts on delete cascade, created timestamptz not null);
    create index on payments (cart_id);
    create table marks (id bigint primary key, visit_id bigint references visits on delete set null,
        other_id bigint references visits on delete set null);
    create index on marks (visit_id); create index on marks (other_id);
    insert into visits select i, i % 7, ('10.1.' || i % 250 || '.7')::inet, i % 50 = 0,
        timestamptz '2026-06-01 00:00:00+00' - i * interval '1 hour' from generate_series(1, 4000) i;
    insert into carts select i, i, timestamptz '2026-06-01 00:00:00+00' - i * interval '1 hour' from generate_series(1, 4000, 2) i;
    insert into payments select i, i, timestamptz '2026-06-01 00:00:00+00' - i * interval '1 hour' from generate_series(1, 4000, 4) i;
    insert into marks select i, i, 4001 - i from generate_series(1, 4000, 5) i;
    create table nodes (id bigint primary key, above bigint references nodes on delete cascade, at timestamptz not null);
    create index on nodes (above); create index on nodes (at, id);
    insert into nodes values (1, null, '2026-01-01'), (2, 1, '2026-05-31'), (3, 2, '2026-05-31'), (4, null, '2026-05-31');

    create table opinions (id uuid primary key, words text, address inet, stars numeric, said timestamptz not null, done boolean);
    create index on opinions (said, id);
    insert into opinions select md5(i::text)::uuid, 'it''s $body$ ' || i, ('10.2.' || i % 250 || '.9')::inet, i % 10,
        timestamptz '2026-06-01 00:00:00+00' - i * interval '1 hour', false from generate_series(1, 3000) i;

    create table logs (id bigint primary key, line text, at timestamptz not null); create index on logs (at, id);
    create table logs_old (lower timestamptz, upper timestamptz, row_count integer, rows jsonb);
    insert into logs select i, 'line ' || i, timestamptz '2026-06-01 00:00:00+00' - i * interval '1 hour' from generate_series(1, 3000) i;
    create trigger keep before update or delete on logs for each row execute function keep();
    create table mails (id bigint primary key, line text, at timestamptz not null); create index on mails (at, id);
    create table mails_old (like mails including all);
    insert into mails select * from logs;

    create table hits (id bigint, at timestamptz not null, primary key (id, at)) partition by range (at);
    create index on hits (at, id);
    create table hits_04 partition of hits for values from ('2026-04-01 00:00:00+00') to ('2026-05-01 00:00:00+00');
    create table hits_05 partition of hits for values from ('2026-05-01 00:00:00+00') to ('2026-06-01 00:00:00+00');
    insert into hits select i, timestamptz '2026-06-01 00:00:00+00' - i * interval '20 minutes' from generate_series(1, 4000) i;
    analyze";

const SHOP_JOBS: [&str; 5] = [
    "job: purge-visits\nkind: purge\nschedule: 0 1 * * *\nby: created\nolder_than: 30 days\ntables:\n  visits:\n    unless: held\n    keep_last: { rows: 300, per: who }\n    cascade_into: [carts]\n    detach: [payments]\n  carts:\n    detach: [payments]\n",
    "job: strip-opinions\nkind: anonymize\nschedule: 0 2 * * *\nby: said\nolder_than: 20 days\ntables:\n  opinions:\n    set: { words: 'it''s $body$ @gone@', address: { network: { ipv4: 24, ipv6: 48 } }, stars: { generalize: 5 } }\n    mark: done\n",
    "job: pack-logs\nkind: archive\nschedule: 0 3 * * *\nby: at\nolder_than: 15 days\ntables:\n  logs:\n    into: { table: logs_old, as: chunks }\n  mails:\n    into: { table: mails_old }\n",
    "job: purge-hits\nkind: purge\nschedule: 0 4 * * *\nby: at\nolder_than: 10 days\ntables:\n  hits: {}\n  nodes: {}\n",
    "job: end-opinions\nkind: expire\nschedule: 0 5 * * *\nby: said\ntables:\n  opinions:\n    where: stars = 5\n    set: { stars: 4 }\n",
];

/// What keeps entries of the audit log, here on another table: a job is retention, and says so.
fn shop() -> String {
    let keep = include_str!("../../src/yaml/audit/keep.sql");
    format!("create function keep() returns trigger language plpgsql as $keep${keep}$keep$;{SHOP}")
}

/// What every table holds; the order and the size of batches may differ.
fn contents(project: &Project) -> Vec<String> {
    let tables =
        ["visits", "carts", "payments", "marks", "opinions", "logs", "mails", "mails_old", "hits", "nodes"];
    let mut all: Vec<String> = tables
        .iter()
        .map(|table| {
            let sum = format!(
                "SELECT '{table}', count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t"
            );
            project.value(&sum)
        })
        .collect();
    all.push(project.value(
        "SELECT 'chunks', sum(row_count), md5(string_agg(r::text, ',' ORDER BY r::text))
         FROM logs_old, jsonb_array_elements(rows) r",
    ));
    all.extend(project.query(
        "SELECT relname FROM pg_class WHERE relname LIKE 'hits%' AND relkind IN ('r', 'p') ORDER BY 1",
    ));
    all
}

/// The ledger, without what depends on the clock.
fn ledger(project: &Project) -> Vec<String> {
    let runs = "SELECT job, kind, md5(policy), counted_from, cutoff, sizes, outcome, reason
                  FROM canai_db.job_runs ORDER BY id";
    let sums = "SELECT r.job, b.table_name, b.action, sum(b.rows), min(b.lower),
                    (SELECT jsonb_object_agg(key, n) FROM (
                        SELECT key, sum(value::bigint) AS n FROM canai_db.job_batches c, jsonb_each_text(c.cascaded)
                         WHERE c.run_id = r.id AND c.table_name = b.table_name GROUP BY key) k),
                    (SELECT jsonb_object_agg(key, n) FROM (
                        SELECT key, sum(value::bigint) AS n FROM canai_db.job_batches c, jsonb_each_text(c.detached)
                         WHERE c.run_id = r.id AND c.table_name = b.table_name GROUP BY key) k)
                  FROM canai_db.job_runs r JOIN canai_db.job_batches b ON b.run_id = r.id
                 GROUP BY r.id, r.job, b.table_name, b.action ORDER BY 1, 2, 3";
    project.query(runs).into_iter().chain(project.query(sums)).collect()
}

#[test]
fn a_procedure_does_what_the_runner_does() {
    let names = ["purge-visits", "strip-opinions", "pack-logs", "purge-hits", "end-opinions"];
    let by_runner = Project::new(&shop(), &SHOP_JOBS);
    let by_procedure = Project::new(&shop(), &SHOP_JOBS);
    by_procedure.schedule();
    for _ in 0..2 {
        for name in names {
            by_runner.run(&["jobs", "run", name, "--now", NOW, "--fast"]);
            by_procedure.call(&format!("run_job_{}", name.replace('-', "_")));
        }
        assert_eq!(contents(&by_procedure), contents(&by_runner));
        let (found, expected) = (ledger(&by_procedure), ledger(&by_runner));
        assert_eq!(found, expected);
    }
    // It was something to compare.
    let rows =
        by_procedure.value("SELECT count(*) FROM (SELECT 1 FROM canai_db.job_batches WHERE rows > 0) b");
    assert!(rows.parse::<u32>().unwrap() > 10, "{rows}");
    assert_ne!(by_procedure.value("SELECT count(*) FROM payments WHERE cart_id IS NULL"), "0");
}

/// Makes every row slow to delete.
const SLOW: &str = "
    create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.002); return old; end';
    create trigger slow before delete on events for each row execute function slow()";

/// A run that is in the middle of it.
fn running(project: &Project) -> thread::JoinHandle<Result<(), tokio_postgres::Error>> {
    let config = project.database.config.clone();
    let thread = thread::spawn(move || {
        block_on(async {
            let client = crate::harness::connect(&config).await;
            client.batch_execute(&format!("CALL canai_db.run_job_purge_events('{NOW}')")).await
        })
    });
    eventually("batches are done", || project.value("SELECT count(*) > 1 FROM canai_db.job_batches") == "t");
    thread
}

/// Ends the run, by a function over its process.
fn end(project: &Project, how: &str) {
    let sql = format!(
        "SELECT {how}(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CALL canai_db.%'"
    );
    assert_eq!(project.value(&sql), "t");
}

#[test]
fn killed_in_the_middle_the_next_run_completes() {
    let project = Project::new(&format!("{EVENTS}; {SLOW}"), &[PURGE]);
    project.schedule();
    let run = running(&project);
    end(&project, "pg_terminate_backend");
    assert!(run.join().unwrap().is_err());
    let left: u32 = project.value("SELECT count(*) FROM events").parse().unwrap();
    assert!(left > 1439 && left < 6000, "in the middle: {left}");
    assert_eq!(project.value(&format!("SELECT sum(rows) + {left} FROM canai_db.job_batches")), "6000");

    project.database.execute("DROP TRIGGER slow ON events");
    project.schedule();
    project.call("run_job_purge_events");
    assert_eq!(project.value("SELECT count(*), max(id) FROM events"), "1440|1440");
    assert_eq!(project.value("SELECT sum(rows) FROM canai_db.job_batches"), "4560");
    assert_eq!(project.query("SELECT outcome FROM canai_db.job_runs ORDER BY id"), ["lost", "done"]);
}

#[test]
fn cancelled_it_ends_in_order() {
    let project = Project::new(&format!("{EVENTS}; {SLOW}"), &[PURGE]);
    project.schedule();
    let run = running(&project);
    end(&project, "pg_cancel_backend");
    let error = run.join().unwrap().unwrap_err();
    assert!(
        error.as_db_error().unwrap().message().contains("purge-events: canceling statement"),
        "{error:?}"
    );
    assert_eq!(
        project.query("SELECT outcome, reason FROM canai_db.job_runs"),
        ["interrupted|canceling statement due to user request"]
    );
    let left: u32 = project.value("SELECT count(*) FROM events").parse().unwrap();
    assert_eq!(project.value(&format!("SELECT sum(rows) + {left} FROM canai_db.job_batches")), "6000");
}

#[test]
fn two_at_once_are_one() {
    let project = Project::new(&format!("{EVENTS}; {SLOW}"), &[PURGE]);
    project.schedule();
    let run = running(&project);
    let psql = Binaries::find(None).unwrap().program("psql");
    let second = Command::new(psql)
        .args(["-X", &project.database.url, "-c", "CALL canai_db.run_job_purge_events()"])
        .output()
        .unwrap();
    assert!(second.status.success());
    assert!(
        said(&second).contains("job purge-events: another run is at it; nothing was done"),
        "{}",
        said(&second)
    );
    // The runner sees a procedure's lock, and its own is the same.
    let runner = project.run(&["jobs", "run", "purge-events", "--format", "json"]);
    assert!(runner.contains("\"running\""), "{runner}");
    assert_eq!(project.value("SELECT count(*) FROM canai_db.job_runs"), "1");
    project.database.execute("DROP TRIGGER slow ON events");
    run.join().unwrap().unwrap();
    assert_eq!(project.value("SELECT sum(rows) FROM canai_db.job_batches"), "4560");
    assert_eq!(project.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"), ["0"]);
}

#[test]
fn its_time_is_limited_by_itself_and_by_the_roles_timeout() {
    let project = Project::new(&format!("{EVENTS}; {SLOW}"), &[PURGE]);
    project.schedule();
    project.database.execute(&format!("CALL canai_db.run_job_purge_events('{NOW}', '1 second')"));
    let run =
        "SELECT outcome, reason LIKE 'its time was up, %' FROM canai_db.job_runs ORDER BY id DESC LIMIT 1";
    assert_eq!(project.query(run), ["limit|t"]);
    assert_ne!(project.value("SELECT sum(rows) FROM canai_db.job_batches"), "4560");
    project.database.execute("DROP TRIGGER slow ON events");
    project.schedule();
    // The timeout is that of the whole CALL: what would be cut off stops before. Here it waits for the table.
    block_on(async {
        let holder = project.database.client().await;
        let lock = format!("SELECT pg_advisory_lock({}, {})", locks::CLASS, locks::table("events"));
        holder.batch_execute(&lock).await.unwrap();
        let client = project.database.client().await;
        client.batch_execute("SET statement_timeout = '10s'").await.unwrap();
        let call = format!("CALL canai_db.run_job_purge_events('{NOW}')");
        client.batch_execute(&call).await.unwrap();
        holder.batch_execute("SELECT pg_advisory_unlock_all()").await.unwrap();
        client.batch_execute(&call).await.unwrap();
        // What is set for a run is not left to the session.
        let row =
            client.query_one("SELECT current_setting('lock_timeout'), current_setting('row_security')", &[]);
        let row = row.await.unwrap();
        assert_eq!((row.get::<_, &str>(0), row.get::<_, &str>(1)), ("0", "on"));
    });
    assert_eq!(project.value("SELECT count(*) FROM events"), "1440");
    assert_eq!(
        project.query("SELECT outcome FROM canai_db.job_runs ORDER BY id"),
        ["limit", "limit", "done"]
    );
}

#[test]
fn what_stops_it_is_in_the_ledger_and_in_the_error() {
    let project = Project::new(EVENTS, &[PURGE]);
    project.database.execute(
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN IF old.id = 2000 THEN RAISE EXCEPTION ''not this one''; END IF; RETURN old; END';
         CREATE TRIGGER no BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION no()",
    );
    project.schedule();
    let error = block_on(async {
        let client = project.database.client().await;
        client.batch_execute(&format!("CALL canai_db.run_job_purge_events('{NOW}')")).await.unwrap_err()
    });
    let expected = "cannot purge rows of events: a function raised an exception (SQLSTATE P0001)";
    assert!(error.as_db_error().unwrap().message().contains(expected), "{error:?}");
    let run = "SELECT outcome, reason FROM canai_db.job_runs";
    assert_eq!(project.query(run), [format!("failed|{expected}")]);
    let left: u32 = project.value("SELECT count(*) FROM events").parse().unwrap();
    assert!(left < 6000, "the batches before it are done");
    assert_eq!(project.value(&format!("SELECT sum(rows) + {left} FROM canai_db.job_batches")), "6000");
}

/// What the runner would refuse by now, the procedure does not do either.
#[test]
fn tables_that_are_not_as_they_were_stop_it() {
    let project = Project::new(EVENTS, &[PURGE]);
    project.schedule();
    let refused = |why: &str| {
        let error = block_on(async {
            let client = project.database.client().await;
            client.batch_execute(&format!("CALL canai_db.run_job_purge_events({why})")).await.unwrap_err()
        });
        error.as_db_error().unwrap().message().to_owned()
    };
    for now in ["'infinity'", "now() + interval '2 days'"] {
        assert!(refused(now).contains("which never comes or is yet to come"), "{now}");
    }
    project.database.execute("CREATE INDEX ON events (note)");
    project.database.execute("CREATE TABLE payments (event bigint REFERENCES events ON DELETE CASCADE)");
    let said = refused(&format!("'{NOW}'"));
    assert!(said.contains("are not as they were when it was scheduled; nothing was done"), "{said}");
    assert_eq!(project.value("SELECT count(*) FROM events"), "6000");
    project.database.execute("DROP TABLE payments");
    project.call("run_job_purge_events");
    assert_eq!(project.value("SELECT count(*) FROM events"), "1440", "an index changes nothing");
}

#[test]
fn a_locked_row_is_waited_for_in_short_attempts() {
    let project = Project::new(EVENTS, &[PURGE]);
    project.schedule();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let holder = runtime.block_on(project.database.client());
    runtime.block_on(holder.batch_execute("BEGIN; SELECT FROM events WHERE id = 3000 FOR UPDATE")).unwrap();
    let config = project.database.config.clone();
    let run =
        thread::spawn(move || execute(&config, &format!("CALL canai_db.run_job_purge_events('{NOW}')")));
    // Smaller batches get through, up to the row.
    let small = "SELECT count(*) FROM canai_db.job_batches WHERE rows < 1000 AND upper IS NOT NULL";
    eventually("a smaller batch is done", || project.value(small) != "0");
    runtime.block_on(holder.batch_execute("COMMIT")).unwrap();
    run.join().unwrap();
    assert_eq!(project.value("SELECT count(*) FROM events"), "1440");
    assert_eq!(project.query("SELECT outcome FROM canai_db.job_runs"), ["done"]);
}

#[test]
fn far_more_than_usual_stops_before_anything() {
    let project = Project::new(EVENTS, &[PURGE]);
    project.schedule();
    for day in [29, 30, 31] {
        project.database.execute(&format!("CALL canai_db.run_job_purge_events('2026-05-{day} 00:10:00+00')"));
        project.database.execute("ANALYZE events");
    }
    project.database.execute(
        "DELETE FROM canai_db.job_batches WHERE rows > 10;
         UPDATE canai_db.job_batches SET rows = 1;
         INSERT INTO canai_db.job_batches (run_id, number, table_name, action, rows, milliseconds)
            SELECT id, 99, 'events', 'delete', 1, 1 FROM canai_db.job_runs",
    );
    let before = project.value("SELECT count(*) FROM events");
    let error = block_on(async {
        let client = project.database.client().await;
        client.batch_execute("CALL canai_db.run_job_purge_events('2026-10-01')").await.unwrap_err()
    });
    let said = error.as_db_error().unwrap().message().to_owned();
    assert!(said.contains("it would take more than 1000 rows of events"), "{said}");
    assert_eq!(project.value("SELECT count(*) FROM events"), before);
    assert_eq!(project.value("SELECT outcome FROM canai_db.job_runs ORDER BY id DESC LIMIT 1"), "failed");
}

/// Views that read one another, the second not filled yet.
const STATS: &str = "
    create table events (id bigint primary key, kind text not null);
    insert into events select i, 'k' || i % 3 from generate_series(1, 30) i;
    create schema stats;
    create materialized view stats.kinds as select kind, count(*) as events from public.events group by kind;
    create unique index on stats.kinds (kind);
    create materialized view stats.total as select sum(events) as events from stats.kinds with no data;
    create unique index on stats.total (events);";

#[test]
fn views_are_refreshed_as_the_runner_does_it() {
    let job = "job: refresh-stats\nkind: refresh\nschedule: 5 * * * *\nviews:\n  stats.total: {}\n  stats.kinds: {}\n";
    let project = Project::new(STATS, &[job]);
    project.run(&["jobs", "run", "refresh-stats"]);
    // Not filled, it cannot be refreshed concurrently, whatever its indexes.
    project
        .database
        .execute("insert into events values (31, 'k4'); refresh materialized view stats.total with no data");
    project.schedule();
    assert_eq!(
        project.entries("schedule || ' ' || command"),
        ["5 * * * * CALL canai_db.run_job_refresh_stats()"]
    );
    project.call("run_job_refresh_stats");
    assert_eq!(project.value("select events from stats.total"), "31");
    let batches = "select number || ' ' || table_name || ': ' || action || ' ' || rows from canai_db.job_batches
        join canai_db.job_runs r on r.id = run_id and r.outcome = 'done' and r.kind = 'refresh' order by run_id, number";
    let once = ["1 stats.kinds: refresh concurrently 3", "2 stats.total: refresh 1"];
    assert_eq!(project.query(batches)[..2], once, "as the runner");
    assert_eq!(
        project.query(batches)[2..],
        ["1 stats.kinds: refresh concurrently 4", "2 stats.total: refresh 1"]
    );

    // Somebody who does not let go makes it fail, with what was done kept.
    project.database.execute("drop materialized view stats.total");
    let failed = block_on(async {
        let client = project.database.client().await;
        client
            .batch_execute(&format!("CALL canai_db.run_job_refresh_stats('{NOW}')"))
            .await
            .unwrap_err()
            .to_string()
    });
    assert!(!failed.is_empty());
    let last = "select outcome || ': ' || reason from canai_db.job_runs order by id desc limit 1";
    assert!(
        project.value(last).starts_with("failed: cannot refresh stats.total: "),
        "{}",
        project.value(last)
    );
    assert_eq!(project.query(batches).len(), 4);
}
