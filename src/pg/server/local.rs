//! A project's own local development server: persistent, synced to disk, vacuumed, outliving the
//! shell that started it, and nothing like a throwaway.
//!
//! It listens on a socket, which only the project's user can reach and which asks for no password,
//! and on a port of 127.0.0.1 for other tools, where every user of the machine can reach it and which
//! therefore asks for a random password that the URL contains.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tokio_postgres::Config;
use tokio_postgres::error::SqlState;

use super::binaries::{Binaries, BinariesError};
use super::home::{Home, Password, State};
use super::identity::Identity;
use super::launch::{self, Answer, Launch, Lifetime, Shutdown};
use super::{ServerError, folders, local_settings, sql, template};
use crate::model::Name;
use crate::model::sql_text::quote;

/// The ports that are tried; below those that Linux gives to outgoing connections.
const PORTS: std::ops::Range<u16> = 25_432..26_432;

/// A project's local server, running or not.
#[derive(Clone, Debug)]
pub struct LocalServer {
    home: Home,
    socket: PathBuf,
    state: State,
}

/// What [`up`] did.
#[derive(Debug)]
pub struct Up {
    pub server: LocalServer,
    /// Whether the server was started now, rather than found running.
    pub started: bool,
    /// Whether the database was created now: it is empty, without any platform's objects.
    pub created: bool,
    /// The port that the server had before, if that was taken by another program.
    pub moved_from: Option<u16>,
}

/// What [`reset`] did.
#[derive(Debug)]
pub struct Reset {
    /// The server and its database, which is empty, without any platform's objects.
    pub up: Up,
    /// Roles that could not be dropped, because other databases of the server use them.
    pub kept_roles: Vec<String>,
}

/// What the project wants of its server.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The name of its database.
    pub database: &'a str,
    /// The extensions that schema/ declares: some need a library that is loaded at the start.
    pub extensions: &'a [String],
}

/// The project's server if it runs. Cheap: reads two small files and knocks at a socket.
pub fn running(project: &Path) -> Result<Option<LocalServer>, ServerError> {
    Ok(find(project)?.filter(LocalServer::is_up))
}

/// The project's server if there is one, running or not.
pub fn find(project: &Path) -> Result<Option<LocalServer>, ServerError> {
    let identity = Identity::of_servers()?;
    let Some(home) = Home::existing(&absolute(project)?, &identity)? else { return Ok(None) };
    let Some(state) = home.state()? else { return Ok(None) };
    let socket = home.socket_folder(&identity)?;
    Ok(Some(LocalServer { home, socket, state }))
}

/// Makes sure that the project's server runs and has its database. Safe to repeat, and in several
/// processes at once.
pub fn up(project: &Path, wanted: &Wanted<'_>) -> Result<Up, ServerError> {
    let identity = Identity::of_servers()?;
    let home = Home::create(&absolute(project)?, &identity)?;
    let _lock = home.lock()?;
    bring_up(home, &identity, wanted)
}

/// Stops the project's server, everything written. None if it did not run.
pub fn down(project: &Path) -> Result<Option<LocalServer>, ServerError> {
    let Some(server) = find(project)? else { return Ok(None) };
    let _lock = server.home.lock()?;
    let was_up = stop(&server.home, Shutdown::Fast)?;
    if !server.socket.starts_with(server.home.folder()) {
        // It is in the temporary folder and empty now, or was never made.
        let _ = fs::remove_dir(&server.socket);
    }
    Ok(was_up.then_some(server))
}

