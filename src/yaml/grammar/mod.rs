//! What may stand in the YAML files, as data: every key with its type and a sentence about it.
//! The checker, the JSON Schema for editors and the suggestions for misspelt keys all read these
//! tables, so none of them can know a key that the others do not.

// The macros below are for the modules that follow them.
/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    Boolean,
    Integer,
    Number,
    Text,
    /// The name of something: text that is not empty.
    Name,
    /// A data type, as SQL writes it.
    Type,
    /// A piece of SQL that yields a value.
    Expression,
    /// A whole SQL query.
    Query,
    /// SQL that is checked where it is read.
    Sql,
    /// Any YAML value.
    Value,
    /// One of these words.
    Word(&'static [&'static str]),
    List(&'static Shape),
    /// Names and what each stands for.
    Map(&'static Shape),
    Record(&'static Record),
    /// The first of these whose YAML kind (scalar, list, mapping) is the value's.
    Either(&'static [Shape]),
    /// The shape, or nothing at all.
    Optional(&'static Shape),
}

/// A mapping with known keys.
#[derive(Debug)]
pub struct Record {
    pub title: &'static str,
    pub keys: &'static [Key],
}

/// A key of a record.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub shape: Shape,
    pub required: bool,
    /// One of the record's keys with this mark must be there.
    pub either: bool,
    pub doc: &'static str,
}

/// A key that may be left out. (A macro, since only a literal keeps its references for ever.)
macro_rules! key {
    ($name:expr, $shape:expr, $doc:expr $(,)?) => {
        Key { name: $name, shape: $shape, required: false, either: false, doc: $doc }
    };
}

/// A key that must be there unless the other one of this kind is.
macro_rules! either {
    ($name:expr, $shape:expr, $doc:expr $(,)?) => {
        Key { name: $name, shape: $shape, required: false, either: true, doc: $doc }
    };
}

/// A key that must be there.
macro_rules! required {
    ($name:expr, $shape:expr, $doc:expr $(,)?) => {
        Key { name: $name, shape: $shape, required: true, either: false, doc: $doc }
    };
}

mod access;
mod constraint;
mod generate;
mod shared;
mod job;
mod objects;
mod seed;
mod subject;
mod table;
mod target;

pub use generate::GENERATE_FILE;
pub use job::{JOB_FILE, STRATEGY};
pub use objects::{OBJECTS_FILE, PLATFORM_FILE, SETTINGS_FILE};
pub use seed::{SEED_FILE, SET_FILE};
pub use table::{ADDITIONS_FILE, TABLE_FILE};
pub use target::TARGET_FILE;
