//! A purge on a server with a standby that does not keep up, and with a `pg_receivewal` that never could.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use canai_db::pg::server::Binaries;
use tokio_postgres::Config;

use super::{EVENTS, NOW, PURGE, said};
use crate::harness::{canai_db, eventually, execute, query};

/// A project with a local server of its own that others may replicate from.
struct Primary {
    root: PathBuf,
    url: String,
}

impl Primary {
    fn up() -> Self {
        let root = std::env::temp_dir().join(format!("canai-db-standby-{}", std::process::id()));
        fs::create_dir_all(root.join("jobs")).unwrap();
        fs::write(root.join("canai-db.yaml"), "").unwrap();
        fs::write(root.join("jobs/job.yaml"), PURGE).unwrap();
        let mut primary = Self { root, url: String::new() };
        primary.dev("up");
        primary.url = primary.dev("url");
        let file = primary.value("SHOW hba_file");
        let rules = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{rules}host replication all 127.0.0.1/32 scram-sha-256\n")).unwrap();
        execute(&primary.config(), "SELECT pg_reload_conf()");
        execute(&primary.config(), EVENTS);
        primary
    }

    fn dev(&self, verb: &str) -> String {
        let output = canai_db().arg("-C").arg(&self.root).args(["dev", verb]).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn config(&self) -> Config {
        self.url.parse().unwrap()
    }

    fn value(&self, sql: &str) -> String {
        query(&self.config(), sql).join("\n")
    }

    fn old(&self) -> String {
        self.value("SELECT count(*)::text FROM events WHERE at < timestamptz '2026-05-31 00:00:00+00'")
    }

    /// At most ten rows: what is said.
    fn purge(&self, more: &[&str]) -> String {
        let mut command = canai_db();
        command.arg("-C").arg(&self.root).args(["purge", "-v", "--now", NOW, "--database-url", &self.url]);
        let output = command.args(["--max-rows", "10"]).args(more).output().unwrap();
        said(&output)
    }
}

impl Drop for Primary {
    fn drop(&mut self) {
        let _ = canai_db().arg("-C").arg(&self.root).args(["dev", "down"]).output();
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(command: &mut Command) -> Running {
    Running(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

/// The server's programs, as the user that the primary runs as: PostgreSQL refuses root.
fn server_program(primary: &Primary, program: &str) -> Command {
    let path = Binaries::find(None).unwrap().program(program);
    let data = fs::metadata(primary.root.join(".canai-db/data")).unwrap();
    if data.uid() == rustix::process::geteuid().as_raw() {
        return Command::new(path);
    }
    let mut command = Command::new("setpriv");
    command.args([format!("--reuid={}", data.uid()), format!("--regid={}", data.gid())]);
    command.args(["--clear-groups", "--"]).arg(path);
    command
}

#[test]
fn a_purge_waits_for_a_standby_and_for_nothing_else() {
    let primary = Primary::up();
    let folder = primary.root.join("received");
    // The server's user must be able to write there.
    for made in [&folder, &primary.root.join("standby")] {
        fs::create_dir(made).unwrap();
        let owner = fs::metadata(primary.root.join(".canai-db/data")).unwrap();
        fs::set_permissions(made, fs::Permissions::from_mode(0o700)).unwrap();
        std::os::unix::fs::chown(made, Some(owner.uid()), Some(owner.gid())).unwrap();
    }

    // It tells how far it has written, every second, and replays nothing: its lag grows for ever.
    let receiver = start(
        server_program(&primary, "pg_receivewal")
            .args(["--status-interval=1", "-D"])
            .arg(&folder)
            .args(["-d", &primary.url]),
    );
    execute(&primary.config(), "CREATE TABLE written (i int)");
    eventually("pg_receivewal has a lag", || {
        execute(&primary.config(), "INSERT INTO written VALUES (1)");
        primary.value("SELECT (replay_lag > interval '1.5 s')::text FROM pg_stat_replication") == "true"
    });
    assert_eq!(primary.old(), "4560");
    let said = primary.purge(&["--pause-on-lag", "1s"]);
    assert_eq!(primary.old(), "4550", "{said}");
    drop(receiver);

    let standby = Standby::of(&primary);
    execute(&standby.config, "SELECT pg_wal_replay_pause()");
    eventually("the standby has a lag", || {
        execute(&primary.config(), "INSERT INTO written VALUES (1)");
        primary.value("SELECT (replay_lag > interval '1.5 s')::text FROM pg_stat_replication") == "true"
    });
    let said = primary.purge(&["--pause-on-lag", "1s", "--max-duration", "2s"]);
    assert_eq!(primary.old(), "4550", "it is looked at before the first batch: {said}");
    assert!(said.contains("--max-duration of 2 s was reached"), "{said}");

    execute(&standby.config, "SELECT pg_wal_replay_resume()");
    let said = primary.purge(&["--pause-on-lag", "1s"]);
    assert_eq!(primary.old(), "4540", "{said}");
}

struct Standby {
    config: Config,
    _server: Running,
}

impl Standby {
    fn of(primary: &Primary) -> Self {
        let folder = primary.root.join("standby");
        let copied = server_program(primary, "pg_basebackup")
            .args(["--checkpoint=fast", "--write-recovery-conf", "-D"])
            .arg(&folder)
            .args(["-d", &primary.url])
            .output()
            .unwrap();
        assert!(copied.status.success(), "{}", said(&copied));
        let server = start(
            server_program(primary, "postgres")
                .arg("-D")
                .arg(&folder)
                .args(["-c", "listen_addresses=", "-c", "wal_receiver_status_interval=1s"])
                // A standby needs as many as its primary.
                .args(["-c", "max_locks_per_transaction=1024"])
                .args(["-c", &format!("unix_socket_directories={}", folder.display())])
                .args(["-c", &format!("hba_file={}", primary.root.join(".canai-db/pg_hba.conf").display())]),
        );
        let mut config = Config::new();
        config.host_path(&folder).port(5432).user("postgres").dbname("postgres");
        let psql =
            || Command::new("psql").env("PGHOST", &folder).args(["-U", "postgres", "-qc", ""]).output();
        eventually("the standby answers", || psql().is_ok_and(|it| it.status.success()));
        Self { config, _server: server }
    }
}
