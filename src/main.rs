//! The `canai-db` program: everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    canai_db::run(std::env::args_os())
}
