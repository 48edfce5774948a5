//! Everything that talks to a PostgreSQL server, or starts one.

pub mod connection;
pub mod server;
