//! What a run refuses, before it takes the first row.

use super::{EVENTS, PURGE, Project};
use crate::harness::{TestDatabase, start_server};

#[test]
fn a_role_that_row_security_blinds_is_refused() {
    let server = start_server();
    let mut database = TestDatabase::create_on(&server);
    database.execute(&format!(
        "create role blind login; grant create on database {} to blind; grant all on schema public to blind",
        database.name
    ));
    let project = {
        database.execute(&format!(
            "{EVENTS}; grant all on events to blind; alter table events enable row level security"
        ));
        database.url = database.url.replace("postgres@", "blind@").replace("user=postgres", "user=blind");
        Project::on(database, "select 1", PURGE)
    };
    let said = project.fails(&["purge"]);
    assert!(said.contains("row security hides rows of events from `blind`"), "{said}");
    assert_eq!(project.value("select count(*) from events"), "6000");
}

#[test]
fn far_more_than_usual_stops() {
    let project = Project::new(EVENTS, PURGE);
    // Three runs that took a hundredth of the table.
    for age in ["3 days 23 hours", "3 days 22 hours", "3 days 21 hours"] {
        std::fs::write(project.root.join("jobs/job.yaml"), PURGE.replace("1 day", age)).unwrap();
        project.run(&["purge", "--fast"]);
    }
    std::fs::write(project.root.join("jobs/job.yaml"), PURGE).unwrap();
    let said = project.fails(&["purge"]);
    assert!(said.contains("10 times what is usual") && said.contains("--allow-unusual"), "{said}");
    assert_eq!(project.value("select max(id) > 5000 from events"), "t");
    project.run(&["purge", "--allow-unusual", "--fast"]);
    assert_eq!(project.value("select max(id) from events"), "1440");
}

#[test]
fn a_trigger_that_keeps_rows_is_told() {
    let project = Project::new(
        &format!(
            "{EVENTS}; create function keep() returns trigger language plpgsql as 'begin return null; end'; create trigger keep before delete on events for each row execute function keep()"
        ),
        PURGE,
    );
    let said = project.fails(&["purge", "--fast"]);
    assert!(said.contains("a trigger or a rule of the table keeps them"), "{said}");
    assert_eq!(project.query("select outcome from canai_db.job_runs"), ["failed"]);
}

#[test]
fn a_row_that_somebody_holds_is_waited_for_and_told() {
    let project = Project::new(EVENTS, PURGE);
    let config = project.database.config.clone();
    let said = crate::harness::block_on(async {
        let holder = crate::harness::connect(&config).await;
        holder.batch_execute("begin; select from events where id = 6000 for update").await.unwrap();
        project.fails(&["purge", "--fast", "-v"])
    });
    assert!(said.contains("a batch is tried again, smaller (SQLSTATE 55P03)"), "{said}");
    assert!(said.contains("gave up after 20 attempts") && said.contains("55P03"), "{said}");
    assert_eq!(project.value("select count(*) from events"), "6000");
}

#[test]
fn what_postgresql_does_not_understand_stops_before_the_first_row() {
    let project =
        Project::new(EVENTS, &PURGE.replace("events: {}", "events: { where: no_such_function(note) }"));
    let said = project.fails(&["purge"]);
    assert!(said.contains("42883") && said.contains("no_such_function"), "{said}");
    assert_eq!(project.value("select to_regclass('canai_db.job_runs') is null"), "t");
}

#[test]
fn a_time_that_never_comes_or_is_to_come_is_refused() {
    let project = Project::new(EVENTS, PURGE);
    let at = |now: &str, more: &[&str]| {
        let mut command = project.command(&["purge", &format!("--now={now}")]);
        let output = command.args(more).output().unwrap();
        (output.status.code(), super::said(&output))
    };
    for now in ["infinity", "-infinity"] {
        let (code, said) = at(now, &["--allow-unusual"]);
        assert!(code == Some(1) && said.contains("never comes"), "{said}");
    }
    let (code, said) = at("3000-01-01", &[]);
    assert!(code == Some(1) && said.contains("is yet to come") && said.contains("--allow-unusual"), "{said}");
    assert_eq!(at("3000-01-01", &["--dry-run"]).0, Some(0), "looking ahead does no harm");
    assert_eq!(project.value("select count(*) from events"), "6000");
    assert_eq!(at("3000-01-01", &["--allow-unusual", "--fast"]).0, Some(0));
    assert_eq!(project.value("select count(*) from events"), "0");
    let (_, said) = at("yesterdy", &[]);
    assert!(said.contains("yesterdy"), "{said}");
}

#[test]
fn the_history_of_a_job_that_is_not_there() {
    let project = Project::new(EVENTS, PURGE);
    let history = |words: &[&str]| {
        let output = project.command(&[&["jobs", "history"], words].concat()).output().unwrap();
        (output.status.code(), super::said(&output))
    };
    let (code, said) = history(&["purge-event"]);
    assert!(code == Some(64) && said.contains("did you mean `purge-events`?"), "{code:?} {said}");
    let (code, said) = history(&["purge-events"]);
    assert!(code == Some(0) && said.contains("The job purge-events has not run here yet."), "{said}");
    project.run(&["purge", "--fast"]);
    std::fs::remove_file(project.root.join("jobs/job.yaml")).unwrap();
    assert_eq!(history(&["purge-events"]).0, Some(0), "it did run once");
}

/// A table that was nearly empty when somebody counted, and is full again.
#[test]
fn what_is_usual_is_held_against_what_is_there() {
    let project = Project::new(EVENTS, PURGE);
    project.database.execute(
        "alter table events set (autovacuum_enabled = false); create table whole as table events;
         delete from events where id > 100; analyze events; insert into events select * from whole where id > 100",
    );
    project.run(&["purge", "--dry-run"]);
    project.database.execute("update pg_class set reltuples = 100 where relname = 'events'");
    project.run(&["purge", "--max-rows", "1"]);
    let usual = |rows: u32| {
        project.query(&format!(
            "truncate canai_db.job_runs cascade; with r as (
             insert into canai_db.job_runs (job, kind, policy, counted_from, cutoff, sizes, outcome)
             select 'purge-events', 'purge', '', now(), now(), '{{\"events\": 1000}}', 'done' from generate_series(1, 3) returning id)
             insert into canai_db.job_batches (run_id, number, table_name, action, rows, milliseconds) select id, 1, 'events', 'delete', {rows}, 1 from r"
        ));
    };
    usual(10);
    let told = project.fails(&["purge", "--fast"]);
    assert!(
        told.contains("more than 1000 rows of events, 10 times what is usual (1.0 % of the table)"),
        "{told}"
    );
    usual(90);
    project.run(&["purge", "--fast", "--max-rows", "1000"]);
    // There is no ten times as much.
    usual(580);
    project.run(&["purge", "--fast"]);
    assert_eq!(project.value("select count(*) from events"), "1440");
}
