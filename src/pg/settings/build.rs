//! Makes the settings out of the parameters that count: types, ranges, defaults, and the passwords
//! of a password file. Pure.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, Host, SslMode, TargetSessionAttrs};

use super::parameters::{Parameter, Parameters};
use super::passfile::{self, Wanted};
use super::{Endpoint, Mistake, Origin, PassFile, Password, Settings, SettingsError, Sources};
use crate::pg::tls::{ClientCertificate, Mode, Roots, Tls};

/// How long one server may take to answer when nobody says otherwise. libpq would wait without end,
/// which a nightly job must not.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

/// The password file to look into, when no password was given.
pub fn passfile(parameters: &Parameters, home: Option<&Path>) -> Option<PathBuf> {
    if parameters.get("password").is_some() || parameters.origin == Origin::LocalServer {
        return None;
    }
    match parameters.get("passfile") {
        Some(parameter) => Some(PathBuf::from(&parameter.value)),
        None => home.map(|home| home.join(".pgpass")),
    }
}

/// Settings out of parameters, or the first value that makes no sense.
pub fn settings(
    parameters: &Parameters,
    sources: &Sources,
    passfile: &PassFile,
) -> Result<Settings, SettingsError> {
    let mut config = Config::new();
    let user = match (parameters.get("user"), &sources.os_user) {
        (Some(user), _) => user.value.clone(),
        (None, Some(user)) => user.clone(),
        (None, None) => {
            return Err(SettingsError::Value { origin: parameters.origin.clone(), mistake: Mistake::NoUser });
        }
    };
    config.user(&user);
    config.dbname(parameters.get("dbname").map_or(&user, |database| &database.value));
    set_hosts(&mut config, parameters, &sources.socket_directory)?;
    set_session(&mut config, parameters)?;
    set_sockets(&mut config, parameters)?;

    let tls = tls(parameters, sources.home.as_deref())?;
    config.ssl_mode(match tls.mode {
        Mode::Disable => SslMode::Disable,
        Mode::Allow | Mode::Prefer => SslMode::Prefer,
        Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
    });

    let mut settings = Settings {
        config,
        origin: parameters.origin.clone(),
        is_own_server: parameters.origin == Origin::LocalServer,
        warnings: Vec::new(),
        tls,
        passwords: Vec::new(),
    };
    let given = parameters.get("password");
    if let PassFile::Ignored(reason) = passfile {
        settings.warnings.push(reason.clone());
    }
    settings.passwords = settings
        .endpoints()
        .iter()
        .map(|endpoint| match given {
            Some(Parameter { value, origin }) => {
                Some(Password { value: value.clone(), origin: origin.to_string() })
            }
            None => from_passfile(passfile, endpoint, &settings.config, &sources.socket_directory),
        })
        .collect();
    Ok(settings)
}

/// The file's password for one server. The default socket directory goes by `localhost` there.
fn from_passfile(
    passfile: &PassFile,
    endpoint: &Endpoint,
    config: &Config,
    socket_directory: &Path,
) -> Option<Password> {
    let PassFile::Text { path, text } = passfile else { return None };
    let host = match &endpoint.host {
        Host::Tcp(host) => host.as_str(),
        Host::Unix(directory) if directory == socket_directory => "localhost",
        Host::Unix(directory) => directory.to_str()?,
    };
    let wanted =
        Wanted { host, port: endpoint.port, database: config.get_dbname()?, user: config.get_user()? };
    let (value, line) = passfile::find(text, wanted)?;
    Some(Password { value, origin: format!("{}, line {line}", path.display()) })
}

fn set_hosts(
    config: &mut Config,
    parameters: &Parameters,
    socket_directory: &Path,
) -> Result<(), SettingsError> {
    let list = |name: &str| -> Vec<&str> {
        parameters.get(name).map(|given| given.value.split(',').map(str::trim).collect()).unwrap_or_default()
    };
    let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"));
    let count = hosts.len().max(addresses.len()).max(1);

    for host in &hosts {
        match *host {
            "" => config.host_path(socket_directory),
            path if path.starts_with('/') => config.host_path(path),
            name => config.host(name),
        };
    }
    if hosts.is_empty() && addresses.is_empty() {
        config.host_path(socket_directory);
    }
    for text in &addresses {
        let expected = "an IP address for each host, 192.0.2.1 or 2001:db8::1";
        let address: IpAddr = text.parse().map_err(|_| invalid(parameters, "hostaddr", text, expected))?;
        config.hostaddr(address);
    }
    for text in &ports {
        let expected = "a number from 1 to 65535";
        let port = match *text {
            "" => 5432,
            text => text
                .parse()
                .ok()
                .filter(|port| *port != 0_u16)
                .ok_or_else(|| invalid(parameters, "port", text, expected))?,
        };
        config.port(port);
    }
    if !hosts.is_empty() && !addresses.is_empty() && hosts.len() != addresses.len() {
        return Err(wrong(parameters, "hostaddr", |name| Mistake::Count {
            name,
            count: addresses.len(),
            hosts: hosts.len(),
        }));
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(wrong(parameters, "port", |name| Mistake::Count {
            name,
            count: ports.len(),
            hosts: count,
        }));
    }
    Ok(())
}

