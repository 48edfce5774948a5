//! The configuration of a local server: what it listens on, who may connect, which libraries it loads.

use std::fs;
use std::path::Path;

use super::home::Home;
use super::local::Wanted;
use super::{Binaries, ServerError};
use crate::model::sql_text::quote;

/// Extensions whose library a server has to load at its start.
const PRELOADED: [&str; 4] = ["pgaudit", "pg_cron", "pg_net", "timescaledb"];

/// Writes the server's configuration beside the data and returns the settings that point to it. `ALTER
/// SYSTEM` goes before it, as everywhere.
pub fn write(
    home: &Home,
    binaries: &Binaries,
    socket: &Path,
    port: u16,
    wanted: &Wanted<'_>,
) -> Result<[(&'static str, String); 2], ServerError> {
    let declared = PRELOADED.into_iter().filter(|name| wanted.extensions.iter().any(|it| it == name));
    let libraries = std::iter::once("pg_stat_statements").chain(declared);
    let libraries: Vec<&str> = libraries.filter(|name| binaries.has_library(name)).collect();
    let preload = libraries.join(", ");
    let socket = format!("\"{}\"", socket.display());
    let port = port.to_string();
    let mut settings = vec![
        ("listen_addresses", "127.0.0.1"),
        ("port", &port),
        ("unix_socket_directories", &socket),
        ("shared_preload_libraries", &preload),
        ("password_encryption", "scram-sha-256"),
        ("max_wal_size", "1GB"),
        ("max_locks_per_transaction", "1024"),
        ("lc_messages", "C"),
        ("default_text_search_config", "pg_catalog.english"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
    ];
    if libraries.contains(&"pg_cron") {
        // It is in one database of a server.
        settings.push(("cron.database_name", wanted.database));
    }
    let mut text =
        "# Written by canai-db at every start. ALTER SYSTEM changes a setting for good.\n".to_owned();
    for (name, value) in settings {
        let value = quote(&value.replace('\\', "\\\\"));
        text.push_str(&[name, " = ", &value, "\n"].concat());
    }
    let access = "# Written by canai-db at every start. The socket's folder is closed to other users.\n\
                  local all all trust\n\
                  host all all 127.0.0.1/32 scram-sha-256\n";
    let write = |name: &str, text: &str| {
        let path = home.folder().join(name);
        fs::write(&path, text).map_err(ServerError::io("write", &path))?;
        Ok::<_, ServerError>(path.display().to_string())
    };
    Ok([("config_file", write("postgresql.conf", &text)?), ("hba_file", write("pg_hba.conf", access)?)])
}
