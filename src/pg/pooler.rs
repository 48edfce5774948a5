//! Recognises a transaction pooler (pgbouncer, Supabase's port 6543, ...), which gives every
//! transaction another server session: advisory locks, `SET` and prepared statements, on which a
//! migration relies, then hold in a session that somebody else is using. Nothing in the database is
//! read or written to find out.
//!
//! The probe. A server tells its process id when a session opens; a pooler tells a made-up one. If
//! it is the id of the session that answers, there is no pooler, and one query told so. Otherwise a
//! second connection begins a transaction: a pooler in transaction mode gives it the session
//! that the first, idle between two transactions, just left, or gives the first another one
//! meanwhile. In session mode neither can happen, so what is refused is never a session pooler. To
//! compare two transactions of one connection would prove nothing: a quiet pooler gives both the
//! same session. Missed is only a pooler that, by chance, gives idle sessions in all the rounds.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, DuplexStream, ReadBuf};
use tokio_postgres::config::Host;
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::connection::{self, Settings};
use super::error::SqlError;

/// How often the second connection tries.
const ROUNDS: u32 = 3;

/// How long the second connection may wait for a session. A session pooler with no session to spare
/// keeps it waiting, and that tells nothing against it.
const PATIENCE: Duration = Duration::from_secs(3);

/// A connection that cannot carry a migration, or could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum PoolerError {
    #[error(
        "{target} is a transaction pooler: {reason}\n  \
         why: a migration needs one session from its first statement to its last; here its lock and its settings \
         would be left in sessions that other clients use\n  help: {}",
        instead(*supabase)
    )]
    TransactionPooler { target: String, reason: &'static str, supabase: bool },
    #[error("cannot find out whether there is a transaction pooler in between")]
    Probe(#[from] SqlError),
}

fn instead(supabase: bool) -> &'static str {
    if supabase {
        "use the session pooler (the same host, port 5432) or the direct connection (db.<project>.supabase.co, port 5432)"
    } else {
        "connect to the server itself, or to a pool in session mode (pgbouncer: pool_mode = session)"
    }
}

/// Fails if this connection goes through a pooler that gives every transaction another session.
/// The client must be outside a transaction.
pub async fn refuse_transaction_pooler(client: &Client, settings: &Settings) -> Result<(), PoolerError> {
    let found = match known_by_address(settings) {
        Some(reason) => Some(reason),
        None if told_process_id(client).await == Some(session(client, "").await?.process_id) => None,
        None => shares_sessions(client, settings).await?,
    };
    match found {
        None => Ok(()),
        Some(reason) => Err(PoolerError::TransactionPooler {
            target: settings.display(),
            reason,
            supabase: names(settings).iter().any(|(name, _)| is_supabase(name)),
        }),
    }
}

/// What host name and port alone tell.
pub fn known_by_address(settings: &Settings) -> Option<&'static str> {
    let names = names(settings);
    if names.iter().any(|(name, port)| *port == 6543 && (is_supabase(name) || name.contains("pooler"))) {
        return Some("port 6543 of a pooler is its transaction mode");
    }
    if names.iter().any(|(name, _)| name.ends_with(".neon.tech") && name.contains("-pooler.")) {
        return Some("a `-pooler` host of Neon is pgbouncer in transaction mode");
    }
    None
}

fn is_supabase(name: &str) -> bool {
    name.ends_with(".supabase.com") || name.ends_with(".supabase.co")
}

fn names(settings: &Settings) -> Vec<(String, u16)> {
    let endpoints = settings.endpoints().into_iter();
    endpoints
        .filter_map(|endpoint| match endpoint.host {
            Host::Tcp(name) => Some((name.to_ascii_lowercase(), endpoint.port)),
            Host::Unix(_) => None,
        })
        .collect()
}

/// What makes a server session one and no other: its process, and when that began.
#[derive(PartialEq, Eq)]
struct Session {
    process_id: i32,
    started: String,
}

