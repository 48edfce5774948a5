//! Opens a connection to the database that the settings name: one server after the other, TLS as
//! `sslmode` says, and when none will have us, a failure that says which server said what and
//! what to do about it.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

pub use crate::pg::settings::Settings;
use crate::pg::settings::{Endpoint, Origin};
use crate::pg::tls::{self, Mode, Tls, TlsError};

/// Opens a connection and drives it on the current runtime until the client is dropped. Like
/// libpq, it goes on to the next host only if a server was not reached, is starting up, or is not
/// of the wanted kind.
pub async fn connect(settings: &Settings) -> Result<Client, ConnectError> {
    let failed = |failures| ConnectError::Failed {
        target: settings.display(),
        origin: settings.origin.clone(),
        failures,
    };
    let connector = connector(settings)?;
    let mut failures = Vec::new();
    for (index, endpoint) in settings.endpoints().into_iter().enumerate() {
        let addresses = match addresses(&endpoint).await {
            Ok(addresses) => addresses,
            Err(error) => {
                let cause = Cause::Unresolved(error.to_string());
                failures.push(Failure { endpoint, address: None, cause, password_origin: None });
                continue;
            }
        };
        for address in addresses {
            let candidate = Candidate { settings, index, endpoint: &endpoint, address };
            match candidate.connect(connector.as_ref()).await {
                Ok(client) => return Ok(client),
                Err(cause) => {
                    let last = cause.ends_the_search();
                    let password = settings.passwords.get(index).and_then(Option::as_ref);
                    failures.push(Failure {
                        endpoint: endpoint.clone(),
                        address,
                        cause,
                        password_origin: password.map(|password| password.origin.clone()),
                    });
                    if last {
                        return Err(failed(failures));
                    }
                }
            }
        }
    }
    Err(failed(failures))
}

/// What opens TLS sessions, if any server might be asked for one.
pub fn connector(settings: &Settings) -> Result<Option<MakeRustlsConnect>, TlsError> {
    let over_tcp = settings.endpoints().iter().any(|endpoint| matches!(endpoint.host, Host::Tcp(_)));
    if settings.tls.mode == Mode::Disable || !over_tcp {
        return Ok(None);
    }
    settings.tls.connector().map(Some)
}

/// The addresses to try; a socket has none.
async fn addresses(endpoint: &Endpoint) -> io::Result<Vec<Option<IpAddr>>> {
    let name = match (&endpoint.host, endpoint.address) {
        (_, Some(address)) => return Ok(vec![Some(address)]),
        (Host::Unix(_), None) => return Ok(vec![None]),
        (Host::Tcp(name), None) => name.as_str(),
    };
    let mut addresses: Vec<_> = tokio::net::lookup_host((name, endpoint.port))
        .await?
        .map(|found: SocketAddr| Some(found.ip()))
        .collect();
    addresses.dedup();
    if addresses.is_empty() {
        return Err(io::Error::other("the name has no address"));
    }
    Ok(addresses)
}

/// One server at one address.
struct Candidate<'a> {
    settings: &'a Settings,
    index: usize,
    endpoint: &'a Endpoint,
    address: Option<IpAddr>,
}

