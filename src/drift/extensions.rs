//! When a replay fails for want of an extension: which one, why the scratch server does not have it, and
//! what in the database depends on it.

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::expected::Expectation;
use super::{Error, replay};
use crate::migrate::{self, Reason};
use crate::model::Object;
use crate::pg::error::SqlError;
use crate::pg::platform::{NO_EXTENSION, PlatformError};
use crate::pg::scratch::ScratchError;

/// The failure, with what is to be said about extensions, if it is about one.
pub async fn explain(error: Error, client: &Client, expectation: &Expectation<'_>) -> Error {
    let Some(said) = statement_error(&error).and_then(SqlError::answer) else { return error };
    // `extension "x" is not available`, `could not open extension control file`, `x can only be loaded via
    // shared_preload_libraries`, `can only create extension in database y`: the name is in all of them.
    let text = [Some(&said.message), said.detail.as_ref(), said.hint.as_ref(), said.context.as_ref()];
    let platform = expectation.declared().platform.values().chain(expectation.declared().objects.values());
    let declared = platform.filter_map(|object| match object {
        Object::Extension(extension) => Some(extension.name.as_str()),
        _ => None,
    });
    let used = expectation.extensions();
    let made = used.iter().map(|it| it.name.as_str());
    let mut names: Vec<&str> =
        declared.chain(made).filter(|name| text.iter().flatten().any(|it| it.contains(*name))).collect();
    names.sort_unstable();
    names.dedup();
    let about = NO_EXTENSION.contains(&said.code.as_str());
    if names.is_empty() || !about && !said.message.contains("extension") {
        return error;
    }
    let mut report = String::new();
    for name in names {
        report.push_str(&format!("\n  {name}: {}", said.message));
        match dependents(client, name).await {
            Ok(found) if found.is_empty() => report.push_str("\n    nothing in the database depends on it"),
            Ok(found) => found.iter().for_each(|it| report.push_str(&format!("\n    needed by {it}"))),
            Err(error) => report.push_str(&format!("\n    what depends on it could not be read: {error}")),
        }
    }
    report.push_str(
        "\n  help: name a server that has it with --shadow-url, install it beside the PostgreSQL of this machine, or\n  \
         declare it under `platform` and create it by hand, if it can exist in one database only",
    );
    Error::Extensions { report, source: Box::new(error) }
}

/// What PostgreSQL said about the statement that failed.
fn statement_error(error: &Error) -> Option<&SqlError> {
    match error {
        Error::Scratch(ScratchError::Platform(PlatformError::Sql(error))) => Some(error),
        Error::Replay(replay::Error::Run { source: migrate::Error::Script(failure), .. }) => {
            match &failure.reason {
                Reason::Sql(error) => Some(error),
                _ => None,
            }
        }
        _ => None,
    }
}

async fn dependents(client: &Client, extension: &str) -> Result<Vec<String>, SqlError> {
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&extension, Type::TEXT)];
    let rows = client.query_typed(include_str!("dependents.sql"), &parameters).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
