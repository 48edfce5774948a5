//! The one test binary: each module is a topic.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod compile;
mod connect;
mod dev;
mod harness;
mod migrate;
mod script;
mod throwaway;
