//! Connecting for real: failures in words, several hosts, TLS, poolers.

mod pooler;
pub mod programs;
mod tls;

use std::path::Path;

use canai_db::pg::connection::{ConnectError, Settings, connect};
use canai_db::pg::settings::{Origin, Sources, gather, settle};
use tokio_postgres::Client;

use self::programs::free_port;
use crate::harness::{TestDatabase, block_on, execute, server, start_server};

fn settings(text: &str) -> Settings {
    Settings::of_string(text, &Origin::Flag).unwrap()
}

/// The first field of a query over a new connection, or the error as it is shown.
fn ask(settings: &Settings, query: &str) -> Result<String, String> {
    block_on(async {
        let client = connect(settings).await.map_err(|error: ConnectError| error.to_string())?;
        Ok(first_field(&client, query).await)
    })
}

async fn first_field(client: &Client, query: &str) -> String {
    client.query_one(query, &[]).await.unwrap().get(0)
}

fn socket_folder(database: &TestDatabase) -> String {
    match &database.config.get_hosts()[0] {
        tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        tokio_postgres::config::Host::Tcp(_) => unreachable!("the test server has a socket only"),
    }
}

#[test]
fn a_url_of_the_local_kind_connects() {
    let database = TestDatabase::create();
    let settings = settings(&database.url);
    assert!(settings.is_local());
    assert_eq!(ask(&settings, "select current_database()::text"), Ok(database.name.clone()));
    assert_eq!(ask(&settings, "select current_setting('application_name')"), Ok("canai-db".to_owned()));
    assert_eq!(
        ask(&settings.with_database("postgres"), "select current_database()::text"),
        Ok("postgres".to_owned())
    );
}

#[test]
fn session_options_reach_the_server() {
    let database = TestDatabase::create();
    let text = format!("{}&options=-c%20work_mem%3D7MB&application_name=me", database.url);
    assert_eq!(ask(&settings(&text), "select current_setting('work_mem')"), Ok("7MB".to_owned()));
    assert_eq!(ask(&settings(&text), "select current_setting('application_name')"), Ok("me".to_owned()));
}

#[test]
fn failures_say_who_where_and_what_to_do() {
    let port = free_port();
    assert_eq!(
        ask(&settings(&format!("postgresql://u:hunter2@127.0.0.1:{port}/d")), "").unwrap_err(),
        format!(
            "cannot connect to database `d` on 127.0.0.1, port {port} as `u` (from --database-url): \
             connection refused: no server listens there\n  \
             help: start the server, or correct host and port; `canai-db dev up` starts a local one"
        )
    );
    assert_eq!(
        ask(&settings("host=/nowhere user=u dbname=d"), "").unwrap_err(),
        "cannot connect to database `d` on socket /nowhere/.s.PGSQL.5432 as `u` (from --database-url): \
         there is no such socket: no server runs here\n  \
         help: start the server, or correct host and port; `canai-db dev up` starts a local one"
    );
    let unknown = ask(&settings("postgresql://u@no-such-host.invalid/d"), "").unwrap_err();
    assert!(unknown.contains("the host name cannot be resolved"), "{unknown}");

    let database = TestDatabase::create();
    let missing = settings(&database.url).with_database("nope");
    assert!(ask(&missing, "").unwrap_err().ends_with(
        "database \"nope\" does not exist (SQLSTATE 3D000)\n  \
             help: create it with CREATE DATABASE, or correct the name at the end of the URL"
    ));
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = mute.local_addr().unwrap().port();
    let text = format!("host=127.0.0.1 port={port} user=u connect_timeout=2");
    let shown = ask(&settings(&text), "").unwrap_err();
    assert!(shown.contains(": no answer within 2 s\n  help: check host, port and firewall"), "{shown}");
}

#[test]
fn something_that_is_no_postgresql_is_told() {
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    std::thread::spawn(move || drop(other.accept()));
    let shown =
        ask(&settings(&format!("host=127.0.0.1 port={port} user=u sslmode=disable")), "").unwrap_err();
    assert!(shown.contains("the server closed the connection before it said why"), "{shown}");
}

