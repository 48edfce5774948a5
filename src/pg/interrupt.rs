//! Ctrl-C and SIGTERM: the server is told to stop the statement, which it would otherwise go on with
//! for nobody. What became of it, the work that ran it says itself, if it still can.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{sleep, timeout};
use tokio_postgres::{CancelToken, Client, NoTls};

use super::connection::{self, Settings};

/// How often the server is told: the first time may fall between two statements.
const TIMES: u32 = 4;

/// How long the work may take to end before the server is told again.
const PATIENCE: Duration = Duration::from_millis(500);

/// The work did not end by itself, so what became of it is not known here.
#[derive(Debug, thiserror::Error)]
#[error(
    "interrupted; the server was told to stop\nwhat is recorded is done, and nothing else: `canai-db status` shows it"
)]
pub struct Interrupted;

/// Listens for the signals from its making on.
pub struct Interruption {
    interrupt: Signal,
    terminate: Signal,
    token: CancelToken,
    settings: Settings,
}

impl Interruption {
    /// For the statements that run on this connection.
    pub fn of(client: &Client, settings: Settings) -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            token: client.cancel_token(),
            settings,
        })
    }

    /// Does the work; a signal cancels its statements until it ends.
    pub async fn stops<T, E>(mut self, work: impl Future<Output = Result<T, E>>) -> anyhow::Result<T>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let mut work = pin!(work);
        tokio::select! {
            outcome = &mut work => return Ok(outcome?),
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        let (token, settings) = (&self.token, &self.settings);
        let stop = async {
            for _ in 0..TIMES {
                // A server that cannot be told ends the session when it finds us gone.
                let _ = timeout(PATIENCE, cancel(token, settings)).await;
                sleep(PATIENCE).await;
            }
        };
        tokio::select! {
            outcome = &mut work => outcome.map_err(|error| anyhow::Error::new(error).context("interrupted")),
            () = stop => Err(Interrupted.into()),
            // Whoever asks twice does not want to wait.
            _ = self.interrupt.recv() => Err(Interrupted.into()),
        }
    }
}

async fn cancel(token: &CancelToken, settings: &Settings) -> anyhow::Result<()> {
    let told = match connection::connector(settings)? {
        Some(tls) => token.cancel_query(tls).await,
        None => token.cancel_query(NoTls).await,
    };
    Ok(told?)
}
