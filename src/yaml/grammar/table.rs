//! The file of one table.

use super::access::ACCESS;
use super::constraint::{CHECK, EXCLUDE, FOREIGN_KEY, KEY, UNIQUE};
use super::shared::{
    ATTRIBUTE_OPTIONS, COLLATE, COMMENT, DEFERRABLE, EXPRESSION, GRANTS, INCLUDE, INDEXES, MATCH, NAME,
    NAMES_SHAPE, NOT_VALID, NULLS_NOT_DISTINCT, ON_DELETE, ON_UPDATE, RELATIONS, RENAMED_FROM, SQL,
    STORAGE_PARAMETERS, TEXT, TRIGGERS, VALUE, WHERE,
};
use super::subject::{COLUMN_ON_ERASE, ON_EXPORT, TABLE_ON_ERASE, TABLE_SUBJECT};
use super::{Key, Record, Shape};

/// The file of one table.
pub static TABLE_FILE: Record = Record {
    title: "Table",
    keys: &[
        required!(
            "table",
            Shape::Name,
            "The table's name: `session_logs`, or `auth.users` in another schema.",
        ),
        RENAMED_FROM,
        COMMENT,
        key!("unlogged", Shape::Boolean, "Not written to the log: faster, empty after a crash."),
        required!("columns", Shape::Map(&COLUMN), "The columns, in the order they have in the table."),
        key!(
            "primary_key",
            Shape::Either(&[Shape::List(&NAME), Shape::Record(&KEY)]),
            "The columns of the primary key.",
        ),
        key!(
            "unique",
            Shape::Either(&[Shape::Map(&UNIQUE), Shape::List(&UNIQUE)]),
            "Unique constraints by name, or a list of column lists that PostgreSQL names.",
        ),
        key!(
            "checks",
            Shape::Either(&[Shape::Map(&CHECK), Shape::List(&CHECK)]),
            "CHECK constraints by name, or a list that PostgreSQL names.",
        ),
        key!(
            "foreign_keys",
            Shape::Either(&[Shape::Map(&FOREIGN_KEY), Shape::List(&FOREIGN_KEY)]),
            "Foreign keys by name, or a list that PostgreSQL names.",
        ),
        key!(
            "exclude",
            Shape::Either(&[Shape::Map(&EXCLUDE), Shape::List(&EXCLUDE)]),
            "Exclusion constraints by name, or a list that PostgreSQL names.",
        ),
        INDEXES,
        key!(
            "row_security",
            Shape::Word(&["disabled", "enabled", "forced", "disabled_but_forced"]),
            "Whether policies apply; `forced`: to the owner as well.",
        ),
        POLICIES,
        TRIGGERS,
        GRANTS,
        key!(
            "replica_identity",
            Shape::Either(&[Shape::Word(&["default", "full", "nothing"]), Shape::Record(&REPLICA_IDENTITY)]),
            "What tells old rows apart in logical replication; the primary key where it is left out.",
        ),
        key!("cluster_on", Shape::Name, "The index in whose order CLUSTER writes the rows."),
        key!("statistics", Shape::Map(&STATISTICS), "Statistics over several columns, by name."),
        key!("partition_by", Shape::Record(&PARTITION_BY), "How the table is divided into partitions."),
        key!("inherits", NAMES_SHAPE, "The tables whose columns and checks it has as well."),
        key!("partition_of", Shape::Record(&PARTITION_OF), "The table of which this one is a partition."),
        key!(
            "audit",
            Shape::List(&AUDITED),
            "What is recorded of it: `insert`, `update`, `delete` in the audit log, `select` by pgaudit.",
        ),
        STORAGE_PARAMETERS,
        TABLE_SUBJECT,
        TABLE_ON_ERASE,
        ACCESS,
        RELATIONS,
    ],
};

pub(super) static AUDITED: Shape =
    Shape::Either(&[Shape::Word(&["insert", "update", "delete", "select"]), Shape::Record(&AUDITED_COLUMNS)]);