#[test]
fn the_next_host_is_tried() {
    let database = TestDatabase::create();
    let (folder, port) = (socket_folder(&database), free_port());
    let text = format!(
        "host=127.0.0.1,/nowhere,{folder} port={port},5432,5432 user=postgres dbname={}",
        database.name
    );
    assert_eq!(ask(&settings(&text), "select current_database()::text"), Ok(database.name.clone()));

    let text = format!("host=127.0.0.1,/nowhere port={port},5432 user=u dbname=d");
    assert_eq!(
        ask(&settings(&text), "").unwrap_err(),
        format!(
            "cannot connect to database `d` on 127.0.0.1, port {port} or socket /nowhere/.s.PGSQL.5432 as `u` \
             (from --database-url)\n  \
             127.0.0.1, port {port}: connection refused: no server listens there\n  \
             socket /nowhere/.s.PGSQL.5432: there is no such socket: no server runs here\n  \
             help: start the server, or correct host and port; `canai-db dev up` starts a local one"
        )
    );
}

#[test]
fn a_server_that_answered_has_the_last_word() {
    let database = TestDatabase::create();
    let folder = socket_folder(&database);
    let text = format!("host={folder},/nowhere user=postgres dbname=nope");
    let shown = ask(&settings(&text), "").unwrap_err();
    assert!(shown.contains("3D000") && !shown.contains("no such socket"), "{shown}");
}

#[test]
fn target_session_attrs_finds_the_server_of_its_kind() {
    let second = start_server();
    let replica = TestDatabase::create();
    replica.execute(&format!("alter database {} set default_transaction_read_only = on", replica.name));
    execute(&second.config("postgres"), &format!("create database {}", replica.name));
    let folder_of_second = match &second.config("postgres").get_hosts()[0] {
        tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        tokio_postgres::config::Host::Tcp(_) => unreachable!(),
    };
    let folders = format!("host={},{folder_of_second}", socket_folder(&replica));
    let with =
        |attrs: &str| format!("{folders} user=postgres dbname={} target_session_attrs={attrs}", replica.name);
    let data = "select current_setting('data_directory')";
    assert_eq!(ask(&settings(&with("any")), data), Ok(server().data().display().to_string()));
    assert_eq!(ask(&settings(&with("read-write")), data), Ok(second.data().display().to_string()));
    assert_eq!(ask(&settings(&with("read-only")), data), Ok(server().data().display().to_string()));
    let alone = format!("{}&target_session_attrs=read-write", replica.url);
    let shown = ask(&settings(&alone), "").unwrap_err();
    assert!(shown.contains("the database takes no writes"), "{shown}");
}

#[test]
fn the_environment_and_the_files_are_gathered() {
    let database = TestDatabase::create();
    let project = programs::Folder::create("project");
    std::fs::write(
        project.path().join(".env"),
        format!("# the database\nDATABASE_URL=\"{}\"\n", database.url),
    )
    .unwrap();
    let found = gather(None, None, project.path()).unwrap();
    // What this process was started with is not the test's to say.
    let sources = Sources { vars: std::collections::BTreeMap::new(), ..found };
    let settings = settle(&sources).unwrap();
    assert_eq!(settings.origin.to_string(), "DATABASE_URL in .env, line 2");
    assert_eq!(ask(&settings, "select current_database()::text"), Ok(database.name.clone()));

    let nothing = gather(None, None, Path::new("/nonexistent")).unwrap();
    assert_eq!(nothing.dotenv, None);
}

#[test]
fn a_password_file_that_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = programs::Folder::create("home");
    let file = home.path().join(".pgpass");
    std::fs::write(&file, "*:*:*:*:secret\n").unwrap();
    let warnings = |mode: u32| {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let sources = Sources {
            flag: Some("postgresql://u@h/d".to_owned()),
            home: Some(home.path().to_owned()),
            ..Sources::default()
        };
        settle(&sources).unwrap().warnings
    };
    assert_eq!(warnings(0o600), Vec::<String>::new());
    assert_eq!(
        warnings(0o644),
        [format!(
            "the password file {0} is not used: others than its owner can read it; run `chmod 0600 {0}`",
            file.display()
        )]
    );
}