fn set_session(config: &mut Config, parameters: &Parameters) -> Result<(), SettingsError> {
    let name = parameters.get("application_name").or(parameters.get("fallback_application_name"));
    config.application_name(name.map_or("canai-db", |name| &name.value));
    if let Some(options) = parameters.get("options") {
        config.options(&options.value);
    }
    if let Some(given) = parameters.get("target_session_attrs") {
        config.target_session_attrs(match given.value.as_str() {
            "any" => TargetSessionAttrs::Any,
            "read-write" => TargetSessionAttrs::ReadWrite,
            "read-only" => TargetSessionAttrs::ReadOnly,
            value => {
                let expected = "any, read-write (a primary) or read-only";
                return Err(invalid(parameters, "target_session_attrs", value, expected));
            }
        });
    }
    if let Some(given) = parameters.get("channel_binding") {
        config.channel_binding(match given.value.as_str() {
            "disable" => ChannelBinding::Disable,
            "prefer" => ChannelBinding::Prefer,
            "require" => ChannelBinding::Require,
            value => {
                let expected = "disable, prefer or require";
                return Err(invalid(parameters, "channel_binding", value, expected));
            }
        });
    }
    Ok(())
}

fn set_sockets(config: &mut Config, parameters: &Parameters) -> Result<(), SettingsError> {
    match number(parameters, "connect_timeout")? {
        None => config.connect_timeout(CONNECT_TIMEOUT),
        Some(0) => config,
        // libpq's smallest: one second is too short for a name look-up and a handshake.
        Some(seconds) => config.connect_timeout(Duration::from_secs(u64::from(seconds.max(2)))),
    };
    if let Some(on) = number(parameters, "keepalives")? {
        config.keepalives(on != 0);
    }
    if let Some(seconds @ 1..) = number(parameters, "keepalives_idle")? {
        config.keepalives_idle(Duration::from_secs(seconds.into()));
    }
    if let Some(seconds @ 1..) = number(parameters, "keepalives_interval")? {
        config.keepalives_interval(Duration::from_secs(seconds.into()));
    }
    if let Some(count @ 1..) = number(parameters, "keepalives_count")? {
        config.keepalives_retries(count);
    }
    if let Some(milliseconds @ 1..) = number(parameters, "tcp_user_timeout")? {
        config.tcp_user_timeout(Duration::from_millis(milliseconds.into()));
    }
    Ok(())
}

/// A whole number; a negative one counts as 0, as in libpq.
fn number(parameters: &Parameters, name: &'static str) -> Result<Option<u32>, SettingsError> {
    let Some(given) = parameters.get(name) else { return Ok(None) };
    match given.value.trim().parse::<i32>() {
        Ok(number) => Ok(Some(u32::try_from(number).unwrap_or(0))),
        Err(_) => Err(invalid(parameters, name, &given.value, "a whole number")),
    }
}

fn tls(parameters: &Parameters, home: Option<&Path>) -> Result<Tls, SettingsError> {
    let roots = match parameters.get("sslrootcert").map(|given| given.value.as_str()) {
        Some("system") => Roots::System,
        Some(path) => Roots::File(path.into()),
        None => Roots::Default(home.map(|home| home.join(".postgresql/root.crt"))),
    };
    let mode = match parameters.get("sslmode") {
        Some(given) => Mode::parse(&given.value).ok_or_else(|| {
            let expected = "disable, allow, prefer, require, verify-ca or verify-full";
            invalid(parameters, "sslmode", &given.value, expected)
        })?,
        None if roots == Roots::System => Mode::VerifyFull,
        None => Mode::Prefer,
    };
    match (&roots, mode) {
        (Roots::System, Mode::VerifyFull) => {}
        (Roots::System, mode) => {
            return Err(wrong(parameters, "sslmode", |_| Mistake::WeakModeWithSystemRoots(mode.name())));
        }
        (Roots::Default(None), Mode::VerifyCa) => {
            return Err(wrong(parameters, "sslmode", |_| Mistake::VerifyCaWithSystemRoots));
        }
        _ => {}
    }
    let client = match (parameters.get("sslcert"), parameters.get("sslkey")) {
        (Some(certificate), Some(key)) => {
            ClientCertificate::Files { certificate: (&certificate.value).into(), key: (&key.value).into() }
        }
        (None, None) => ClientCertificate::Default(home.map(|home| home.join(".postgresql"))),
        (Some(_), None) => {
            return Err(wrong(parameters, "sslcert", Mistake::HalfCertificate));
        }
        (None, Some(_)) => {
            return Err(wrong(parameters, "sslkey", Mistake::HalfCertificate));
        }
    };
    Ok(Tls { mode, roots, client })
}

fn invalid(
    parameters: &Parameters,
    name: &'static str,
    value: &str,
    expected: &'static str,
) -> SettingsError {
    wrong(parameters, name, |name| Mistake::Invalid { name, value: value.to_owned(), expected })
}

fn wrong(
    parameters: &Parameters,
    name: &'static str,
    mistake: impl FnOnce(&'static str) -> Mistake,
) -> SettingsError {
    let origin = parameters.get(name).map_or(&parameters.origin, |given| &given.origin);
    SettingsError::Value { origin: origin.clone(), mistake: mistake(name) }
}
