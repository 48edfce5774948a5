//! What a purge does to other tables, and that the dry run knew it.

use super::{Project, said};
use crate::harness::{connect, eventually};

/// Three generations, ten each; of the second six are old, of the third three.
const FAMILY: &str = "
    create table par (id int primary key, at timestamptz not null);
    create table kid (id int primary key, par int references par on delete cascade, at timestamptz not null);
    create table gkid (id int primary key, kid int references kid on delete cascade, at timestamptz not null);
    create index on par (at);
    create index on kid (at); create index on kid (par);
    create index on gkid (at); create index on gkid (kid);
    insert into par select i, '2020-01-01' from generate_series(1, 10) i;
    insert into kid select i, i, case when i <= 6 then '2020-01-01' else '2026-05-31'::timestamptz end from generate_series(1, 10) i;
    insert into gkid select i, i, case when i <= 3 then '2020-01-01' else '2026-05-31'::timestamptz end from generate_series(1, 10) i";

fn job(tables: &str) -> String {
    format!("job: j\nkind: purge\nby: at\nolder_than: 1 month\ntables:\n{tables}")
}

/// What is said of each table: its rows, those that go along, those that are detached.
fn told(tables: &serde_json::Value, along: &str) -> Vec<String> {
    let told = tables.as_array().unwrap().iter();
    told.map(|it| {
        format!("{} {} {} {}", it["table"].as_str().unwrap(), it["rows"], it[along], it["detached"])
    })
    .collect()
}

#[test]
fn a_row_goes_once_whichever_table_takes_it() {
    let project = Project::new(FAMILY, &job("  par: {}\n  kid: {}\n  gkid: {}\n"));
    let expected = ["gkid 3 {} {}", "kid 6 {\"gkid\":3} {}", "par 10 {\"gkid\":4,\"kid\":4} {}"];
    let forecast = project.run(&["purge", "--dry-run"]);
    assert_eq!(told(&forecast[0]["tables"], "cascades"), expected);
    let report = project.run(&["purge"]);
    assert_eq!(told(&report[0]["tables"], "cascaded"), expected);
}

#[test]
fn behind_rows_that_stay_everything_stays() {
    let project = Project::new(FAMILY, &job("  par: { detach: [kid] }\n"));
    let forecast = project.run(&["purge", "--dry-run"]);
    assert_eq!(told(&forecast[0]["tables"], "cascades"), ["par 10 {} {\"kid\":10}"]);
    let report = project.run(&["purge"]);
    assert_eq!(told(&report[0]["tables"], "cascaded"), ["par 10 {} {\"kid\":10}"]);
    assert_eq!(
        project.query("select count(*), count(par), (select count(kid) from gkid) from kid"),
        ["10|0|10"]
    );
}

#[test]
fn a_row_that_two_ways_lead_to_counts_once() {
    let sql = format!(
        "{FAMILY}; create table pair (par int references par on delete cascade, kid int references kid on delete cascade);
         create index on pair (par); create index on pair (kid); insert into pair select i, i from generate_series(1, 10) i"
    );
    let project = Project::new(&sql, &job("  par: { cascade_into: [kid, gkid, pair] }\n"));
    let expected = ["par 10 {\"gkid\":10,\"kid\":10,\"pair\":10} {}"];
    assert_eq!(told(&project.run(&["purge", "--dry-run"])[0]["tables"], "cascades"), expected);
    assert_eq!(told(&project.run(&["purge"])[0]["tables"], "cascaded"), expected);
}

