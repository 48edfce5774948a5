//! Rows as people write them, for tables as the catalog describes them: values to the text that COPY
//! reads, and the SQL that merges what was copied. Nothing here connects or reads a file; a value
//! never becomes a part of SQL.

pub mod check;
pub mod copy;
pub mod csv;
pub mod find;
pub mod json_line;
pub mod merge;
pub mod table;
pub mod moment;
pub mod value;