impl Candidate<'_> {
    async fn connect(&self, connector: Option<&MakeRustlsConnect>) -> Result<Client, Cause> {
        let (first, second) = match (connector, &self.endpoint.host) {
            (None, _) | (_, Host::Unix(_)) => (None, None),
            (Some(tls), _) => match self.settings.tls.mode {
                Mode::Disable => (None, None),
                Mode::Allow => (None, Some(Some((tls, SslMode::Require)))),
                Mode::Prefer => (Some((tls, SslMode::Prefer)), Some(None)),
                Mode::Require | Mode::VerifyCa | Mode::VerifyFull => (Some((tls, SslMode::Require)), None),
            },
        };
        match (self.attempt(first).await, second) {
            (Err(cause), Some(second)) if cause.may_depend_on_encryption() => {
                // The first answer is the one that is worth telling.
                self.attempt(second).await.map_err(|_| cause)
            }
            (result, _) => result,
        }
    }

    async fn attempt(&self, tls: Option<(&MakeRustlsConnect, SslMode)>) -> Result<Client, Cause> {
        let mode = tls.map_or(SslMode::Disable, |(_, mode)| mode);
        let config = self.config(mode);
        let opening = async {
            match tls {
                None => {
                    let (client, connection) = config.connect(NoTls).await?;
                    tokio::spawn(connection);
                    Ok(client)
                }
                Some((tls, _)) => {
                    let (client, connection) = config.connect(tls.clone()).await?;
                    tokio::spawn(connection);
                    Ok(client)
                }
            }
        };
        // tokio-postgres' own limit ends with the socket; a server may be mute after that, too.
        let result = match config.get_connect_timeout().copied() {
            Some(limit) => {
                tokio::time::timeout(limit, opening).await.map_err(|_| Cause::TimedOut(Some(limit)))?
            }
            None => opening.await,
        };
        result.map_err(|error| Cause::of(&error, &config))
    }

    /// The settings for this server alone.
    fn config(&self, mode: SslMode) -> Config {
        let all = &self.settings.config;
        let mut config = Config::new();
        match &self.endpoint.host {
            Host::Tcp(name) => config.host(name),
            Host::Unix(directory) => config.host_path(directory),
        };
        if let Some(address) = self.address {
            config.hostaddr(address);
        }
        config.port(self.endpoint.port).ssl_mode(mode);
        if let Some(user) = all.get_user() {
            config.user(user);
        }
        if let Some(database) = all.get_dbname() {
            config.dbname(database);
        }
        match self.settings.passwords.get(self.index) {
            Some(Some(password)) => {
                config.password(&password.value);
            }
            _ => {
                if let Some(password) = all.get_password() {
                    config.password(password);
                }
            }
        }
        if let Some(options) = all.get_options() {
            config.options(options);
        }
        if let Some(name) = all.get_application_name() {
            config.application_name(name);
        }
        if let Some(limit) = all.get_connect_timeout() {
            config.connect_timeout(*limit);
        }
        if let Some(limit) = all.get_tcp_user_timeout() {
            config.tcp_user_timeout(*limit);
        }
        if let Some(interval) = all.get_keepalives_interval() {
            config.keepalives_interval(interval);
        }
        if let Some(retries) = all.get_keepalives_retries() {
            config.keepalives_retries(retries);
        }
        config
            .keepalives(all.get_keepalives())
            .keepalives_idle(all.get_keepalives_idle())
            .target_session_attrs(all.get_target_session_attrs())
            .channel_binding(all.get_channel_binding());
        config
    }
}

impl From<Config> for Settings {
    /// Settings that were made in code, such as those of a throwaway server.
    fn from(config: Config) -> Self {
        let mode = match config.get_ssl_mode() {
            SslMode::Disable => Mode::Disable,
            SslMode::Require => Mode::Require,
            _ => Mode::Prefer,
        };
        Self {
            config,
            origin: Origin::Default,
            is_own_server: false,
            warnings: Vec::new(),
            tls: Tls::new(mode),
            passwords: Vec::new(),
        }
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error(transparent)]
    Certificates(#[from] TlsError),
    #[error("cannot connect to {target} (from {origin}){}", told(failures))]
    Failed { target: String, origin: Origin, failures: Vec<Failure> },
}

/// What one server, or the way to it, said.
#[derive(Debug)]
pub struct Failure {
    endpoint: Endpoint,
    address: Option<IpAddr>,
    cause: Cause,
    password_origin: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.endpoint.host, self.address) {
            (Host::Tcp(name), Some(address)) if *name != address.to_string() => {
                write!(f, "{name} ({address}), port {}: {}", self.endpoint.port, self.cause)
            }
            _ => write!(f, "{}: {}", self.endpoint, self.cause),
        }
    }
}

/// One failure in a line, several in a line each, and the help for the last, where the search ended.
fn told(failures: &[Failure]) -> String {
    let mut text = match failures {
        [] => String::new(),
        [only] => format!(": {}", only.cause),
        several => {
            let lines: Vec<String> = several.iter().map(|failure| format!("\n  {failure}")).collect();
            lines.concat()
        }
    };
    let Some(last) = failures.last() else { return text };
    if let Some(help) = last.cause.help() {
        text.push_str("\n  help: ");
        text.push_str(help);
    }
    if let (Cause::Server(answer), Some(origin)) = (&last.cause, &last.password_origin)
        && *answer.code() == SqlState::INVALID_PASSWORD
    {
        text.push_str("\n  note: the password came from ");
        text.push_str(origin);
    }
    text
}

/// What went wrong with one server.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    #[error("the host name cannot be resolved ({0})")]
    Unresolved(String),
    #[error("connection refused: no server listens there")]
    Refused,
    #[error("there is no such socket: no server runs here")]
    NoSocket,
    #[error("the socket is not open to this user (permission denied)")]
    SocketForbidden,
    #[error("no answer{}", within(*.0))]
    TimedOut(Option<Duration>),
    #[error("the server closed the connection before it said why")]
    Closed,
    #[error("the server does not offer TLS, which the sslmode asks for")]
    NoTlsThere,
    #[error("TLS: {0}")]
    Tls(String),
    #[error("the server asks for a password and none is given")]
    PasswordMissing,
    #[error("the database takes no writes, and target_session_attrs=read-write asks for one that does")]
    ReadOnly,
    #[error("the database takes writes, and target_session_attrs=read-only asks for one that does not")]
    NotReadOnly,
    #[error("{} (SQLSTATE {})", .0.message(), .0.code().code())]
    Server(Box<DbError>),
    #[error("{0}")]
    Other(String),
}

