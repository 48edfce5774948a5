//! Where and how to connect, settled from the command line, the environment and files, in libpq's
//! order. `gather` reads the sources, `settle` decides; a connection is never opened here and a
//! password never shown.

mod build;
mod conninfo;
mod dotenv;
mod parameters;
mod passfile;
mod service;
mod sources;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use tokio_postgres::Config;
use tokio_postgres::config::Host;

pub use self::parameters::Origin;
pub use self::sources::{PassFile, Sources, TextFile, gather};
use crate::pg::tls::Tls;

/// An environment of canai-db.yaml: `production: { url_env: PROD_DATABASE_URL }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentEntry {
    /// Its name, as `--env` gives it.
    pub name: String,
    /// The environment variable that holds its connection string.
    pub url_env: String,
}

/// Where and how to connect. `Debug` and `display` leave passwords out.
#[derive(Clone)]
pub struct Settings {
    /// Hosts, ports, user, database, session options. Its sslmode is that of `tls`, as near as
    /// tokio-postgres knows it.
    pub config: Config,
    /// What chose this database: `DATABASE_URL in .env, line 3`.
    pub origin: Origin,
    /// Whether it is the project's own local server, whoever named it.
    pub is_own_server: bool,
    /// What the user should be told, such as a password file that is not used.
    pub warnings: Vec<String>,
    pub(super) tls: Tls,
    /// By host; a host beyond the end uses the password in `config`, if there is one.
    pub(super) passwords: Vec<Option<Password>>,
}

/// A password and where it came from.
#[derive(Clone)]
pub(super) struct Password {
    pub value: String,
    pub origin: String,
}

/// One server to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub host: Host,
    pub address: Option<std::net::IpAddr>,
    pub port: u16,
}

/// Decides from the sources where and how to connect; of files it reads only the password file.
pub fn settle(sources: &Sources) -> Result<Settings, SettingsError> {
    let parameters = parameters::settle(sources)?;
    let passfile = match build::passfile(&parameters, sources.home.as_deref()) {
        Some(path) => sources::read_passfile(&path),
        None => PassFile::Missing,
    };
    build::settings(&parameters, sources, &passfile)
}

impl Settings {
    /// Reads a URL or key=value string alone: no environment, no files.
    pub fn of_string(text: &str, origin: &Origin) -> Result<Self, SettingsError> {
        let parameters = parameters::Parameters::of_string(text, origin)?;
        let sources =
            Sources { socket_directory: PathBuf::from("/var/run/postgresql"), ..Sources::default() };
        build::settings(&parameters, &sources, &PassFile::Missing)
    }

    /// The same server, user and password, another database.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let mut settings = self.clone();
        settings.config.dbname(name);
        settings
    }

    /// Whether every host is this machine: a socket or a loopback address.
    pub fn is_local(&self) -> bool {
        self.endpoints().iter().all(|endpoint| match (&endpoint.host, endpoint.address) {
            (Host::Unix(_), _) => true,
            (_, Some(address)) => address.is_loopback(),
            (Host::Tcp(name), None) => {
                name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
            }
        })
    }

    /// Whether every host is the server of a socket's folder and a port, by the socket or by the address
    /// that it listens on. A name such as `localhost` may mean another address.
    pub fn leads_to(&self, folder: &Path, port: u16) -> bool {
        self.endpoints().iter().all(|endpoint| {
            let address = match (&endpoint.host, endpoint.address) {
                (Host::Unix(socket), None) => return socket == folder && endpoint.port == port,
                (_, Some(address)) => Some(address),
                (Host::Tcp(name), None) => name.parse().ok(),
            };
            address == Some(IpAddr::V4(Ipv4Addr::LOCALHOST)) && endpoint.port == port
        })
    }

    /// The sockets of all hosts; `None` where one of them is reached in another way.
    pub fn sockets(&self) -> Option<Vec<PathBuf>> {
        let socket = |endpoint: Endpoint| match (endpoint.host, endpoint.address) {
            (Host::Unix(folder), None) => Some(folder.join(format!(".s.PGSQL.{}", endpoint.port))),
            _ => None,
        };
        self.endpoints().into_iter().map(socket).collect()
    }

    /// Host, port, database and user in words, without the password.
    pub fn display(&self) -> String {
        let hosts: Vec<String> = self.endpoints().iter().map(ToString::to_string).collect();
        let user = self.config.get_user().unwrap_or_default();
        let database = self.config.get_dbname().unwrap_or(user);
        format!("database `{database}` on {} as `{user}`", hosts.join(" or "))
    }

    /// The servers in the order they are tried.
    pub(super) fn endpoints(&self) -> Vec<Endpoint> {
        let (hosts, addresses) = (self.config.get_hosts(), self.config.get_hostaddrs());
        let ports = self.config.get_ports();
        (0..hosts.len().max(addresses.len()))
            .map(|index| {
                let address = addresses.get(index).copied();
                let named = || address.map(|address| Host::Tcp(address.to_string()));
                Endpoint {
                    host: hosts.get(index).cloned().or_else(named).unwrap_or(Host::Tcp(String::new())),
                    address,
                    port: ports.get(index).or(ports.first()).copied().unwrap_or(5432),
                }
            })
            .collect()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("config", &self.config)
            .field("origin", &self.origin)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Tcp(host) => write!(f, "{host}, port {}", self.port),
            Host::Unix(directory) => {
                write!(f, "socket {}", directory.join(format!(".s.PGSQL.{}", self.port)).display())
            }
        }
    }
}

