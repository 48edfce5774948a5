//! libpq's connection parameters by name: which there are, which environment variable gives each,
//! and, for one connection, the value that counts with the place it came from. Pure: the sources
//! come in as text.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::{Mistake, SettingsError, Sources, conninfo, dotenv, service};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `--database-url`.
    Flag,
    /// An environment variable.
    Variable(String),
    /// A variable in the project's `.env`.
    Dotenv { variable: String, line: usize },
    /// A service of a connection service file.
    Service { service: String, path: PathBuf, line: usize },
    /// The project's local server, which is running.
    LocalServer,
    /// What holds when nobody says otherwise.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--database-url"),
            Self::Variable(name) => f.write_str(name),
            Self::Dotenv { variable, line } => write!(f, "{variable} in .env, line {line}"),
            Self::Service { service, path, line } => {
                write!(f, "service `{service}` in {}, line {line}", path.display())
            }
            Self::LocalServer => f.write_str("the local server"),
            Self::Default => f.write_str("the default"),
        }
    }
}

/// What canai-db does with a parameter.
#[derive(Clone, Copy)]
enum Support {
    Used,
    /// These values ask for nothing that is not so anyway; every other is refused.
    Only(&'static [&'static str]),
    /// To leave it out would connect in another way than was asked for.
    Refused,
}

struct Keyword {
    name: &'static str,
    variable: Option<&'static str>,
    support: Support,
}

const fn keyword(name: &'static str, variable: Option<&'static str>, support: Support) -> Keyword {
    Keyword { name, variable, support }
}

use Support::{Only, Refused, Used};

const KEYWORDS: &[Keyword] = &[
    keyword("application_name", Some("PGAPPNAME"), Used),
    keyword("channel_binding", Some("PGCHANNELBINDING"), Used),
    // Everything canai-db reads and sends is UTF-8, so PGCLIENTENCODING is psql's business.
    keyword("client_encoding", None, Only(&["utf8", "UTF8", "utf-8", "UTF-8", "auto"])),
    keyword("connect_timeout", Some("PGCONNECT_TIMEOUT"), Used),
    keyword("dbname", Some("PGDATABASE"), Used),
    keyword("fallback_application_name", None, Used),
    keyword("gssencmode", Some("PGGSSENCMODE"), Only(&["disable", "prefer"])),
    keyword("host", Some("PGHOST"), Used),
    keyword("hostaddr", Some("PGHOSTADDR"), Used),
    keyword("keepalives", None, Used),
    keyword("keepalives_count", None, Used),
    keyword("keepalives_idle", None, Used),
    keyword("keepalives_interval", None, Used),
    keyword("load_balance_hosts", Some("PGLOADBALANCEHOSTS"), Only(&["disable"])),
    keyword("options", Some("PGOPTIONS"), Used),
    keyword("passfile", Some("PGPASSFILE"), Used),
    keyword("password", Some("PGPASSWORD"), Used),
    keyword("port", Some("PGPORT"), Used),
    keyword("replication", None, Only(&["false", "off", "no", "0"])),
    keyword("require_auth", Some("PGREQUIREAUTH"), Refused),
    keyword("requirepeer", Some("PGREQUIREPEER"), Refused),
    keyword("service", Some("PGSERVICE"), Used),
    keyword("ssl_max_protocol_version", Some("PGSSLMAXPROTOCOLVERSION"), Refused),
    keyword(
        "ssl_min_protocol_version",
        Some("PGSSLMINPROTOCOLVERSION"),
        Only(&["TLSv1", "TLSv1.1", "TLSv1.2"]),
    ),
    keyword("sslcert", Some("PGSSLCERT"), Used),
    keyword("sslcompression", Some("PGSSLCOMPRESSION"), Only(&["0"])),
    keyword("sslcrl", Some("PGSSLCRL"), Refused),
    keyword("sslcrldir", Some("PGSSLCRLDIR"), Refused),
    keyword("sslkey", Some("PGSSLKEY"), Used),
    keyword("sslmode", Some("PGSSLMODE"), Used),
    keyword("sslnegotiation", Some("PGSSLNEGOTIATION"), Only(&["postgres"])),
    keyword("sslpassword", None, Refused),
    keyword("sslrootcert", Some("PGSSLROOTCERT"), Used),
    keyword("sslsni", Some("PGSSLSNI"), Only(&["1"])),
    keyword("target_session_attrs", Some("PGTARGETSESSIONATTRS"), Used),
    keyword("tcp_user_timeout", None, Used),
    keyword("user", Some("PGUSER"), Used),
];

/// The variables that name a server or a database. The others (a password, an sslmode) say how to
/// connect and not where, and alone they choose nothing.
const PLACES: &[&str] = &["PGSERVICE", "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE"];

/// A value and where it came from. Not `Debug`: it may be a password.
#[derive(Clone)]
pub struct Parameter {
    pub value: String,
    pub origin: Origin,
}

/// The parameters of one connection.
pub struct Parameters {
    /// What chose this connection.
    pub origin: Origin,
    values: BTreeMap<&'static str, Parameter>,
}

impl Parameters {
    /// The value that counts, if one was given. An empty value is none, as in libpq.
    pub fn get(&self, name: &str) -> Option<&Parameter> {
        self.values.get(name).filter(|parameter| !parameter.value.is_empty())
    }

