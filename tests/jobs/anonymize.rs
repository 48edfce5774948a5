//! Every way of taking out of a row what tells about a person.

use super::{EVENTS, Project};

const PEOPLE: &str = "
    create table people (id int primary key, name text, mail text, nick text, address inet, born date, seen timestamptz,
        income numeric(10,2), town text, plain json, done boolean, at timestamptz not null);
    create index on people (at);
    insert into people
    select i, 'name ' || i, 'a' || i || '@example.org', 'nick' || i,
           case when i % 2 = 0 then inet '192.168.7.0' + i else inet '2001:db8:1:2::' + i end,
           date '1990-05-17' + i, timestamptz '2026-01-20 10:11:12+00', 1234.56 + i, 'town ' || i % 5, '{\"a\": 1}',
           null, timestamptz '2026-06-01' - i * interval '1 day'
      from generate_series(1, 50) i";

const JOB: &str = "
job: anonymize-people
kind: anonymize
by: at
older_than: 10 days
tables:
  people:
    set:
      name: '[GONE]'
      mail: { hash: TEST_SECRET }
      nick: null
      address: { network: { ipv4: 24, ipv6: 48 } }
      born: { generalize: year }
      seen: { generalize: month }
      income: { generalize: 1000 }
      town: { shuffle: true }
      plain: { value: {} }
    mark: done
";

const SECRET: &str = "a secret of the test";

#[test]
fn every_strategy_once_and_not_again() {
    let project = Project::new(PEOPLE, JOB);
    let towns = "select town, count(*) from people where id > 10 group by town order by town";
    let before = project.query(towns);
    let run =
        || project.at_now(&["anonymize", "--format", "json"]).env("TEST_SECRET", SECRET).output().unwrap();
    let first = run();
    assert!(first.status.success(), "{}", super::said(&first));
    let reports: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    assert_eq!(reports[0]["rows"], 40);
    // What openssl says: printf 'a12@example.org' | openssl dgst -sha256 -hmac 'a secret of the test'
    assert_eq!(
        project.query("select id, name, length(mail), nick, address, born, seen at time zone 'utc', income, plain, done from people where id in (10, 11, 12) order by id"),
        [
            "10|name 10|15|nick10|192.168.7.10|1990-05-27|2026-01-20 10:11:12|1244.56|{\"a\": 1}|",
            "11|[GONE]|64||2001:db8:1::/48|1990-01-01|2026-01-01 00:00:00|1000.00|{}|t",
            "12|[GONE]|64||192.168.7.0/24|1990-01-01|2026-01-01 00:00:00|1000.00|{}|t",
        ]
    );
    assert_eq!(project.query(towns), before, "the same towns, elsewhere");
    let all = project.query("select p from people p order by id");
    let second: serde_json::Value = serde_json::from_slice(&run().stdout).unwrap();
    assert_eq!(second[0]["rows"], 0);
    assert_eq!(project.query("select p from people p order by id"), all, "hashes are not hashed again");
    // Somebody edits a row later: that goes too, and the hash stays.
    let hash = project.value("select mail from people where id = 12");
    project.database.execute("update people set name = 'back again' where id = 12");
    let third: serde_json::Value = serde_json::from_slice(&run().stdout).unwrap();
    assert_eq!(third[0]["rows"], 1);
    assert_eq!(project.query("select name, mail from people where id = 12"), [format!("[GONE]|{hash}")]);
}

#[test]
fn a_hash_is_hmac_under_the_secret() {
    let project = Project::new(PEOPLE, JOB);
    let output = project.at_now(&["anonymize"]).env("TEST_SECRET", SECRET).output().unwrap();
    assert!(output.status.success(), "{}", super::said(&output));
    project.database.execute("create extension pgcrypto");
    assert_eq!(
        project.value(&format!("select mail = encode(public.hmac('a30@example.org', '{SECRET}', 'sha256'), 'hex') from people where id = 30")),
        "t"
    );
}