/// Asks which session answers; `before` is sent in the same message. As a simple query: a pooler in
/// transaction mode may not know prepared statements.
async fn session(client: &Client, before: &str) -> Result<Session, SqlError> {
    let query = "SELECT pg_backend_pid(), backend_start FROM pg_stat_get_activity(pg_backend_pid())";
    let messages = client.simple_query(&format!("{before}{query}")).await?;
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let field = |index| row.and_then(|row| row.get(index)).unwrap_or_default();
    Ok(Session { process_id: field(0).parse().unwrap_or_default(), started: field(1).to_owned() })
}

/// Whether a second connection can make the first one lose its session.
async fn shares_sessions(client: &Client, settings: &Settings) -> Result<Option<&'static str>, SqlError> {
    for _ in 0..ROUNDS {
        let before = session(client, "").await?;
        let second = async {
            let other = connection::connect(settings).await.ok()?;
            let held = session(&other, "BEGIN READ ONLY; ").await.ok()?;
            Some((other, held))
        };
        // Without a second connection the first can still be seen to change its session.
        let second = tokio::time::timeout(PATIENCE, second).await;
        if second.as_ref().is_ok_and(|second| second.as_ref().is_some_and(|(_, held)| *held == before)) {
            return Ok(Some("it gave a second connection the session of the first"));
        }
        // While the second transaction is open; a busy pooler may have nothing for us just now.
        let Ok(after) = tokio::time::timeout(PATIENCE, session(client, "")).await else { continue };
        if after? != before {
            return Ok(Some("it answers two transactions of one connection from two sessions"));
        }
        if second.is_err() {
            // In transaction mode whoever waits would have been given our idle session.
            return Ok(None);
        }
    }
    Ok(None)
}

/// The process id that the other side told when the connection opened. tokio-postgres keeps it for
/// cancelling only, so a cancel request is written into a pipe of our own and read there.
async fn told_process_id(client: &Client) -> Option<i32> {
    let (ours, mut theirs) = tokio::io::duplex(64);
    let token = client.cancel_token();
    let write = token.cancel_query_raw(ours, Pipe);
    let read = async {
        let mut message = [0_u8; 16];
        theirs.read_exact(&mut message[..8]).await.ok()?;
        if message[..8] == TLS_REQUEST {
            tokio::io::AsyncWriteExt::write_all(&mut theirs, b"S").await.ok()?;
            theirs.read_exact(&mut message[..8]).await.ok()?;
        }
        theirs.read_exact(&mut message[8..]).await.ok()?;
        Some(i32::from_be_bytes(message[8..12].try_into().ok()?))
    };
    let (_, told) = tokio::join!(write, read);
    told
}

/// The protocol's request for TLS: its length, and a number that is no version.
const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// "TLS" over the pipe: the bytes as they are.
struct Pipe;

struct Plain(DuplexStream);

impl TlsConnect<DuplexStream> for Pipe {
    type Stream = Plain;
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Plain, Self::Error>>;

    fn connect(self, stream: DuplexStream) -> Self::Future {
        std::future::ready(Ok(Plain(stream)))
    }
}

impl TlsStream for Plain {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Plain {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Plain {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, buffer)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pg::settings::Origin;

    #[test]
    fn addresses_that_tell() {
        for (url, is_pooler) in [
            ("postgresql://postgres.ref:pw@aws-0-x.pooler.supabase.com:6543/postgres", true),
            ("postgresql://postgres.ref:pw@aws-0-x.pooler.supabase.com:5432/postgres", false),
            ("postgresql://postgres@db.ref.supabase.co:6543/postgres", true),
            ("postgresql://postgres@db.ref.supabase.co:5432/postgres", false),
            ("postgresql://u@pooler.internal:6543/d", true),
            ("postgresql://u@db.internal:6543/d", false),
            ("postgresql://u@EP-a-pooler.eu.aws.neon.tech/d", true),
            ("postgresql://u@ep-a.eu.aws.neon.tech/d", false),
        ] {
            let settings = Settings::of_string(url, &Origin::Flag).unwrap();
            assert_eq!(known_by_address(&settings).is_some(), is_pooler, "{url}");
        }
    }
}