/// Gives the project a clean database on a running server: without the roles of
/// the old one either. Where the server does not run, its data is thrown away and made anew, which
/// works when nothing else does.
pub fn reset(project: &Path, wanted: &Wanted<'_>) -> Result<Reset, ServerError> {
    let identity = Identity::of_servers()?;
    let home = Home::create(&absolute(project)?, &identity)?;
    let _lock = home.lock()?;
    let kept_roles = match home.state() {
        Ok(Some(state)) if settle(&home) == Answer::Ready => {
            let socket = home.socket_folder(&identity)?;
            LocalServer { home: home.clone(), socket, state }.clean(wanted.database)?
        }
        Ok(state) => {
            stop(&home, Shutdown::Immediate)?;
            home.clear()?;
            // The URL that other tools were given stays good.
            if let Some(state) = state {
                home.remember(&state)?;
            }
            Vec::new()
        }
        Err(ServerError::BadState { .. }) => {
            stop(&home, Shutdown::Immediate)?;
            home.clear()?;
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    Ok(Reset { up: bring_up(home, &identity, wanted)?, kept_roles })
}

impl LocalServer {
    /// How canai-db itself connects to the project's database: by the socket, as superuser.
    pub fn config(&self) -> Config {
        self.config_of(&self.state.database)
    }

    /// The URL for other tools, with the password in it: over TCP, which all of them know.
    pub fn url(&self) -> String {
        let Password(password) = &self.state.password;
        let database = folders::url_encode(&self.state.database);
        format!("postgresql://postgres:{password}@127.0.0.1:{}/{database}", self.state.port)
    }

    /// The project's database.
    pub fn database(&self) -> &str {
        &self.state.database
    }

    /// The folder of the server's socket.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The port on 127.0.0.1, which is part of the socket's name too.
    pub fn port(&self) -> u16 {
        self.state.port
    }

    /// The version of PostgreSQL that the server was last started with.
    pub fn version(&self) -> &str {
        &self.state.version
    }

    pub fn data(&self) -> PathBuf {
        self.home.data()
    }

    pub fn log(&self) -> PathBuf {
        self.home.log()
    }

    /// The size of the data on disk, in bytes.
    pub fn size(&self) -> u64 {
        folders::size(&self.data())
    }

    /// The server's process id; none if it does not run.
    pub fn pid(&self) -> Option<u32> {
        if self.is_up() { launch::pid_of(&self.data()) } else { None }
    }

    pub fn is_up(&self) -> bool {
        self.home.ask() == Answer::Ready
    }

    fn config_of(&self, database: &str) -> Config {
        let mut config = Config::new();
        config.host_path(&self.socket).port(self.state.port).user("postgres").dbname(database);
        config
    }

    /// Makes the server what was written down about it: sets its password, and creates the database
    /// if it is missing; whether it was. An `up` that was interrupted may have done neither.
    fn provide(&self) -> Result<bool, ServerError> {
        let State { database, password: Password(password), .. } = &self.state;
        let set_password = format!("ALTER ROLE postgres PASSWORD {}", quote(password));
        let create = format!("CREATE DATABASE {} TEMPLATE template0", Name::from(database.as_str()));
        let doing = format!("create the database `{database}`");
        sql::with(&self.config_of("postgres"), &doing, async |client| {
            client.batch_execute(&set_password).await?;
            if client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[database]).await?.is_some() {
                return Ok(false);
            }
            client.batch_execute(&create).await.map(|()| true)
        })
    }

    /// Drops the database, and the roles that migrations made; the roles that are still in use.
    fn clean(&self, name: &str) -> Result<Vec<String>, ServerError> {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", Name::from(name));
        sql::with(&self.config_of("postgres"), &format!("drop the database `{name}`"), async |client| {
            client.batch_execute(&drop).await?;
            // PostgreSQL's own objects have numbers below 16384.
            let rows =
                client.query("SELECT rolname FROM pg_roles WHERE oid >= 16384 ORDER BY 1", &[]).await?;
            let mut roles: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            // A role may depend on another one, so it goes on as long as some can be dropped.
            loop {
                let mut kept = Vec::new();
                for role in &roles {
                    match client.batch_execute(&format!("DROP ROLE {}", Name::from(role.as_str()))).await {
                        Err(error) if error.code() == Some(&SqlState::DEPENDENT_OBJECTS_STILL_EXIST) => {
                            kept.push(role.clone());
                        }
                        outcome => outcome?,
                    }
                }
                if kept.is_empty() || kept.len() == roles.len() {
                    return Ok(kept);
                }
                roles = kept;
            }
        })
    }
}

/// Everything that `up` does once nobody else can interfere.
fn bring_up(home: Home, identity: &Identity, wanted: &Wanted<'_>) -> Result<Up, ServerError> {
    let socket = home.socket_folder(identity)?;
    let known = home.state()?;
    if known.is_none() {
        // Of a server that nothing is written down about, not even the password is known.
        stop(&home, Shutdown::Fast)?;
    }
    let (mut state, started, moved_from) = match known {
        Some(state) if settle(&home) == Answer::Ready => (state, false, None),
        known => {
            let before = known.as_ref().map(|state| state.port);
            let state = start(&home, identity, &socket, known, wanted)?;
            let moved_from = before.filter(|port| *port != state.port);
            (state, true, moved_from)
        }
    };
    if state.database != wanted.database {
        wanted.database.clone_into(&mut state.database);
        home.remember(&state)?;
    }
    let server = LocalServer { home, socket, state };
    let created = server.provide()?;
    Ok(Up { server, started, created, moved_from })
}

/// Starts the server, with new data if there is none.
fn start(
    home: &Home,
    identity: &Identity,
    socket: &Path,
    state: Option<State>,
    wanted: &Wanted<'_>,
) -> Result<State, ServerError> {
    let binaries = binaries_for(home)?;
    identity.check_reach(binaries.folder())?;
    make_data(home, identity, &binaries)?;
    folders::make(socket, 0o700)?;
    identity.own(socket)?;
    drop_foreign_pid_file(&home.data())?;

    let password = match &state {
        Some(state) => state.password.clone(),
        None => Password(folders::random(12)?),
    };
    let version = binaries.version().to_string();
    let first = state.map_or_else(|| preferred_port(home.number()), |state| state.port);
    for port in ports_from(first).filter(|port| is_free(*port)) {
        let state = State {
            port,
            database: wanted.database.to_owned(),
            version: version.clone(),
            password: password.clone(),
        };
        home.remember(&state)?;
        let settings = local_settings::write(home, &binaries, socket, port, wanted)?;
        keep_last_log(home)?;
        let outcome = launch::start(&Launch {
            postgres: &binaries.program("postgres"),
            identity,
            data: &home.data(),
            socket: &folders::socket_file(socket, port),
            settings: &settings,
            log: &home.log(),
            lifetime: Lifetime::OfItsOwn,
        });
        match outcome {
            Ok(_) => return Ok(state),
            // Another program took the port after we looked.
            Err(ServerError::Start { .. }) if !is_free(port) => {}
            Err(error) => return Err(error),
        }
    }
    Err(ServerError::NoFreePort { first: PORTS.start, last: PORTS.end - 1 })
}

/// The binaries that the data needs, or any when there is no data yet.
fn binaries_for(home: &Home) -> Result<Binaries, ServerError> {
    let Some(major) = home.data_major()? else { return Ok(Binaries::find(None)?) };
    Binaries::find(Some(major)).map_err(|error| match error {
        BinariesError::OtherMajor { found, install, .. } => {
            ServerError::OtherMajor { folder: home.data(), data: major, installed: found, install }
        }
        error => error.into(),
    })
}

/// Copies the template, unless there is data. A copy that was interrupted is never taken for data.
/// It is not synced: a power cut in the first half-minute costs a database that is as good as empty.
fn make_data(home: &Home, identity: &Identity, binaries: &Binaries) -> Result<(), ServerError> {
    let data = home.data();
    if data.exists() {
        return Ok(());
    }
    let template = template::ensure(binaries, identity)?;
    let unfinished = home.folder().join("data.new");
    folders::remove(&unfinished)?;
    folders::copy(&template, &unfinished, identity)?;
    fs::rename(&unfinished, &data).map_err(ServerError::io("create", &data))
}

/// Removes a pid file whose process is not PostgreSQL: after a container was started anew its number
/// may be anybody's, and PostgreSQL would not start. Nobody answers at the socket, as we know.
fn drop_foreign_pid_file(data: &Path) -> Result<(), ServerError> {
    let Some(pid) = launch::pid_of(data) else { return Ok(()) };
    match fs::read_to_string(format!("/proc/{pid}/comm")) {
        Ok(name) if !name.starts_with("postgres") => {
            let file = launch::pid_file(data);
            fs::remove_file(&file).map_err(ServerError::io("remove", &file))
        }
        // It is PostgreSQL's to judge.
        _ => Ok(()),
    }
}

/// The log of the start before this one stays readable: it may say why the server went down.
fn keep_last_log(home: &Home) -> Result<(), ServerError> {
    let log = home.log();
    match fs::rename(&log, log.with_extension("log.old")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ServerError::io("rename", &log)(error)),
        _ => Ok(()),
    }
}