pub(super) static AUDITED_COLUMNS: Record = Record {
    title: "Audited columns",
    keys: &[required!("select", NAMES_SHAPE, "The columns of which reading is logged.")],
};

/// What is added to a table that the platform owns.
pub static ADDITIONS_FILE: Record = Record {
    title: "Additions",
    keys: &[
        required!("extends", Shape::Name, "The platform's table that gets them: `auth.users`."),
        POLICIES,
        TRIGGERS,
    ],
};

const POLICIES: Key = key!("policies", Shape::Map(&POLICY), "Row security policies by name.");

pub(super) static COLUMN: Shape = Shape::Record(&Record {
    title: "Column",
    keys: &[
        required!(
            "type",
            Shape::Type,
            "The data type, as SQL writes it: `text`, `numeric(10,2)`, `timestamptz`.",
        ),
        key!("not_null", Shape::Boolean, "NOT NULL."),
        key!(
            "default",
            Shape::Value,
            "The default as a value: `USD`, `0`, `{}`, `[]`; an expression goes into `default_sql`.",
        ),
        key!("default_sql", Shape::Expression, "The default as an SQL expression: `now()`."),
        key!("primary_key", Shape::Boolean, "This column alone is the primary key."),
        key!("unique", Shape::Boolean, "This column alone is unique."),
        key!(
            "check",
            Shape::Either(&[Shape::Expression, Shape::List(&EXPRESSION)]),
            "A CHECK constraint, or several.",
        ),
        ONE_OF,
        LENGTH,
        RANGE,
        MATCHES,
        key!("references", Shape::Record(&REFERENCES), "A foreign key from this column alone."),
        key!("generated", Shape::Expression, "GENERATED ALWAYS AS (...) STORED."),
        key!(
            "identity",
            Shape::Either(&[Shape::Word(&["always", "by_default"]), Shape::Record(&IDENTITY)]),
            "GENERATED ... AS IDENTITY.",
        ),
        COLLATE,
        key!(
            "storage",
            Shape::Word(&["plain", "external", "extended", "main"]),
            "How large values are kept."
        ),
        key!("compression", Shape::Word(&["pglz", "lz4"]), "How large values are compressed."),
        key!("statistics", Shape::Integer, "How finely ANALYZE looks at the values; 0 to 10000."),
        ATTRIBUTE_OPTIONS,
        COMMENT,
        RENAMED_FROM,
        key!(
            "backfill_sql",
            Shape::Expression,
            "What rows that hold NULL get when the column becomes NOT NULL.",
        ),
        key!(
            "pii",
            Shape::Word(&["contact", "identifier", "network", "free_text", "financial", "none"]),
            "What the column tells about a person.",
        ),
        COLUMN_ON_ERASE,
        ON_EXPORT,
    ],
});

pub(super) const ONE_OF: Key = key!("one_of", Shape::List(&VALUE), "The permitted values; becomes a CHECK.");
pub(super) const LENGTH: Key =
    key!("length", Shape::Record(&BOUNDS), "The permitted number of characters; becomes a CHECK.");
pub(super) const RANGE: Key =
    key!("range", Shape::Record(&BOUNDS), "The permitted values from, to; becomes a CHECK.");
pub(super) const MATCHES: Key =
    key!("matches", Shape::Text, "A regular expression the text must match; becomes a CHECK.");

pub(super) static BOUNDS: Record = Record {
    title: "Bounds",
    keys: &[
        key!("min", Shape::Value, "The smallest permitted value."),
        key!("max", Shape::Value, "The largest permitted value."),
        key!("above", Shape::Value, "Values must be greater than this."),
        key!("below", Shape::Value, "Values must be less than this."),
    ],
};

pub(super) static REFERENCES: Record = Record {
    title: "References",
    keys: &[
        key!("name", Shape::Name, "The constraint's name, where PostgreSQL's own is not wanted."),
        required!("table", Shape::Name, "The referenced table."),
        key!("column", Shape::Name, "The referenced column; the table's primary key where it is left out."),
        ON_DELETE,
        ON_UPDATE,
        MATCH,
        DEFERRABLE,
        NOT_VALID,
    ],
};

