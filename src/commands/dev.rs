//! `canai-db dev`: the project's own local PostgreSQL.

use clap::Args;

use crate::cli::Global;
use crate::error::Outcome;
use crate::ui::Ui;

/// Run the project's own local PostgreSQL
#[derive(Debug, Args)]
pub struct Dev {}

pub fn run(_command: &Dev, _global: &Global, ui: &Ui) -> anyhow::Result<Outcome> {
    ui.line("not yet");
    Ok(Outcome::Done)
}