/// What is behind the socket, once a server that is just starting has made up its mind.
fn settle(home: &Home) -> Answer {
    let since = Instant::now();
    loop {
        match home.ask() {
            Answer::Starting if since.elapsed() < launch::START_LIMIT => {
                thread::sleep(Duration::from_millis(50));
            }
            answer => return answer,
        }
    }
}

/// Stops the server if there is one; whether there was.
fn stop(home: &Home, shutdown: Shutdown) -> Result<bool, ServerError> {
    if home.ask() == Answer::Nobody {
        return Ok(false);
    }
    let Some(pid) = launch::pid_of(&home.data()) else { return Ok(false) };
    launch::stop(pid, &home.data(), shutdown)?;
    Ok(true)
}

/// The name of the database for a project, from its folder's name.
pub fn database_name(project: &Path) -> Result<String, ServerError> {
    let project = absolute(project)?;
    Ok(database_name_from(&project.file_name().unwrap_or_default().to_string_lossy()))
}

/// A name that needs no quotes in SQL.
fn database_name_from(folder: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let name: String = folder.chars().map(plain).collect();
    let name = name.trim_matches('_');
    let name = match name {
        "" => "dev".to_owned(),
        "postgres" | "template0" | "template1" => format!("{name}_dev"),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("db_{name}"),
        name => name.to_owned(),
    };
    // All ASCII by now, and PostgreSQL's names end at 63 bytes.
    name.chars().take(63).collect()
}