fn within(limit: Option<Duration>) -> String {
    limit.map(|limit| format!(" within {} s", limit.as_secs())).unwrap_or_default()
}

impl Cause {
    /// tokio-postgres hides what kind of error it has; its sources tell.
    fn of(error: &tokio_postgres::Error, config: &Config) -> Self {
        if let Some(answer) = error.as_db_error() {
            return Self::Server(Box::new(answer.clone()));
        }
        if error.is_closed() {
            return Self::Closed;
        }
        let Some(source) = std::error::Error::source(error) else { return Self::Other(error.to_string()) };
        if let Some(io) = source.downcast_ref::<io::Error>() {
            return Self::of_io(io, config);
        }
        match source.to_string().as_str() {
            "server does not support TLS" => Self::NoTlsThere,
            "password missing" => Self::PasswordMissing,
            reason => Self::Other(format!("{error}: {reason}")),
        }
    }

    fn of_io(error: &io::Error, config: &Config) -> Self {
        if let Some(inner) = error.get_ref() {
            if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
                return Self::Tls(tls::explain(tls));
            }
            match inner.to_string().as_str() {
                "database does not allow writes" => return Self::ReadOnly,
                "database is not read only" => return Self::NotReadOnly,
                _ => {}
            }
        }
        let over_socket = matches!(config.get_hosts(), [Host::Unix(_)]);
        match error.kind() {
            io::ErrorKind::ConnectionRefused if over_socket => Self::NoSocket,
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::NotFound => Self::NoSocket,
            io::ErrorKind::PermissionDenied => Self::SocketForbidden,
            io::ErrorKind::TimedOut => Self::TimedOut(config.get_connect_timeout().copied()),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
                Self::Closed
            }
            _ => Self::Other(error.to_string()),
        }
    }

    /// A server that answered has the last word, unless it is only starting up or of the other kind.
    fn ends_the_search(&self) -> bool {
        match self {
            Self::Server(answer) => *answer.code() != SqlState::CANNOT_CONNECT_NOW,
            Self::NoTlsThere | Self::Tls(_) | Self::PasswordMissing => true,
            _ => false,
        }
    }

    /// Whether `allow` and `prefer` have a reason to try the other way: the handshake failed, or
    /// `pg_hba.conf` did not like the way we came. A wrong password is wrong either way.
    fn may_depend_on_encryption(&self) -> bool {
        match self {
            Self::Server(answer) => *answer.code() == SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
            Self::Tls(_) => true,
            _ => false,
        }
    }

    fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unresolved(_) => "check the spelling of the host, and whether this machine has DNS",
            Self::Refused | Self::NoSocket => {
                "start the server, or correct host and port; `canai-db dev up` starts a local one"
            }
            Self::SocketForbidden => "run as a user who may use the socket, or connect with host=localhost",
            Self::TimedOut(_) => {
                "check host, port and firewall; connect_timeout (PGCONNECT_TIMEOUT) sets the limit in seconds"
            }
            Self::Closed => "check that a PostgreSQL server listens on this port, and look into its log",
            Self::NoTlsThere => {
                "turn on TLS at the server; for one on this machine or a private network, sslmode=disable does without"
            }
            Self::Tls(_) => {
                "sslrootcert=FILE names the root certificate to trust; the host must be a name that the server's certificate is for"
            }
            Self::PasswordMissing => "give one in ~/.pgpass, in PGPASSWORD or in the URL",
            Self::ReadOnly | Self::NotReadOnly => {
                "name the other server as a host, or change target_session_attrs"
            }
            Self::Server(answer) => return help_for(answer),
            Self::Other(_) => return None,
        })
    }
}

fn help_for(answer: &DbError) -> Option<&'static str> {
    let code = answer.code();
    Some(if *code == SqlState::INVALID_PASSWORD {
        "check user and password; a password in a URL must be percent-encoded"
    } else if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION {
        "check the user; the server's pg_hba.conf decides who may come, from where and how encrypted"
    } else if *code == SqlState::INVALID_CATALOG_NAME {
        "create it with CREATE DATABASE, or correct the name at the end of the URL"
    } else if *code == SqlState::TOO_MANY_CONNECTIONS {
        "close other connections, or try again later"
    } else if *code == SqlState::CANNOT_CONNECT_NOW {
        "try again in a moment"
    } else {
        return None;
    })
}
