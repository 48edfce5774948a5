//! Programs that a test starts itself: a PostgreSQL that listens on TCP, pgbouncer, openssl.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use canai_db::pg::server::Binaries;

/// A port of 127.0.0.1 on which nobody listens.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A folder that is removed in the end. Its name is short: sockets are made in it.
pub struct Folder(PathBuf);

impl Folder {
    pub fn create(name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("canai-db-test-{}-{number}-{name}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A program in the background, ended with this value.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.0);
        // SIGQUIT: the servers end at once, with their children.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::QUIT);
        // A shell's background jobs, and so what they start, may not hear it.
        for _ in 0..50 {
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a program to its end; it has to succeed.
pub fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Starts a server that has to answer on a port of 127.0.0.1.
pub fn start(command: &mut Command, port: u16) -> Running {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let since = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if child.try_wait().unwrap().is_some() {
            let output = child.wait_with_output().unwrap();
            panic!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        assert!(since.elapsed() < Duration::from_mins(1), "{command:?} does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
    Running(child)
}

/// Neither PostgreSQL nor pgbouncer runs as root: makes `postgres` the owner of the folder and the
/// user of the command.
pub fn as_postgres(command: &mut Command, folder: &Folder) {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let number = |flag: &str| -> u32 {
        let output = Command::new("id").args([flag, "postgres"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().expect("the user postgres")
    };
    run(Command::new("chown").arg("-R").arg("postgres:postgres").arg(folder.path()));
    command.uid(number("-u")).gid(number("-g"));
}

/// A PostgreSQL of one's own with TLS and passwords, on 127.0.0.1.
pub struct TcpServer {
    pub port: u16,
    pub certificates: Folder,
    _running: Running,
    _data: Folder,
}

/// A server listens before it is ready.
fn wait_until_ready(config: &tokio_postgres::Config) {
    let since = Instant::now();
    crate::harness::block_on(async {
        while let Err(error) = config.connect(tokio_postgres::NoTls).await {
            assert!(since.elapsed() < Duration::from_mins(1), "{error:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
}

impl TcpServer {
    /// `certificate` is the name of its certificate, `hba` is its `pg_hba.conf` after a line that lets every local socket in; `sql` runs at first.
    pub fn start(certificate: &str, hba: &str, sql: &str) -> Self {
        let binaries = Binaries::find(None).unwrap_or_else(|error| panic!("{error}"));
        let (data, certificates, port) = (Folder::create("tls"), Folder::create("certs"), free_port());
        make_certificates(&certificates);
        let mut initdb = Command::new(binaries.program("initdb"));
        initdb.args(["--no-sync", "-U", "postgres", "-A", "trust", "-D"]).arg(data.path().join("data"));
        as_postgres(&mut initdb, &data);
        run(initdb.current_dir("/"));

        let inside = data.path().join("data");
        for (from, to) in [
            (format!("{certificate}.crt"), "server.crt"),
            (format!("{certificate}.key"), "server.key"),
            ("ca.crt".to_owned(), "ca.crt"),
        ] {
            fs::copy(certificates.path().join(from), inside.join(to)).unwrap();
        }
        fs::write(inside.join("pg_hba.conf"), format!("local all all trust\n{hba}")).unwrap();
        let mut postgres = Command::new(binaries.program("postgres"));
        postgres.arg("-D").arg(&inside).current_dir("/");
        for setting in [
            format!("port={port}"),
            "listen_addresses=127.0.0.1".to_owned(),
            format!("unix_socket_directories={}", data.path().display()),
            "fsync=off".to_owned(),
            "ssl=on".to_owned(),
            "ssl_cert_file=server.crt".to_owned(),
            "ssl_key_file=server.key".to_owned(),
            "ssl_ca_file=ca.crt".to_owned(),
        ] {
            postgres.arg("-c").arg(setting);
        }
        as_postgres(&mut postgres, &data);
        let running = start(&mut postgres, port);
        let mut config = tokio_postgres::Config::new();
        config.host_path(data.path()).port(port).user("postgres").dbname("postgres");
        wait_until_ready(&config);
        crate::harness::execute(&config, sql);
        Self { port, certificates, _running: running, _data: data }
    }
}

/// `ca.crt`, a server certificate for `localhost` signed by it, a client certificate for the role
/// `certified`; `other.crt`, a root that signed none of them; `own.crt`, which signed itself.
fn make_certificates(folder: &Folder) {
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    let root = |name: &str, more: &[&str]| {
        run(Command::new("openssl")
            .args(["req", "-x509", "-days", "2", "-subj"])
            .arg(format!("/CN={name}"))
            .args(more)
            .args(key)
            .arg("-keyout")
            .arg(folder.file(&format!("{name}.key")))
            .arg("-out")
            .arg(folder.file(&format!("{name}.crt"))));
    };
    let signed = |name: &str, subject: &str, extension: &str| {
        let request = folder.file(&format!("{name}.csr"));
        let extensions = folder.file(&format!("{name}.ext"));
        fs::write(&extensions, extension).unwrap();
        run(Command::new("openssl")
            .args(["req", "-subj", subject])
            .args(key)
            .arg("-keyout")
            .arg(folder.file(&format!("{name}.key")))
            .arg("-out")
            .arg(&request));
        run(Command::new("openssl")
            .args(["x509", "-req", "-days", "2", "-CAcreateserial", "-in"])
            .arg(&request)
            .arg("-CA")
            .arg(folder.file("ca.crt"))
            .arg("-CAkey")
            .arg(folder.file("ca.key"))
            .arg("-extfile")
            .arg(&extensions)
            .arg("-out")
            .arg(folder.file(&format!("{name}.crt"))));
    };
    root("ca", &[]);
    root("other", &[]);
    // As PostgreSQL's manual makes one: a root, and the server's own certificate at once.
    root("own", &["-addext", "subjectAltName=DNS:localhost"]);
    signed("server", "/CN=localhost", "subjectAltName=DNS:localhost\n");
    signed("client", "/CN=certified", "extendedKeyUsage=clientAuth\n");
}
