//! `canai-db` keeps a PostgreSQL database in YAML: it compiles the description to ordered SQL
//! migrations, applies them, and tells when a database is not what the description says.
//!
//! The modules, in reading order. The core is pure: no file, no clock, no socket, no environment.
//! The shell does the input and output and calls the core; nothing calls `commands`.

// -- core
pub mod model;
pub mod diagnostic;
pub mod yaml;
pub mod row;
pub mod subject;
pub mod access;
pub mod job;
pub mod generate;
pub mod diff;
pub mod plan;
pub mod sql;
pub mod migration;
pub mod lock;
pub mod compile;
pub mod diagram;
pub mod pages;
pub mod lint;
pub mod target;
pub mod advice;
pub mod duration;
pub mod hex;
pub mod markup;
pub mod words;
pub mod parallel;

// -- shell
pub mod project;
pub mod pg;
pub mod migrate;
pub mod import;
pub mod replay;
pub mod drift;
pub mod verify;
pub mod seed;
pub mod person;
pub mod jobs;
pub mod report;
pub mod audit;
pub mod bench;
pub mod commands;
pub mod cli;
pub mod ui;
pub mod error;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

/// Runs one command line and returns the exit code: 0 done, 1 failure, 2 a difference was found,
/// 64 wrong usage.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match cli::Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return ui::print_usage_error(&error),
    };
    let ui = ui::Ui::new(cli.global.color, cli.global.quiet, cli.global.verbose);
    let code = match commands::run(cli, &ui) {
        Ok(outcome) => outcome.exit_code(),
        Err(error) => error::report(&error, &ui),
    };
    ui.ending(code)
}
