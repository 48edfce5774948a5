//! A real pgbouncer: its transaction mode is refused, its session mode is not.

use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use canai_db::pg::connection::{Settings, connect};
use canai_db::pg::pooler::refuse_transaction_pooler;

use super::programs::{Folder, Running, as_postgres, free_port, start};
use super::{settings, socket_folder};
use crate::harness::{TestDatabase, block_on};

struct Pgbouncer {
    url: String,
    _running: Running,
    _files: Folder,
}

impl Pgbouncer {
    fn start(database: &TestDatabase, mode: &str, setting: &str) -> Self {
        let (files, port) = (Folder::create("pgb"), free_port());
        let configuration = format!(
            "[databases]\n* = host={} port=5432 user=postgres\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = any\npool_mode = {mode}\n{setting}\n",
            socket_folder(database)
        );
        fs::write(files.path().join("pgbouncer.ini"), configuration).unwrap();
        let mut command = Command::new("pgbouncer");
        command.arg(files.path().join("pgbouncer.ini"));
        as_postgres(&mut command, &files);
        let running = start(&mut command, port);
        let url = format!("postgresql://postgres@127.0.0.1:{port}/{}?sslmode=disable", database.name);
        Self { url, _running: running, _files: files }
    }
}

fn verdict(settings: &Settings) -> Result<(), String> {
    block_on(async {
        let client = connect(settings).await.unwrap();
        refuse_transaction_pooler(&client, settings).await.map_err(|error| error.to_string())
    })
}

#[test]
fn transaction_mode_is_refused_with_the_reason() {
    let database = TestDatabase::create();
    for more in ["", "server_round_robin = 1", "default_pool_size = 1"] {
        let pgbouncer = Pgbouncer::start(&database, "transaction", more);
        let shown = verdict(&settings(&pgbouncer.url)).expect_err(more);
        assert!(shown.contains("is a transaction pooler: "), "{more}: {shown}");
        assert!(
            shown.ends_with(
                "help: connect to the server itself, or to a pool in session mode (pgbouncer: pool_mode = session)"
            ),
            "{more}: {shown}"
        );
    }
}

#[test]
fn a_pool_with_several_idle_sessions_is_found_out_too() {
    let database = TestDatabase::create();
    for more in ["", "server_round_robin = 1"] {
        let pgbouncer = Pgbouncer::start(&database, "transaction", more);
        let settings = settings(&pgbouncer.url);
        block_on(async {
            let mut others = Vec::new();
            for _ in 0..4 {
                let client = connect(&settings).await.unwrap();
                client.batch_execute("begin").await.unwrap();
                others.push(client);
            }
            for client in &others {
                client.batch_execute("rollback").await.unwrap();
            }
            let client = connect(&settings).await.unwrap();
            refuse_transaction_pooler(&client, &settings).await.expect_err(more);
        });
    }
}

#[test]
fn session_mode_and_no_pooler_are_fine() {
    let database = TestDatabase::create();
    assert_eq!(verdict(&settings(&database.url)), Ok(()));
    // With one session, the second connection never gets one: that is no reason to refuse.
    for more in ["", "server_round_robin = 1", "default_pool_size = 1"] {
        let pgbouncer = Pgbouncer::start(&database, "session", more);
        assert_eq!(verdict(&settings(&pgbouncer.url)), Ok(()), "{more}");
    }
}

#[test]
fn without_a_pooler_no_second_connection_is_made() {
    let database = TestDatabase::create();
    assert_eq!(second_connections_of_the_probe(&settings(&database.url)), 0);
    let pgbouncer = Pgbouncer::start(&database, "session", "");
    assert_ne!(second_connections_of_the_probe(&settings(&pgbouncer.url)), 0);
}

/// How many connections the probe opens beside the one that it is given: it is sent to a listener
/// that counts and hangs up.
pub fn second_connections_of_the_probe(through: &Settings) -> usize {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let elsewhere =
        settings(&format!("host=127.0.0.1 user=u port={}", listener.local_addr().unwrap().port()));
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        while listener.accept().is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    block_on(async {
        let client = connect(through).await.unwrap();
        refuse_transaction_pooler(&client, &elsewhere).await.unwrap();
    });
    count.load(Ordering::SeqCst)
}
