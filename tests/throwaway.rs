//! Throwaway servers: what they are made of, and that nothing of them is left behind.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{TestDatabase, block_on, eventually, execute, kill, query, runs, server, start_server};

#[test]
fn a_database_is_empty_utf8_and_sorted_by_code_point() {
    let database = TestDatabase::create();
    let facts = "SELECT pg_encoding_to_char(encoding), datcollate LIKE 'C%' FROM pg_database
                 WHERE datname = current_database()";
    assert_eq!(database.query(facts), ["UTF8|t"]);
    assert_eq!(
        database.query("SELECT c FROM unnest('{a,B,ä,Z}'::text[]) c ORDER BY c"),
        ["B", "Z", "a", "ä"]
    );
    assert_eq!(database.query("SHOW timezone"), ["UTC"]);
    assert_eq!(database.query("SHOW default_text_search_config"), ["pg_catalog.english"]);
    assert_eq!(database.query("SELECT rolname FROM pg_roles WHERE oid >= 16384"), Vec::<String>::new());
}

#[test]
fn a_test_database_drops_itself() {
    let count = |name: &str| {
        query(
            &server().config("postgres"),
            &format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'"),
        )
    };
    let database = TestDatabase::create();
    let name = database.name.clone();
    assert_eq!(count(&name), ["1"]);
    drop(database);
    assert_eq!(count(&name), ["0"]);
}

#[test]
fn contrib_can_be_used() {
    let database = TestDatabase::create();
    database.execute("CREATE EXTENSION pgcrypto; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin");
    assert_eq!(database.query("SELECT show_trgm('a')"), ["{\"  a\",\" a \"}"]);
}

#[test]
fn the_url_reaches_the_database() {
    let database = TestDatabase::create();
    let config: tokio_postgres::Config = database.url.parse().unwrap();
    assert_eq!(query(&config, "SELECT current_database()"), [database.name.as_str()]);
    let row =
        block_on(async { database.client().await.query_one("SELECT current_database()::text", &[]).await });
    assert_eq!(row.unwrap().get::<_, String>(0), database.name);
}

#[test]
fn a_killed_server_is_restarted_with_what_was_committed() {
    let server = start_server();
    let database = TestDatabase::create_on(&server);
    database.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
    let killed = server.pid();
    assert!(runs(killed));
    kill(killed);
    server.restart().unwrap();
    assert_ne!(server.pid(), killed);
    assert_eq!(database.query("SELECT id FROM kept"), ["7"]);
}

#[test]
fn a_dropped_server_leaves_nothing() {
    let server = start_server();
    let (pid, data) = (server.pid(), server.data());
    let folder = data.parent().unwrap().to_path_buf();
    execute(&server.config("postgres"), "SELECT 1");
    drop(server);
    assert!(!runs(pid));
    assert!(!folder.exists());
    assert!(!folder.with_extension("lock").exists());
}

const IS_CHILD: &str = "CANAI_DB_TEST_CHILD";

/// Not a test of its own: the process that the next tests start and kill. There it starts a server,
/// says where, and waits.
#[test]
fn child_with_a_server() {
    if std::env::var_os(IS_CHILD).is_none() {
        return;
    }
    let server = start_server();
    println!("\nserver {} {} {}", server.pid(), server.supervisor(), server.data().display());
    block_on(std::future::pending::<()>());
}

/// A child process with a server: (the child, the server's pid, the supervisor's pid, the data).
fn child() -> (std::process::Child, u32, u32, String) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "throwaway::child_with_a_server", "--nocapture"])
        .env(IS_CHILD, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.find_map(|line| line.unwrap().strip_prefix("server ").map(str::to_owned)).unwrap();
    let mut words = line.splitn(3, ' ');
    let mut number = || words.next().unwrap().parse().unwrap();
    let (server, supervisor) = (number(), number());
    (child, server, supervisor, words.next().unwrap().to_owned())
}

#[test]
fn a_killed_parent_takes_its_server_along() {
    let (mut parent, pid, supervisor, data) = child();
    assert!(runs(pid) && Path::new(&data).exists());
    parent.kill().unwrap();
    parent.wait().unwrap();
    eventually("the server ends", || !runs(pid));
    eventually("the folder goes", || !Path::new(&data).parent().unwrap().exists());
    eventually("the supervisor ends", || !runs(supervisor));
}

#[test]
fn a_killed_supervisor_takes_its_server_along_and_the_next_start_sweeps() {
    let (mut parent, pid, supervisor, data) = child();
    let folder = Path::new(&data).parent().unwrap();
    kill(supervisor);
    eventually("the server ends", || !runs(pid));
    parent.kill().unwrap();
    parent.wait().unwrap();
    drop(start_server());
    eventually("the folder goes", || !folder.exists());
}