#[test]
fn without_the_secret_nothing_is_done() {
    let project = Project::new(PEOPLE, JOB);
    for secret in ["", "short"] {
        let output = project.at_now(&["anonymize"]).env("TEST_SECRET", secret).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            super::said(&output).contains("set the environment variable TEST_SECRET"),
            "{}",
            super::said(&output)
        );
    }
    assert_eq!(project.value("select count(*) from people where done"), "0");
}

#[test]
fn columns_that_expire_are_set() {
    let job = "job: expire-notes\nkind: expire\nby: at\ntables:\n  events:\n    where: who = 3\n    set: { note: over }\n";
    let project = Project::new(EVENTS, job);
    assert_eq!(project.run(&["purge", "--fast"])[0]["rows"], 600);
    assert_eq!(
        project.query("select count(*), count(*) filter (where note = 'over') from events"),
        ["6000|600"]
    );
    assert_eq!(project.run(&["purge"])[0]["rows"], 0);
}

const TOWNS: &str = "
    create table people (id int primary key, town text not null, done boolean, at timestamptz not null);
    create index on people (at);
    insert into people select i, 'town ' || i, null, timestamptz '2026-06-01' - (100 - i) * interval '1 day' from generate_series(1, 5) i";
const SHUFFLE: &str = "job: shuffle\nkind: anonymize\nby: at\nolder_than: 10 days\ntables:\n  people: { set: { town: { shuffle: true } }, mark: done }\n";

#[test]
fn nobody_keeps_its_value_in_a_shuffle() {
    let project = Project::new(TOWNS, SHUFFLE);
    assert_eq!(project.run(&["anonymize"])[0]["rows"], 5);
    assert_eq!(project.value("select count(*) from people where done and town <> 'town ' || id"), "5");
    assert_eq!(project.value("select count(distinct town) from people"), "5", "the same towns, elsewhere");
    // One more comes of age: it gets the value of another row.
    project.database.execute("insert into people values (6, 'town 6', null, '2026-03-15')");
    assert_eq!(project.run(&["anonymize"])[0]["rows"], 1);
    assert_eq!(project.value("select done and town <> 'town 6' from people where id = 6"), "t");
    assert_eq!(project.run(&["anonymize"])[0]["rows"], 0);
}

#[test]
fn an_only_row_is_not_called_shuffled() {
    let project = Project::new(&format!("{TOWNS}; delete from people where id > 1"), SHUFFLE);
    for _ in 0..2 {
        let report = &project.run(&["anonymize"])[0];
        assert_eq!((report["rows"].as_u64(), report["outcome"].as_str()), (Some(0), Some("done")));
        assert_eq!(project.query("select town, done from people"), ["town 1|"]);
    }
    project.database.execute("insert into people values (2, 'town 2', null, '2026-05-31')");
    assert_eq!(project.run(&["anonymize"])[0]["rows"], 1);
    assert_eq!(project.query("select town, done from people order by id"), ["town 2|t", "town 2|"]);
}

#[test]
fn an_error_shows_no_value_of_a_row() {
    let sql = "
        create table people (id int primary key, name text check (name <> 'GONE'), mail text, n int, at timestamptz not null);
        create index on people (at);
        insert into people values (1, 'Ana Secret', 'ana@example.org', 1, '2026-01-01')";
    let job = |set: &str| {
        format!(
            "job: j\nkind: anonymize\nby: at\nolder_than: 10 days\ntables:\n  people: {{ set: {{ {set} }}, mark: done }}\n"
        )
    };
    let project = Project::new(&format!("{sql}; alter table people add done boolean"), &job("name: GONE"));
    let output = project.at_now(&["anonymize"]).output().unwrap();
    let said = super::said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("23514") && said.contains("constraint people_name_check, table people"), "{said}");
    assert!(!said.contains("Secret") && !said.contains("ana@") && !said.contains("Failing row"), "{said}");
    assert_eq!(
        project.query("select reason from canai_db.job_runs"),
        ["cannot anonymize rows of people (SQLSTATE 23514, constraint people_name_check, table people)"]
    );
    std::fs::write(project.root.join("jobs/job.yaml"), job("n: { sql: \"mail::int\" }")).unwrap();
    let said = project.fails(&["anonymize"]);
    assert!(said.contains("22P02") && !said.contains("ana@"), "{said}");
}