pub(super) static IDENTITY: Record = Record {
    title: "Identity",
    keys: &[
        required!(
            "generated",
            Shape::Word(&["always", "by_default"]),
            "Whether a value of the INSERT's own is refused.",
        ),
        key!(
            "sequence",
            Shape::Name,
            "Its sequence's name, where PostgreSQL's own (`table_column_seq`) is not wanted."
        ),
        START,
        INCREMENT,
        MIN,
        MAX,
        CACHE,
        CYCLE,
        GRANTS,
    ],
};

pub(super) const START: Key = key!("start", Shape::Integer, "The first number.");
pub(super) const INCREMENT: Key = key!("increment", Shape::Integer, "The step.");
pub(super) const MIN: Key = key!("min", Shape::Integer, "The smallest number.");
pub(super) const MAX: Key = key!("max", Shape::Integer, "The largest number.");
pub(super) const CACHE: Key = key!("cache", Shape::Integer, "Numbers that each session takes at once.");
pub(super) const CYCLE: Key = key!("cycle", Shape::Boolean, "Start again at the end.");

pub(super) static INDEX: Shape =
    Shape::Either(&[Shape::Sql, Shape::List(&SQL), Shape::Record(&INDEX_RECORD)]);

pub(super) static INDEX_RECORD: Record = Record {
    title: "Index",
    keys: &[
        required!(
            "on",
            Shape::Either(&[Shape::Sql, Shape::List(&SQL)]),
            "Columns or expressions, as in CREATE INDEX: `created_at desc nulls last`, `lower(email)`.",
        ),
        key!("using", Shape::Name, "The index method; `btree` where it is left out."),
        key!("unique", Shape::Boolean, "No two rows may be equal in it."),
        NULLS_NOT_DISTINCT,
        INCLUDE,
        WHERE,
        STORAGE_PARAMETERS,
        COMMENT,
        RENAMED_FROM,
    ],
};

pub(super) static POLICY: Shape = Shape::Record(&Record {
    title: "Policy",
    keys: &[
        key!(
            "as",
            Shape::Word(&["permissive", "restrictive"]),
            "How it is combined with the others: OR, or AND.",
        ),
        key!(
            "for",
            Shape::Word(&["all", "select", "insert", "update", "delete"]),
            "The command; all where it is left out.",
        ),
        key!("to", NAME_OR_NAMES_SHAPE, "The roles; `public` (everybody) where it is left out."),
        key!(
            "using",
            Shape::Optional(&Shape::Expression),
            "Which existing rows are visible and may be touched; `null` for a policy without any condition.",
        ),
        key!("with_check", Shape::Optional(&Shape::Expression), "Which new rows are allowed."),
        COMMENT,
        RENAMED_FROM,
    ],
});

pub(super) const NAME_OR_NAMES_SHAPE: Shape = Shape::Either(&[Shape::Name, Shape::List(&NAME)]);

pub(super) static TRIGGER: Shape = Shape::Record(&Record {
    title: "Trigger",
    keys: &[
        key!(
            "before",
            Shape::Either(&[Shape::Sql, Shape::List(&SQL)]),
            "Fires before: `insert`, `update`, `update of a, b`, `delete`, `truncate`.",
        ),
        key!("after", Shape::Either(&[Shape::Sql, Shape::List(&SQL)]), "Fires after these events."),
        key!(
            "instead_of",
            Shape::Either(&[Shape::Sql, Shape::List(&SQL)]),
            "Fires instead of these events (views).",
        ),
        key!(
            "for_each",
            Shape::Word(&["row", "statement"]),
            "How often; once a statement where it is left out.",
        ),
        key!("when", Shape::Expression, "Only when this holds."),
        required!("execute", Shape::Name, "The trigger function."),
        key!("arguments", Shape::List(&TEXT), "Texts the function gets."),
        key!("old_table", Shape::Name, "REFERENCING OLD TABLE AS."),
        key!("new_table", Shape::Name, "REFERENCING NEW TABLE AS."),
        key!("constraint", Shape::Boolean, "A constraint trigger."),
        DEFERRABLE,
        key!("enabled", Shape::Word(&["origin", "disabled", "replica", "always"]), "When it fires at all."),
        COMMENT,
        RENAMED_FROM,
    ],
});

