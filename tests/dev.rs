//! `canai-db dev`: the local server's life, and what may go wrong in it.

use std::fs::{self, Permissions};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use canai_db::pg::server::local;
use tokio_postgres::Config;

use crate::harness::{canai_db, eventually, execute, kill, query, runs};

/// A project's folder; its server is stopped and everything removed with this value.
struct Project {
    top: PathBuf,
    folder: PathBuf,
}

impl Project {
    fn new(name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let top = std::env::temp_dir().join(format!("canai-db-test-{}-{number}", std::process::id()));
        let folder = top.join(name);
        fs::create_dir_all(&folder).unwrap();
        Self { top, folder }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = canai_db();
        command.arg("dev").args(arguments).current_dir(&self.folder);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command prints that has to succeed.
    fn stdout(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "dev {arguments:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// What a command says that has to fail with exit code 1.
    fn failure(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "dev {arguments:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty());
        stderr(&output)
    }

    fn status(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout(&["status", "--format", "json"])).unwrap()
    }

    fn pid(&self) -> u32 {
        self.status()["pid"].as_u64().unwrap().try_into().unwrap()
    }

    fn config(&self) -> Config {
        self.stdout(&["url"]).parse().unwrap()
    }

    fn home(&self) -> PathBuf {
        self.folder.join(".canai-db")
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let status: serde_json::Value =
            serde_json::from_slice(&self.run(&["status", "--format", "json"]).stdout).unwrap_or_default();
        let _ = self.run(&["down"]);
        // A home outside of the project has the data's folder as its child.
        if let Some(home) = status["data"].as_str().and_then(|data| Path::new(data).parent()) {
            let _ = fs::remove_dir_all(home);
        }
        let _ = fs::remove_dir_all(&self.top);
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_life_of_a_local_server() {
    let project = Project::new("my-app");
    assert_eq!(project.status()["state"], "none");
    assert_eq!(project.failure(&["url"]), "error: the local server is not up; `canai-db dev up` starts it\n");

    let url = project.stdout(&["up"]);
    assert!(url.starts_with("postgresql://postgres:") && url.ends_with("/my_app"), "{url}");
    assert_eq!(project.stdout(&["url"]), url);
    let pid = project.pid();
    assert_eq!(project.stdout(&["up"]), url, "up again changes nothing");
    assert_eq!(project.pid(), pid);

    let status = project.status();
    assert_eq!((status["state"].as_str(), status["database"].as_str()), (Some("up"), Some("my_app")));
    assert!(status["size_bytes"].as_u64() > Some(1 << 20));
    assert!(project.stdout(&["status"]).contains("127.0.0.1"));

    let config = project.config();
    let settings = "SELECT string_agg(setting, ',' ORDER BY name) FROM pg_settings
                    WHERE name IN ('autovacuum', 'fsync', 'full_page_writes', 'synchronous_commit')";
    assert_eq!(query(&config, settings), ["on,on,on,on"]);
    execute(&config, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1); CREATE ROLE app");
    assert_eq!(project.stdout(&["psql", "--", "-Atc", "SELECT id FROM kept"]), "1");

    assert_eq!(project.stdout(&["down"]), "");
    assert!(!runs(pid));
    assert_eq!(project.status()["state"], "down");
    assert!(project.run(&["down"]).status.success(), "down again is no failure");
    assert_eq!(project.stdout(&["up"]), url, "the URL stays");
    assert_eq!(query(&config, "SELECT id FROM kept"), ["1"]);

    project.stdout(&["reset"]);
    assert_eq!(query(&config, "SELECT to_regclass('kept') IS NULL"), ["t"]);
    assert_eq!(query(&config, "SELECT rolname FROM pg_roles WHERE oid >= 16384"), Vec::<String>::new());
    project.stdout(&["down"]);
    project.stdout(&["reset"]);
    assert_eq!(project.stdout(&["url"]), url, "a reset of a stopped server starts it where it was");
}

#[test]
fn the_library_finds_the_running_server() {
    let project = Project::new("library");
    assert!(local::running(&project.folder).unwrap().is_none());
    project.stdout(&["up"]);
    let server = local::running(&project.folder).unwrap().unwrap();
    assert_eq!(query(&server.config(), "SELECT current_database()"), ["library"]);
    assert!(!format!("{server:?}").contains(&password(&server.url())), "no password in Debug");
    project.stdout(&["down"]);
    assert!(local::running(&project.folder).unwrap().is_none());
}

fn password(url: &str) -> String {
    let config: Config = url.parse().unwrap();
    String::from_utf8(config.get_password().unwrap().to_vec()).unwrap()
}

#[test]
fn only_the_password_opens_the_port() {
    let project = Project::new("port");
    let url = project.stdout(&["up"]);
    let mut config: Config = url.parse().unwrap();
    config.password("wrong");
    let refused = crate::harness::block_on(config.connect(tokio_postgres::NoTls)).err().unwrap();
    assert_eq!(refused.code(), Some(&tokio_postgres::error::SqlState::INVALID_PASSWORD));
    for (file, mode) in [("server.json", 0o600), ("socket", 0o700), ("data", 0o700)] {
        let facts = fs::metadata(project.home().join(file)).unwrap();
        assert_eq!(facts.permissions().mode() & 0o777, mode, "{file}");
    }
}

#[test]
fn eight_ups_at_once_start_one_server() {
    let project = Project::new("crowd");
    let urls: Vec<String> = thread::scope(|scope| {
        let ups: Vec<_> = (0..8).map(|_| scope.spawn(|| project.stdout(&["up"]))).collect();
        ups.into_iter().map(|up| up.join().unwrap()).collect()
    });
    assert!(urls.iter().all(|url| *url == urls[0]), "{urls:?}");
    assert_eq!(query(&project.config(), "SELECT 1"), ["1"]);
}

#[test]
fn a_killed_server_comes_up_again() {
    let project = Project::new("killed");
    project.stdout(&["up"]);
    execute(&project.config(), "CREATE TABLE kept (id int)");
    let pid = project.pid();
    kill(pid);
    eventually("the server ends", || !runs(pid));
    assert_eq!(project.status()["state"], "down");
    project.stdout(&["up"]);
    assert_eq!(query(&project.config(), "SELECT to_regclass('kept') IS NULL"), ["f"]);
}

#[test]
fn a_stale_pid_file_is_nobodys_server() {
    let project = Project::new("stale");
    project.stdout(&["up"]);
    project.stdout(&["down"]);
    // As after a container was started anew: the number belongs to another program.
    let lines = format!("{}\n/nowhere\n1\n1\n/nowhere\n", std::process::id());
    fs::write(project.home().join("data/postmaster.pid"), lines).unwrap();
    assert_eq!(project.status()["state"], "down");
    project.stdout(&["up"]);
    assert_eq!(project.status()["state"], "up");
}

#[test]
fn an_occupied_port_is_left_to_its_owner() {
    let project = Project::new("occupied");
    let before = project.stdout(&["up"]);
    project.stdout(&["down"]);
    let port = project.status()["port"].as_u64().unwrap().try_into().unwrap();
    let _owner = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
    let output = project.run(&["up"]);
    let warning = format!("warning: port {port} is in use by another program; the URL has changed\n");
    assert!(stderr(&output).starts_with(&warning), "{}", stderr(&output));
    assert_ne!(String::from_utf8_lossy(&output.stdout).trim(), before);
    assert_eq!(query(&project.config(), "SELECT 1"), ["1"]);
}

#[test]
fn data_of_another_major_is_not_touched() {
    let project = Project::new("major");
    project.stdout(&["up"]);
    project.stdout(&["down"]);
    let version = project.home().join("data/PG_VERSION");
    fs::write(&version, "12\n").unwrap();
    let message = project.failure(&["up"]);
    assert!(message.contains("was made by PostgreSQL 12, and this machine has"), "{message}");
    assert!(message.contains("postgresql-12") && message.contains("canai-db dev reset"), "{message}");
    project.stdout(&["reset"]);
    assert_eq!(project.status()["state"], "up");
}

#[test]
fn a_broken_note_is_reported_and_reset_helps() {
    let project = Project::new("broken");
    project.stdout(&["up"]);
    fs::write(project.home().join("server.json"), "{").unwrap();
    let message = project.failure(&["status"]);
    assert!(message.contains("server.json is not what canai-db wrote; `canai-db dev reset`"), "{message}");
    project.stdout(&["reset"]);
    assert_eq!(query(&project.config(), "SELECT 1"), ["1"]);

    execute(&project.config(), "CREATE TABLE kept (id int)");
    fs::remove_file(project.home().join("server.json")).unwrap();
    project.stdout(&["up"]);
    assert_eq!(query(&project.config(), "SELECT to_regclass('kept') IS NULL"), ["f"]);
}

#[test]
fn an_interrupted_up_is_finished_by_the_next() {
    let project = Project::new("interrupted");
    let mut config: Config = project.stdout(&["up"]).parse().unwrap();
    config.dbname("postgres");
    execute(&config, "DROP DATABASE interrupted");
    execute(&config, "ALTER ROLE postgres PASSWORD NULL");
    project.stdout(&["up"]);
    assert_eq!(query(&project.config(), "SELECT current_database()"), ["interrupted"]);
}

#[test]
fn reset_drops_the_roles_and_tells_which_it_kept() {
    let project = Project::new("roles");
    let config: Config = project.stdout(&["up"]).parse().unwrap();
    execute(
        &config,
        "CREATE ROLE a; CREATE ROLE b IN ROLE a; CREATE ROLE c; CREATE TABLE t (); ALTER TABLE t OWNER TO b",
    );
    execute(&config, "CREATE DATABASE other");
    execute(&config, "ALTER DATABASE other OWNER TO c");
    let output = project.run(&["reset"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let warning = "warning: roles that other databases of this server use were kept: c\n";
    assert!(stderr(&output).starts_with(warning), "{}", stderr(&output));
    assert_eq!(query(&config, "SELECT rolname FROM pg_roles WHERE oid >= 16384"), ["c"]);
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let project = Project::new("unwritable");
    fs::write(project.home(), "a file").unwrap();
    let message = project.failure(&["up"]);
    assert!(message.contains("unwritable/.canai-db belongs to another user"), "{message}");

    let project = Project::new("shared");
    fs::create_dir(project.home()).unwrap();
    fs::set_permissions(project.home(), Permissions::from_mode(0o777)).unwrap();
    let message = project.failure(&["up"]);
    assert!(message.contains("shared/.canai-db belongs to another user, or others may write"), "{message}");
    assert_eq!(fs::metadata(project.home()).unwrap().permissions().mode() & 0o777, 0o777, "left as it was");

    let output = canai_db().args(["-C", "/nonexistent", "dev", "up"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("/nonexistent is not a folder"), "{}", stderr(&output));
}

#[test]
fn a_project_behind_a_closed_folder_has_its_data_elsewhere() {
    let project = Project::new("closed");
    fs::set_permissions(&project.top, Permissions::from_mode(0o700)).unwrap();
    project.stdout(&["up"]);
    assert_eq!(query(&project.config(), "SELECT current_database()"), ["closed"]);
    let data = project.status()["data"].as_str().unwrap().to_owned();
    let root = rustix::process::geteuid().is_root();
    assert_eq!(Path::new(&data).starts_with(&project.top), !root, "{data}");
    assert_eq!(fs::metadata(&project.top).unwrap().permissions().mode() & 0o777, 0o700, "left as it was");
}

#[test]
fn a_long_path_has_its_socket_elsewhere() {
    let project = Project::new(&"long".repeat(30));
    project.stdout(&["up"]);
    assert_eq!(project.stdout(&["psql", "-Atc", "SELECT 1"]), "1");
    assert!(project.status()["socket"].as_str().unwrap().len() < 90);
}

#[test]
fn the_server_outlives_the_session_that_started_it() {
    let project = Project::new("session");
    let shell = Command::new("setsid")
        .args(["--wait", "sh", "-c", "\"$0\" dev up && kill -HUP 0"])
        .arg(canai_db().get_program())
        .current_dir(&project.folder)
        .output()
        .unwrap();
    assert!(!shell.status.success(), "the shell was hung up");
    assert_eq!(project.status()["state"], "up");
}

#[test]
fn without_postgresql_the_error_names_the_command_that_installs_it() {
    let project = Project::new("bare");
    let output = project.command(&["up"]).env("CANAI_PG_BIN", "/nonexistent").output().unwrap();
    assert_eq!(
        stderr(&output),
        "error: CANAI_PG_BIN is /nonexistent, and there is no working `postgres` and `initdb` in it\n"
    );
}

#[test]
fn the_local_server_is_local_by_whatever_name() {
    let project = Project::new("seeded");
    fs::create_dir_all(project.folder.join("seeds/demo")).unwrap();
    fs::create_dir_all(project.folder.join("schema")).unwrap();
    fs::write(project.folder.join("canai-db.yaml"), "").unwrap();
    let file = |name: &str, text: &str| fs::write(project.folder.join(name), text).unwrap();
    file("seeds/demo/set.yaml", "environments: [local]\n");
    file("seeds/demo/t.yaml", "table: t\nrows: [{ id: 1 }]\n");
    file("schema/t.yaml", "table: t\ncolumns:\n  id: { type: bigint, primary_key: true }\n");
    let url = project.stdout(&["up"]);
    execute(&project.config(), "CREATE TABLE t (id bigint PRIMARY KEY)");
    let seed = |url: &str, arguments: &[&str]| {
        let mut command = canai_db();
        command.arg("-C").arg(&project.folder).arg("seed").args(arguments).env("DATABASE_URL", url);
        command.output().unwrap()
    };
    let output = seed(&url, &["demo"]);
    assert!(output.status.success(), "{}", stderr(&output));
    execute(&project.config(), "TRUNCATE t");
    let generate = ["--generate", "--table", "t=3"];
    let output = seed(&url, &generate);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(query(&project.config(), "SELECT count(*) FROM t"), ["3"]);
    // Another server's address is not, nor is a name that may be another's.
    for url in [url.replace("127.0.0.1", "localhost"), url.replace("127.0.0.1", "127.0.0.2")] {
        let output = seed(&url, &["demo"]);
        assert_eq!(output.status.code(), Some(64), "{}", stderr(&output));
        assert!(stderr(&output).contains("it is only for local"), "{}", stderr(&output));
    }
}
