//! Databases to try things in: on a server that the user names, on a throwaway server from the installed
//! binaries, or, if it is asked for or is certain to be this machine's, on the server of the database that
//! is looked at. Never on a server that somebody else uses without being told to: roles belong to the
//! whole server, and a replay makes and changes them.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};

use super::connection::{self, ConnectError, Settings};
use super::error::SqlError;
use super::platform::{self, PlatformError};
use super::server::{self, Binaries, BinariesError, ServerError, Throwaway};
use crate::model::{Name, Schema};

/// Why there is no scratch database.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    #[error(
        "there is no server for a scratch database\n  \
         help: give one in one of these ways:\n    \
         --shadow-url postgresql://user@host/postgres, a PostgreSQL{} whose role has CREATEDB, such as that of\n      \
         docker run -d -p 54329:5432 -e POSTGRES_PASSWORD=scratch postgres{}\n    \
         --shadow same-server, a database of its own on the server that is looked at{}\n    \
         the programs of PostgreSQL on this machine",
        .major.map(|it| format!(" {it}")).unwrap_or_default(),
        .major.map(|it| format!(":{it}")).unwrap_or_default(),
        .same_server.map(|why| format!(" ({why})")).unwrap_or_default()
    )]
    NoServer { major: Option<u32>, same_server: Option<&'static str>, source: BinariesError },
    #[error("no scratch database: the throwaway server did not start")]
    Server(#[from] ServerError),
    #[error("no scratch database: the server for it is not to be had")]
    Connect(#[from] ConnectError),
    #[error(
        "no scratch database: the server that --shadow-url names is PostgreSQL {shadow}, and the database's is {major}; \
         name one of the same major version"
    )]
    OtherMajor { shadow: u32, major: u32 },
    #[error("no scratch database: it could not be created; the role needs CREATEDB")]
    Create(#[from] SqlError),
    #[error("no scratch database")]
    Platform(#[from] PlatformError),
}

/// Where scratch databases may be made.
#[derive(Clone, Debug)]
pub enum Place {
    /// On this server.
    Shadow(Box<Settings>),
    /// On the server of the database that is looked at.
    SameServer,
    /// Where it harms nobody.
    Anywhere,
}

/// What becomes of functions' bodies when they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bodies {
    /// PostgreSQL looks for what they name.
    Checked,
    /// They are taken as they are: what a catalog holds does not depend on whether they run.
    Taken,
}

/// The server of the database that is looked at.
#[derive(Clone, Debug)]
pub struct Original {
    pub settings: Settings,
    pub major: u32,
    /// The role that made what is there: on a throwaway server it makes it again.
    pub role: String,
    /// Whether both ends of the connection are a socket of this machine.
    pub over_socket: bool,
    pub may_create: bool,
    /// The `search_path` that the database or the role gives to sessions, if either has one of its own.
    pub search_path: Option<String>,
}

/// A server that scratch databases are made on.
pub struct Scratch {
    server: Server,
    /// So that two runs on one server do not meet.
    token: String,
    /// That of the database that is looked at, if it has one of its own.
    search_path: Option<String>,
}

enum Server {
    Throwaway { server: Throwaway, role: String },
    Other(Box<Settings>),
}

/// The superuser of a throwaway server.
const SUPERUSER: &str = "postgres";
/// What all scratch databases are called.
const PREFIX: &str = "canai_db_scratch_";
/// After so many seconds a scratch database is nobody's any more.
const DAY: u64 = 86_400;

impl Scratch {
    /// The named server, or else a throwaway one of any version, watched over by `supervisor`, which is
    /// this program.
    pub async fn open(shadow: Option<Settings>, supervisor: &Path) -> Result<Self, ScratchError> {
        match shadow {
            Some(settings) => Self::on(settings).await,
            None => match Binaries::find(None) {
                Ok(binaries) => Self::throwaway(&binaries, SUPERUSER, supervisor),
                Err(source) => Err(ScratchError::NoServer { major: None, same_server: None, source }),
            },
        }
    }

    /// A server of the same major version as that of a database that is looked at.
    pub async fn beside(original: &Original, place: Place, supervisor: &Path) -> Result<Self, ScratchError> {
        let scratch = Self::without_path(original, place, supervisor).await?;
        Ok(Self { search_path: original.search_path.clone(), ..scratch })
    }

    async fn without_path(
        original: &Original,
        place: Place,
        supervisor: &Path,
    ) -> Result<Self, ScratchError> {
        let major = original.major;
        match place {
            Place::Shadow(settings) => {
                let shadow = major_of(&connection::connect(&settings).await?).await?;
                if shadow != major {
                    return Err(ScratchError::OtherMajor { shadow, major });
                }
                Self::on(*settings).await
            }
            Place::SameServer => Self::on(original.settings.clone()).await,
            Place::Anywhere => match Binaries::find(Some(major)) {
                Ok(binaries) => Self::throwaway(&binaries, &original.role, supervisor),
                Err(_) if original.over_socket && original.may_create => {
                    Self::on(original.settings.clone()).await
                }
                Err(source) => {
                    let why = if original.may_create {
                        "its role may create databases; roles that the migrations make or change are the server's"
                    } else {
                        "its role may not create databases, or it is read-only"
                    };
                    Err(ScratchError::NoServer { major: Some(major), same_server: Some(why), source })
                }
            },
        }
    }

    fn throwaway(binaries: &Binaries, role: &str, supervisor: &Path) -> Result<Self, ScratchError> {
        let server = Throwaway::start(binaries, supervisor)?;
        let server = Server::Throwaway { server, role: role.to_owned() };
        Ok(Self { server, token: token()?, search_path: None })
    }

    async fn on(settings: Settings) -> Result<Self, ScratchError> {
        sweep(&connection::connect(&settings).await?).await?;
        Ok(Self { server: Server::Other(Box::new(settings)), token: token()?, search_path: None })
    }

    fn settings(&self, database: &str) -> Settings {
        match &self.server {
            Server::Throwaway { server, role } => {
                let mut config = server.config(database);
                config.user(role);
                Settings::from(config)
            }
            Server::Other(settings) => settings.with_database(database),
        }
    }

    /// A connection to make databases on.
    async fn maintenance(&self) -> Result<Client, ScratchError> {
        let (server, role) = match &self.server {
            Server::Other(settings) => return Ok(connection::connect(settings).await?),
            Server::Throwaway { server, role } => (server, role),
        };
        let client = connection::connect(&Settings::from(server.config(SUPERUSER))).await?;
        if role != SUPERUSER {
            let made = client
                .batch_execute(&format!("CREATE ROLE {} SUPERUSER LOGIN", Name::new(role.as_str())))
                .await;
            match made {
                Err(error) if error.code() != Some(&SqlState::DUPLICATE_OBJECT) => {
                    return Err(SqlError::from(error).into());
                }
                _ => {}
            }
        }
        Ok(client)
    }

    /// An empty database with the platform's objects; one of the same purpose is replaced. Its sessions find
    /// names where those of the original do.
    pub async fn database(
        &self,
        purpose: &str,
        schema: &Schema,
        bodies: Bodies,
    ) -> Result<Client, ScratchError> {
        let name = self.name(purpose);
        let client = self.maintenance().await?;
        // One statement each: DROP and CREATE DATABASE run in no transaction.
        for sql in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name} TEMPLATE template0"),
        ] {
            client.batch_execute(&sql).await.map_err(SqlError::from)?;
        }
        self.give_settings(&client, &name, bodies).await?;
        let client = connection::connect(&self.settings(&name)).await?;
        if let Err(error) = platform::create_what_can_be(&client, schema).await {
            drop(client);
            self.drop_database(purpose).await?;
            return Err(error.into());
        }
        Ok(client)
    }

    /// For every session in the database, so that `RESET ALL` comes back to it.
    async fn give_settings(&self, client: &Client, database: &str, bodies: Bodies) -> Result<(), SqlError> {
        // The ledger needs a schema that is there from the first migration on.
        let search_path = self.search_path.as_ref().map(|path| format!("{path}, public"));
        let unchecked = (bodies == Bodies::Taken).then(|| "off".to_owned());
        let settings = [("check_function_bodies", unchecked), ("search_path", search_path)];
        for (parameter, value) in settings.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            let values: [(&(dyn ToSql + Sync), Type); 2] = [(parameter, Type::TEXT), (value, Type::TEXT)];
            client.query_typed("SELECT set_config($1, $2, false)", &values).await?;
            client.batch_execute(&format!("ALTER DATABASE {database} SET {parameter} FROM CURRENT")).await?;
        }
        Ok(())
    }

    /// Another session in a database that [`Scratch::database`] made.
    pub async fn connect(&self, purpose: &str) -> Result<Client, ScratchError> {
        Ok(connection::connect(&self.settings(&self.name(purpose))).await?)
    }

    /// Takes a database away again; a throwaway server takes all of its own along anyway.
    pub async fn drop_database(&self, purpose: &str) -> Result<(), ScratchError> {
        if let Server::Other(settings) = &self.server {
            let client = connection::connect(settings).await?;
            let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name(purpose));
            client.batch_execute(&sql).await.map_err(SqlError::from)?;
        }
        Ok(())
    }

    fn name(&self, purpose: &str) -> String {
        format!("{PREFIX}{}_{purpose}", self.token)
    }
}

/// The time, by which a database that a killed run left is known, and something that is nobody else's.
fn token() -> Result<String, ServerError> {
    Ok(format!("{}_{}", now(), server::random(4)?))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Drops what runs that were killed have left on the server, a day later.
async fn sweep(client: &Client) -> Result<(), ScratchError> {
    let rows =
        client.query_typed(include_str!("sql/scratch_databases.sql"), &[]).await.map_err(SqlError::from)?;
    for row in &rows {
        let name: String = row.try_get(0).map_err(SqlError::from)?;
        let made = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next()?.parse::<u64>().ok());
        if made.is_some_and(|made| made + DAY < now()) {
            let sql = format!("DROP DATABASE IF EXISTS {}", Name::new(name));
            // Somebody else may be at the same.
            let _ = client.batch_execute(&sql).await;
        }
    }
    Ok(())
}

async fn major_of(client: &Client) -> Result<u32, ScratchError> {
    let row = client.query_typed_one(include_str!("sql/version.sql"), &[]).await.map_err(SqlError::from)?;
    let version: i32 = row.try_get(0).map_err(SqlError::from)?;
    Ok(u32::try_from(version / 10_000).unwrap_or_default())
}
