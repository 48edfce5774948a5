//! `canai-db completions` and `canai-db man`: what a shell and a reader install once.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::error::Outcome;
use crate::ui::Ui;

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db completions bash > /etc/bash_completion.d/canai-db
  canai-db completions zsh > ~/.zfunc/_canai-db
  canai-db completions fish > ~/.config/fish/completions/canai-db.fish")]
pub struct Completions {
    #[arg(value_enum)]
    shell: Shell,
}

pub fn completions(command: &Completions, ui: &Ui) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut visible(), "canai-db", &mut script);
    ui.raw(&String::from_utf8(script)?);
    Ok(Outcome::Done)
}

/// The command line without what is not for people.
fn visible() -> clap::Command {
    let all = Cli::command();
    let commands = all.get_subcommands().filter(|it| !it.is_hide_set()).cloned();
    clap::Command::new("canai-db").args(all.get_arguments().cloned()).subcommands(commands)
}

/// Print the manual page, or write one for each command
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db man | man -l -
  canai-db man --out /usr/local/share/man/man1")]
pub struct Man {
    /// Write all pages into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn man(command: &Man, ui: &Ui) -> anyhow::Result<Outcome> {
    match &command.out {
        Some(folder) => {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
            clap_mangen::generate_to(Cli::command(), folder)
                .with_context(|| format!("cannot write to {}", folder.display()))?;
            ui.note(format!("Wrote the pages to {}", folder.display()));
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            ui.raw(&String::from_utf8(page)?);
        }
    }
    Ok(Outcome::Done)
}