    /// Reads a URL or key=value words alone, without environment and files.
    pub fn of_string(text: &str, origin: &Origin) -> Result<Self, SettingsError> {
        let mistake = |mistake| SettingsError::Value { origin: origin.clone(), mistake };
        if text.trim().is_empty() {
            return Err(mistake(Mistake::Empty));
        }
        let mut parameters = Self { origin: origin.clone(), values: BTreeMap::new() };
        let given = conninfo::parse(text).map_err(|problem| mistake(Mistake::Syntax(problem)))?;
        // The last word of a name counts, so the first to be taken is the last.
        for (name, value) in given.into_iter().rev() {
            parameters.fill(&name, value, origin.clone())?;
        }
        Ok(parameters)
    }

    /// Sets what nobody set before.
    fn fill(&mut self, name: &str, value: String, origin: Origin) -> Result<(), SettingsError> {
        let known = KEYWORDS.iter().find(|keyword| keyword.name == name);
        let mistake = match known.map(|keyword| (keyword, keyword.support)) {
            Some((keyword, support)) if supports(support, &value) => {
                self.values.entry(keyword.name).or_insert(Parameter { value, origin });
                return Ok(());
            }
            Some((keyword, Only(_))) => Mistake::UnsupportedValue { name: keyword.name, value },
            Some((keyword, _)) => Mistake::Unsupported { name: keyword.name },
            None => Mistake::Unknown { name: name.to_owned(), similar: similar(name) },
        };
        Err(SettingsError::Value { origin, mistake })
    }
}

fn supports(support: Support, value: &str) -> bool {
    match support {
        Used => true,
        Only(values) => value.is_empty() || values.contains(&value),
        Refused => value.is_empty(),
    }
}

fn similar(name: &str) -> Option<&'static str> {
    let distance = |keyword: &Keyword| strsim::damerau_levenshtein(keyword.name, name);
    let closest = KEYWORDS.iter().min_by_key(|keyword| distance(keyword))?;
    (distance(closest) <= 2).then_some(closest.name)
}

/// Settles which parameters count: those of the chosen connection string, then the service file's,
/// then the `PG*` variables. The local server is taken as it is: variables meant for another
/// server do not change it.
pub fn settle(sources: &Sources) -> Result<Parameters, SettingsError> {
    let mut parameters = match connection_string(sources)? {
        Some((text, origin)) => Parameters::of_string(&text, &origin)?,
        None => match (places(sources), &sources.local_server_url) {
            (Some(variable), _) => Parameters { origin: Origin::Variable(variable), values: BTreeMap::new() },
            (None, Some(url)) => return Parameters::of_string(url, &Origin::LocalServer),
            (None, None) => return Err(SettingsError::NoDatabase),
        },
    };
    fill_from_service(&mut parameters, sources)?;
    for keyword in KEYWORDS {
        if let Some(variable) = keyword.variable
            && let Some(value) = sources.vars.get(variable)
            && !parameters.values.contains_key(keyword.name)
        {
            parameters.fill(keyword.name, value.clone(), Origin::Variable(variable.to_owned()))?;
        }
    }
    Ok(parameters)
}

/// The first connection string there is, in the order of precedence.
fn connection_string(sources: &Sources) -> Result<Option<(String, Origin)>, SettingsError> {
    if let (Some(_), Some(environment)) = (&sources.flag, &sources.environment) {
        return Err(SettingsError::FlagAndEnvironment { environment: environment.name.clone() });
    }
    if let Some(text) = &sources.flag {
        return Ok(Some((text.clone(), Origin::Flag)));
    }
    if let Some(environment) = &sources.environment {
        let found = variable(sources, &environment.url_env)?;
        return found.map(Some).ok_or_else(|| SettingsError::EnvironmentUnset {
            environment: environment.name.clone(),
            variable: environment.url_env.clone(),
        });
    }
    variable(sources, "DATABASE_URL")
}

/// A variable's value: the process environment's, else `.env`'s.
fn variable(sources: &Sources, name: &str) -> Result<Option<(String, Origin)>, SettingsError> {
    if let Some(value) = sources.vars.get(name) {
        return Ok(Some((value.clone(), Origin::Variable(name.to_owned()))));
    }
    let Some(text) = &sources.dotenv else { return Ok(None) };
    let found = dotenv::find(text, name, &sources.vars).map_err(SettingsError::Dotenv)?;
    Ok(found.map(|found| (found.value, Origin::Dotenv { variable: name.to_owned(), line: found.line })))
}

fn places(sources: &Sources) -> Option<String> {
    let set = |name: &&&str| sources.vars.get(**name).is_some_and(|value| !value.is_empty());
    PLACES.iter().find(set).map(|name| (*name).to_owned())
}

fn fill_from_service(parameters: &mut Parameters, sources: &Sources) -> Result<(), SettingsError> {
    let asked = parameters.get("service").cloned().or_else(|| {
        let value = sources.vars.get("PGSERVICE").filter(|value| !value.is_empty())?;
        Some(Parameter { value: value.clone(), origin: Origin::Variable("PGSERVICE".to_owned()) })
    });
    let Some(Parameter { value: service, origin }) = asked else { return Ok(()) };
    for file in &sources.service_files {
        let path = &file.path;
        let text = file
            .text
            .as_ref()
            .map_err(|reason| SettingsError::Unreadable { path: path.clone(), reason: reason.clone() })?;
        let found = service::find(text, &service)
            .map_err(|problem| SettingsError::ServiceFile { path: path.clone(), problem })?;
        let Some(entries) = found else { continue };
        for entry in entries.into_iter().rev() {
            let origin = Origin::Service { service: service.clone(), path: path.clone(), line: entry.line };
            parameters.fill(&entry.key, entry.value, origin)?;
        }
        return Ok(());
    }
    let files = sources.service_files.iter().map(|file| file.path.clone()).collect();
    Err(SettingsError::ServiceNotFound { service, origin, files })
}