#[test]
fn what_would_stop_a_run_is_told() {
    let sql = "
        create table par (id int primary key, at timestamptz not null);
        create table holder (id int primary key, par int references par on delete restrict, at timestamptz not null);
        create index on par (at); create index on holder (at); create index on holder (par);
        insert into par select i, '2020-01-01' from generate_series(1, 10) i;
        insert into holder values (1, 1, '2020-01-01'), (2, 2, '2026-05-31')";
    let project = Project::new(sql, &job("  par: {}\n"));
    assert!(
        project.fails(&["purge", "--dry-run"]).contains("rows of holder keep what they refer to from going")
    );
    // The old one goes first; the young one is in the way.
    std::fs::write(project.root.join("jobs/job.yaml"), job("  par: {}\n  holder: {}\n")).unwrap();
    let forecast = project.run(&["purge", "--dry-run"]);
    assert_eq!(forecast[0]["tables"][1]["in_the_way"]["holder"], 1, "{forecast:?}");
    let output = project.at_now(&["purge", "--dry-run"]).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.contains("par: the run would fail: 1 rows of holder refer to rows that would go"),
        "{shown}"
    );
    let said = project.fails(&["purge"]);
    assert!(said.contains("holder_par_fkey") && !said.contains("(id)=(2)"), "{said}");
    assert_eq!(
        project.query("select outcome, reason from canai_db.job_runs"),
        ["failed|cannot purge rows of par (SQLSTATE 23503, constraint holder_par_fkey, table holder)"]
    );
    // Detached it is not.
    std::fs::write(project.root.join("jobs/job.yaml"), job("  par: { detach: [holder] }\n")).unwrap();
    assert_eq!(told(&project.run(&["purge"])[0]["tables"], "cascaded"), ["par 10 {} {\"holder\":1}"]);
    assert_eq!(project.query("select count(*), count(par) from holder"), ["1|0"]);
}

const LOG: &str = "
    create table log (id bigint, at timestamptz not null, primary key (at, id)) partition by range (at);
    create table log_04 partition of log for values from ('2026-04-01') to ('2026-05-01');
    create table log_05 partition of log for values from ('2026-05-01') to ('2026-07-01');
    insert into log select i, timestamptz '2026-04-01' + i * interval '1 hour' from generate_series(1, 100) i";

#[test]
fn a_partition_that_went_as_a_whole_has_a_name_and_its_rows() {
    for (rule, ending) in [
        ("{}", ", the partition dropped as a whole: 100 log_04,"),
        ("{ partitions: detach }", ", the partition detached and kept: 100 log_04,"),
    ] {
        let project = Project::new(LOG, &job(&format!("  log: {rule}\n")));
        let forecast = project.run(&["purge", "--dry-run"]);
        let expected = serde_json::json!([{ "name": "log_04", "rows": 100, "is_estimate": false, "is_kept": rule.contains("detach") }]);
        assert_eq!(forecast[0]["tables"][0]["partitions"], expected);
        let output = project.at_now(&["purge", "-v"]).output().unwrap();
        assert!(
            said(&output).contains("j: 100 rows deleted (100 log)") && said(&output).contains(ending),
            "{}",
            said(&output)
        );
        let action =
            if rule.contains("detach") { "detach partition log_04" } else { "drop partition log_04" };
        assert_eq!(project.query("select action, rows from canai_db.job_batches"), [format!("{action}|100")]);
    }
}

#[test]
fn from_under_a_foreign_key_rows_go_and_no_partition() {
    let sql = format!(
        "{LOG}; create table note (id int primary key, at timestamptz, log bigint, foreign key (at, log) references log on delete cascade);
         create index on note (at, log); insert into note select i, timestamptz '2026-04-01' + i * interval '1 hour', i from generate_series(1, 7) i"
    );
    let project = Project::new(&sql, &job("  log: { cascade_into: [note] }\n"));
    let expected = ["log 100 {\"note\":7} {}"];
    assert_eq!(told(&project.run(&["purge", "--dry-run"])[0]["tables"], "cascades"), expected);
    assert_eq!(told(&project.run(&["purge"])[0]["tables"], "cascaded"), expected);
    assert_eq!(
        project.query("select to_regclass('log_04'), (select count(*) from log), count(*) from note"),
        ["log_04|0|0"]
    );
}

/// A tree: its root and one of the children are old, and three younger generations hang on it. Payments are of
/// nodes, at any depth.
const TREE: &str = "
    create table node (id int primary key, above int references node on delete cascade, at timestamptz not null);
    create table pay (id int primary key, node int references node on delete cascade);
    create index on node (at); create index on node (above); create index on pay (node);
    insert into node values (1, null, '2020-01-01'), (2, 1, '2026-05-31'), (3, 2, '2026-05-31'), (4, 3, '2026-05-31'), (5, null, '2026-05-31'), (6, 1, '2020-01-02');
    insert into pay select i, i from generate_series(1, 5) i";

