//! One file per command: its flags, and a `run` that reads as the steps it takes.

pub mod dev;

use crate::cli::{Cli, Command};
use crate::error::Outcome;
use crate::pg::server::supervisor;
use crate::ui::Ui;

/// Runs the command that was asked for.
pub fn run(cli: Cli, ui: &Ui) -> anyhow::Result<Outcome> {
    match cli.command {
        Command::Dev(command) => dev::run(&command, &cli.global, ui),
        Command::Supervise(command) => supervisor::run(&command).map(|()| Outcome::Done),
    }
}
