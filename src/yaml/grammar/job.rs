//! The files of jobs/: what becomes of rows that have reached an age, and which views are made anew.

use super::shared::{EXPRESSION, NAME, NAMES_SHAPE};
use super::{Key, Record, Shape};

/// One job.
pub static JOB_FILE: Record = Record {
    title: "Job",
    keys: &[
        required!("job", Shape::Name, "The job's name: letters, digits, `-` and `_`."),
        key!("comment", Shape::Text, "What it is for."),
        required!(
            "kind",
            Shape::Word(&["purge", "expire", "anonymize", "archive", "refresh"]),
            "What becomes of the rows: `purge` deletes them, `expire` ends those whose time has come, `anonymize` takes out of them what tells about a person, `archive` moves them. `refresh` makes materialized views anew.",
        ),
        key!("schedule", Shape::Text, "When cron runs it, in five fields: `0 2 1 * *`, in UTC."),
        key!(
            "by",
            Shape::Name,
            "The column that tells the age: a time, NOT NULL, with an index that begins with it. Every kind but `refresh` must have it."
        ),
        key!(
            "older_than",
            Shape::Text,
            "The age: `24 months`, `90 days`. Every kind but `expire` and `refresh` must have it; of `expire` `by` is itself the end.",
        ),
        key!(
            "tables",
            Shape::Map(&TABLE),
            "The tables, each with what is particular to it; `{}` where nothing is. Every kind but `refresh` must have it."
        ),
        key!("views", Shape::Map(&VIEW), "The materialized views that a job of kind `refresh` makes anew."),
    ],
};

static TABLE: Shape = Shape::Record(&Record {
    title: "Job's table",
    keys: &[
        key!("where", Shape::Expression, "Only the rows for which this holds."),
        key!(
            "unless",
            Shape::Either(&[Shape::Expression, Shape::List(&EXPRESSION)]),
            "Rows to leave alone: `legal_hold`. What is NULL holds nothing back.",
        ),
        key!("keep_last", Shape::Record(&KEEP_LAST), "How many of the newest rows stay, whatever their age."),
        key!(
            "cascade_into",
            NAMES_SHAPE,
            "Tables whose rows may go along, by `on_delete: cascade`; without it a table with no such age of its own stops the job.",
        ),
        key!("detach", NAMES_SHAPE, "Tables whose rows are kept: their foreign key becomes NULL first."),
        key!(
            "partitions",
            Shape::Word(&["drop", "detach", "rows"]),
            "What becomes of a partition that is old as a whole: dropped (where this is left out), detached and kept, or emptied row by row.",
        ),
        key!("set", Shape::Map(&MASK), "What the columns become: a value, `null`, or a strategy."),
        key!("mark", Shape::Name, "A boolean column that is set to true with it."),
        key!("into", Shape::Record(&INTO), "Where archived rows go."),
    ],
});

static VIEW: Shape = Shape::Record(&Record {
    title: "Job's view",
    keys: &[key!(
        "locks_readers",
        Shape::Boolean,
        "`true`: readers may be kept waiting meanwhile, since no unique index lets them go on.",
    )],
});

static KEEP_LAST: Record = Record {
    title: "Rows to keep",
    keys: &[
        required!("rows", Shape::Integer, "How many."),
        required!("per", Shape::Either(&[Shape::List(&NAME), Shape::Name]), "The columns that say of whom."),
    ],
};

static MASK: Shape = Shape::Either(&[Shape::Record(&STRATEGY), Shape::Value]);

/// The strategies; a record with exactly one of its keys.
pub static STRATEGY: Record = Record {
    title: "Strategy",
    keys: &[
        either!("value", Shape::Value, "A value that YAML would read as a strategy: `{ value: { a: 1 } }`."),
        either!("sql", Shape::Expression, "What an expression over the row gives."),
        either!(
            "hash",
            Shape::Name,
            "HMAC-SHA256 under the secret in this environment variable; the same text gives the same hash.",
        ),
        either!("network", Shape::Record(&NETWORK), "An address becomes its network."),
        either!(
            "generalize",
            Shape::Value,
            "A time becomes the beginning of its `hour`, `day`, `week`, `month`, `quarter` or `year`; a number the next lower multiple of this.",
        ),
        either!("shuffle", Shape::Boolean, "The values of a batch change places."),
    ],
};

static NETWORK: Record = Record {
    title: "Network",
    keys: &[
        required!("ipv4", Shape::Integer, "Bits that stay of an IPv4 address: 24."),
        required!("ipv6", Shape::Integer, "Bits that stay of an IPv6 address: 48."),
    ],
};

static INTO: Record = Record {
    title: "Archive",
    keys: &[
        either!("table", Shape::Name, "A table of schema/ with the same columns, or for chunks."),
        either!(
            "files",
            Shape::Text,
            "A folder, in the project or from `/`: files of CSV packed by zstd, with a manifest.",
        ),
        key!(
            "delete_after",
            Shape::Text,
            "The age of its oldest row at which a file is deleted: `24 months`."
        ),
        key!(
            "as",
            Shape::Word(&["rows", "chunks"]),
            "How a table holds them: row by row, or many in one compressed value.",
        ),
    ],
};