#[test]
fn a_tree_goes_with_its_root_at_every_depth() {
    for (rule, expected, left) in [
        ("cascade_into: [pay]", "node 2 {\"node\":3,\"pay\":4} {}", "1|1|1"),
        // What hangs on a node deep below stays as well.
        ("detach: [pay]", "node 2 {\"node\":3} {\"pay\":4}", "1|5|1"),
        // A child that goes itself is not said to stay.
        ("detach: [node], cascade_into: [pay]", "node 2 {\"pay\":1} {\"node\":1}", "4|4|4"),
    ] {
        let project = Project::new(TREE, &job(&format!("  node: {{ {rule} }}\n")));
        assert_eq!(told(&project.run(&["purge", "--dry-run"])[0]["tables"], "cascades"), [expected]);
        assert_eq!(told(&project.run(&["purge"])[0]["tables"], "cascaded"), [expected]);
        assert_eq!(
            project.query("select (select count(*) from node), count(*), count(node) from pay"),
            [left]
        );
        assert_eq!(project.query("select rows from canai_db.job_batches"), ["2"]);
    }
}

#[test]
fn a_row_that_is_detached_twice_counts_once() {
    // Both keys of a row; of the last rows one goes by a third key.
    let sql = "
        create table par (id int primary key, at timestamptz not null);
        create table kid (id int primary key, a int references par on delete set null, b int references par on delete cascade,
            c int references par on delete set null);
        create index on par (at); create index on kid (a); create index on kid (b); create index on kid (c);
        insert into par select i, timestamptz '2020-01-01' + i * interval '1 minute' from generate_series(1, 20) i;
        insert into kid select i, i, case when i > 10 then i end, 21 - i from generate_series(1, 20) i;
        insert into kid values (21, 7, null, 7), (22, null, null, null)";
    let project = Project::new(sql, &job("  par: { cascade_into: [kid] }\n"));
    let expected = ["par 20 {\"kid\":10} {\"kid\":11}"];
    assert_eq!(told(&project.run(&["purge", "--dry-run"])[0]["tables"], "cascades"), expected);
    let report = project.run(&["purge"]);
    assert_eq!(told(&report[0]["tables"], "cascaded"), expected);
    assert_eq!(project.query("select count(*), count(a), count(c) from kid"), ["12|0|0"]);
    assert_eq!(
        project.query("select count(*), sum((detached ->> 'kid')::int) from canai_db.job_batches"),
        ["1|11"]
    );
}

/// Somebody keeps it from being counted, once the run has found it and is at the one before.
#[test]
fn a_partition_that_takes_long_to_count_is_estimated() {
    let before = "create table log_03 partition of log for values from ('2026-03-01') to ('2026-04-01')";
    let project = Project::new(&format!("{LOG}; {before}; analyze log_04"), &job("  log: {}\n"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let hold = |table: &str| {
        let client = runtime.block_on(connect(&project.database.config));
        runtime.block_on(client.batch_execute(&format!("begin; lock {table}"))).unwrap();
        client
    };
    let first = hold("log_03 in row exclusive mode");
    std::thread::scope(|scope| {
        let purging = scope.spawn(|| project.run(&["purge"]));
        let is_at = |table: &str| {
            let sql = format!(
                "select count(*) from pg_stat_activity where datname = current_database() and query like 'DROP TABLE%{table}'"
            );
            eventually("the run wants to drop it", || project.value(&sql) == "1");
        };
        is_at("log_03");
        let second = hold("log_04");
        runtime.block_on(first.batch_execute("commit")).unwrap();
        is_at("log_04");
        runtime.block_on(second.batch_execute("commit")).unwrap();
        let part = |name: &str, rows: u32, is_estimate: bool| serde_json::json!({ "name": name, "rows": rows, "is_estimate": is_estimate, "is_kept": false });
        assert_eq!(
            purging.join().unwrap()[0]["tables"][0]["partitions"],
            serde_json::json!([part("log_03", 0, false), part("log_04", 100, true)])
        );
    });
    assert_eq!(project.query("select to_regclass('log_04')"), [""]);
}