fn preferred_port(number: u64) -> u16 {
    PORTS.start + u16::try_from(number % u64::from(PORTS.end - PORTS.start)).unwrap_or_default()
}

/// All ports, beginning with `first`, which may be outside the usual ones.
fn ports_from(first: u16) -> impl Iterator<Item = u16> {
    let begin = if PORTS.contains(&first) { first } else { PORTS.start };
    std::iter::once(first).chain(begin..PORTS.end).chain(PORTS.start..begin)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn absolute(project: &Path) -> Result<PathBuf, ServerError> {
    project.canonicalize().map_err(ServerError::io("find the folder", project))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_a_plain_database_name() {
        let cases = [
            ("canai-db", "canai_db"),
            ("Müller & Co", "m_ller___co"),
            ("2024-app", "db_2024_app"),
            ("postgres", "postgres_dev"),
            ("...", "dev"),
            ("", "dev"),
        ];
        for (folder, name) in cases {
            assert_eq!(database_name_from(folder), name, "{folder}");
        }
        assert_eq!(database_name_from(&"x".repeat(80)).len(), 63);
    }

    #[test]
    fn every_port_is_tried_once_beginning_with_the_preferred() {
        let mut ports: Vec<u16> = ports_from(25_999).skip(1).collect();
        assert_eq!(ports[0], 25_999);
        ports.sort_unstable();
        assert_eq!(ports, PORTS.collect::<Vec<_>>());
        assert_eq!(ports_from(5432).take(2).collect::<Vec<_>>(), [5432, PORTS.start]);
        assert!(PORTS.contains(&preferred_port(u64::MAX)));
    }

    #[test]
    fn a_password_does_not_show() {
        let password = Password("secret".to_owned());
        assert!(!format!("{password:?}").contains("secret"));
    }
}
