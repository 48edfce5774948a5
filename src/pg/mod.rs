//! Everything that talks to a PostgreSQL server, or starts one.

pub mod acting;
pub mod catalog;
pub mod connection;
pub mod error;
pub mod interrupt;
pub mod platform;
pub mod pooler;
pub mod scratch;
pub mod script;
pub mod server;
pub mod settings;
mod sqlstate;
pub mod statistics;
pub mod tls;