pub(super) const PRIVILEGES: &[&str] = &[
    "all",
    "select",
    "insert",
    "update",
    "delete",
    "truncate",
    "references",
    "trigger",
    "maintain",
    "usage",
    "create",
    "execute",
];

pub(super) static PRIVILEGE: Shape = Shape::Either(&[Shape::Word(PRIVILEGES), Shape::Map(&NAMES)]);
pub(super) static NAMES: Shape = Shape::List(&NAME);

pub(super) static GRANT: Shape = Shape::Either(&[Shape::List(&PRIVILEGE), Shape::Record(&GRANT_RECORD)]);

pub(super) static GRANT_RECORD: Record = Record {
    title: "Grant",
    keys: &[
        required!(
            "privileges",
            Shape::List(&PRIVILEGE),
            "What the role may do; `{update: [status]}` for some columns.",
        ),
        key!(
            "with_grant_option",
            Shape::Either(&[Shape::Boolean, Shape::List(&Shape::Word(PRIVILEGES))]),
            "Whether the role may pass it on; a list for some of the privileges only.",
        ),
    ],
};

pub(super) static REPLICA_IDENTITY: Record = Record {
    title: "Replica identity",
    keys: &[required!("index", Shape::Name, "The unique index over columns that are never NULL.")],
};

pub(super) static STATISTICS: Shape = Shape::Either(&[Shape::List(&SQL), Shape::Record(&STATISTICS_RECORD)]);

pub(super) static STATISTICS_RECORD: Record = Record {
    title: "Statistics",
    keys: &[
        required!("on", Shape::List(&SQL), "Columns, and expressions in parentheses."),
        key!(
            "kinds",
            Shape::List(&STATISTICS_KIND),
            "What is found out: `ndistinct`, `dependencies`, `mcv`; all of it where it is left out.",
        ),
        key!("target", Shape::Integer, "How finely ANALYZE looks; 0 to 10000."),
        COMMENT,
        RENAMED_FROM,
    ],
};

pub(super) static STATISTICS_KIND: Shape = Shape::Word(&["ndistinct", "dependencies", "mcv"]);

pub(super) static PARTITION_BY: Record = Record {
    title: "Partitioning",
    keys: &[
        key!(
            "range",
            Shape::Either(&[Shape::Sql, Shape::List(&SQL)]),
            "By ranges of these columns or expressions.",
        ),
        key!(
            "list",
            Shape::Either(&[Shape::Sql, Shape::List(&SQL)]),
            "By lists of values of this column or expression.",
        ),
        key!(
            "hash",
            Shape::Either(&[Shape::Sql, Shape::List(&SQL)]),
            "By hash of these columns or expressions.",
        ),
    ],
};

pub(super) static PARTITION_OF: Record = Record {
    title: "Partition",
    keys: &[
        required!("table", Shape::Name, "The partitioned table."),
        key!("from", Shape::List(&VALUE), "Inclusive lower bound, one value a key; `minvalue` for none."),
        key!("to", Shape::List(&VALUE), "Exclusive upper bound; `maxvalue` for none."),
        key!("in", Shape::List(&VALUE), "The values of a list partition."),
        key!("modulus", Shape::Integer, "Of a hash partition."),
        key!("remainder", Shape::Integer, "Of a hash partition."),
        key!("default", Shape::Boolean, "The partition for everything else."),
        key!(
            "indexes",
            Shape::Map(&Shape::Name),
            "What its parts of its parent's keys and indexes are called, by their names there; PostgreSQL \
             chooses where it is left out.",
        ),
    ],
};