/// Why it is not known where to connect.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error(
        "no database is given\n  \
         help: say which one in one of these ways, the first that is there counts:\n    \
         --database-url postgresql://user@host:5432/database\n    \
         --env NAME, an environment of canai-db.yaml\n    \
         DATABASE_URL in the environment, or in .env in the project's folder\n    \
         PGHOST, PGDATABASE, PGSERVICE and the other variables of libpq\n    \
         canai-db dev up, which starts a local server for this project"
    )]
    NoDatabase,
    #[error("--database-url and --env {environment} both name a database\n  help: give one of them")]
    FlagAndEnvironment { environment: String },
    #[error(
        "environment `{environment}` takes its URL from {variable}, which is not set\n  \
         help: set {variable}=postgresql://user@host:5432/database in the environment or in .env"
    )]
    EnvironmentUnset { environment: String, variable: String },
    #[error("{origin}: {mistake}")]
    Value { origin: Origin, mistake: Mistake },
    #[error(".env: {0}")]
    Dotenv(dotenv::Problem),
    #[error("{}: {problem}", path.display())]
    ServiceFile { path: PathBuf, problem: service::Problem },
    #[error(
        "{origin} asks for service `{service}`, which is in none of the service files ({})\n  \
         help: add a section [{service}] with host=, port=, dbname= and user= to ~/.pg_service.conf",
        file_list(files)
    )]
    ServiceNotFound { service: String, origin: Origin, files: Vec<PathBuf> },
    #[error("cannot read {}: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("the environment variable {variable} is not valid UTF-8")]
    NotUnicode { variable: String },
}

/// What is wrong with one value, where its origin is known.
#[derive(Debug, thiserror::Error)]
pub enum Mistake {
    #[error(
        "the value is empty\n  help: write a URL, postgresql://user@host:5432/database, or take the variable or flag away"
    )]
    Empty,
    #[error("this is no connection string: {0}")]
    Syntax(conninfo::Problem),
    #[error("there is no connection parameter `{name}`{}", unknown_help(name, *similar))]
    Unknown { name: String, similar: Option<&'static str> },
    #[error("canai-db cannot do what `{name}` asks for\n  help: leave it out")]
    Unsupported { name: &'static str },
    #[error("canai-db cannot do {name}={value}\n  help: leave it out")]
    UnsupportedValue { name: &'static str, value: String },
    #[error("{name}={value} is not valid\n  help: write {expected}")]
    Invalid { name: &'static str, value: String, expected: &'static str },
    #[error(
        "there are {hosts} hosts and {count} values of `{name}`\n  help: give one for all hosts, or one for each"
    )]
    Count { name: &'static str, count: usize, hosts: usize },
    #[error(
        "sslmode=verify-ca accepts any name, so a root certificate of your own has to say which servers to trust\n  \
         help: set sslrootcert to its file, or write sslmode=verify-full"
    )]
    VerifyCaWithSystemRoots,
    #[error(
        "sslrootcert=system goes with sslmode=verify-full only, not with sslmode={0}\n  help: write sslmode=verify-full"
    )]
    WeakModeWithSystemRoots(&'static str),
    #[error("sslcert and sslkey belong together, and only `{0}` is given")]
    HalfCertificate(&'static str),
    #[error(
        "no user name is given and the one of the operating system is not known\n  help: set `user` or PGUSER"
    )]
    NoUser,
}

fn file_list(files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    if names.is_empty() { "there is none".to_owned() } else { names.join(", ") }
}

fn unknown_help(name: &str, similar: Option<&str>) -> String {
    match (name, similar) {
        ("pgbouncer" | "connection_limit" | "pool_timeout" | "schema", _) => format!(
            "\n  help: `{name}` is an option of Prisma and not of PostgreSQL; leave it out of the URL for canai-db"
        ),
        (_, Some(similar)) => format!("\n  help: did you mean `{similar}`?"),
        (_, None) => "\n  help: leave it out".to_owned(),
    }
}
