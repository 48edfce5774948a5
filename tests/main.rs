//! The one test binary: each module is a topic.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod access;
mod architecture;
mod audit;
mod bench;
mod compile;
mod connect;
mod dev;
mod diagram;
mod diagnostics;
mod docs;
mod docs_pages;
mod document;
mod drift;
mod harness;
mod import;
mod import_command;
mod jobs;
mod json_schema;
mod lint;
mod migrate;
mod readme;
mod report;
mod schedule;
mod script;
mod seed;
mod subject;
mod throwaway;
mod verify;
