//! What may stand in the YAML files, as data: every key with its type and a sentence about it.
//! The checker, the JSON Schema for editors and the suggestions for misspelt keys all read these
//! tables, so none of them can know a key that the others do not.

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
    pub doc: &'static str,
}

/// A key that may be left out. (A macro, since only a literal keeps its references for ever.)
macro_rules! key {
    ($name:expr, $shape:expr, $doc:expr $(,)?) => {
        Key { name: $name, shape: $shape, required: false, doc: $doc }
    };
}

/// A key that must be there.
macro_rules! required {
    ($name:expr, $shape:expr, $doc:expr $(,)?) => {
        Key { name: $name, shape: $shape, required: true, doc: $doc }
    };
}

static NAME: Shape = Shape::Name;
static TEXT: Shape = Shape::Text;
static SQL: Shape = Shape::Sql;
static EXPRESSION: Shape = Shape::Expression;
static VALUE: Shape = Shape::Value;
static SCALAR: Shape = Shape::Either(&[Shape::Boolean, Shape::Number, Shape::Text]);

const COMMENT: Key = key!("comment", Shape::Text, "COMMENT ON: what it is for.");
const RENAMED_FROM: Key = key!("renamed_from", Shape::Name, "The name it had before; harmless once renamed.");
const DEFERRABLE: Key = key!(
    "deferrable",
    Shape::Word(&["no", "initially_immediate", "initially_deferred"]),
    "Whether the check may wait for the end of the transaction.",
);
const STORAGE_PARAMETERS: Key = key!(
    "with",
    Shape::Map(&SCALAR),
    "Storage parameters, e.g. `fillfactor: 70` or `autovacuum_enabled: false`.",
);
const GRANTS: Key = key!("grants", Shape::Map(&GRANT), "Privileges by role; `public` is everybody.");
const INDEXES: Key =
    key!("indexes", Shape::Either(&[Shape::Map(&INDEX), Shape::List(&INDEX)]), "Indexes by name, or a list.");
const TRIGGERS: Key = key!("triggers", Shape::Map(&TRIGGER), "Triggers by name.");
const COLLATE: Key = key!("collate", Shape::Name, "Collation, e.g. `C` or `my_schema.german`.");
const ON_DELETE: Key =
    key!("on_delete", Shape::Word(ACTIONS), "What happens to the rows here when theirs goes.");
const ON_UPDATE: Key =
    key!("on_update", Shape::Word(ACTIONS), "What happens when the referenced key changes.");
const MATCH: Key =
    key!("match", Shape::Word(&["simple", "full"]), "Whether some columns of the key may be NULL.");
const NULLS_NOT_DISTINCT: Key =
    key!("nulls_not_distinct", Shape::Boolean, "Two NULLs count as equal (PostgreSQL 15 and later).");
const WHERE: Key = key!("where", Shape::Expression, "Only the rows for which this holds.");
const INCLUDE: Key = key!("include", NAMES_SHAPE, "Columns stored in the index but not part of its key.");
const NAMES_SHAPE: Shape = Shape::List(&NAME);

const ACTIONS: &[&str] = &["no action", "restrict", "cascade", "set null", "set default"];

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
            Shape::Word(&["disabled", "enabled", "forced"]),
            "Whether policies apply; `forced`: to the owner as well.",
        ),
        key!("policies", Shape::Map(&POLICY), "Row security policies by name."),
        TRIGGERS,
        GRANTS,
        key!("partition_by", Shape::Record(&PARTITION_BY), "How the table is divided into partitions."),
        key!("partition_of", Shape::Record(&PARTITION_OF), "The table of which this one is a partition."),
        STORAGE_PARAMETERS,
    ],
};

static COLUMN: Shape = Shape::Record(&Record {
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
    ],
});

const ONE_OF: Key = key!("one_of", Shape::List(&VALUE), "The permitted values; becomes a CHECK.");
const LENGTH: Key =
    key!("length", Shape::Record(&BOUNDS), "The permitted number of characters; becomes a CHECK.");
const RANGE: Key = key!("range", Shape::Record(&BOUNDS), "The permitted values from, to; becomes a CHECK.");
const MATCHES: Key =
    key!("matches", Shape::Text, "A regular expression the text must match; becomes a CHECK.");

static BOUNDS: Record = Record {
    title: "Bounds",
    keys: &[
        key!("min", Shape::Value, "The smallest permitted value."),
        key!("max", Shape::Value, "The largest permitted value."),
        key!("above", Shape::Value, "Values must be greater than this."),
        key!("below", Shape::Value, "Values must be less than this."),
    ],
};

static REFERENCES: Record = Record {
    title: "References",
    keys: &[
        key!("name", Shape::Name, "The constraint's name, where PostgreSQL's own is not wanted."),
        required!("table", Shape::Name, "The referenced table."),
        key!("column", Shape::Name, "The referenced column; the table's primary key where it is left out."),
        ON_DELETE,
        ON_UPDATE,
        MATCH,
        DEFERRABLE,
    ],
};

static IDENTITY: Record = Record {
    title: "Identity",
    keys: &[
        required!(
            "generated",
            Shape::Word(&["always", "by_default"]),
            "Whether a value of the INSERT's own is refused.",
        ),
        START,
        INCREMENT,
        MIN,
        MAX,
        CACHE,
        CYCLE,
    ],
};

const START: Key = key!("start", Shape::Integer, "The first number.");
const INCREMENT: Key = key!("increment", Shape::Integer, "The step.");
const MIN: Key = key!("min", Shape::Integer, "The smallest number.");
const MAX: Key = key!("max", Shape::Integer, "The largest number.");
const CACHE: Key = key!("cache", Shape::Integer, "Numbers that each session takes at once.");
const CYCLE: Key = key!("cycle", Shape::Boolean, "Start again at the end.");

static KEY: Record = Record {
    title: "Key",
    keys: &[
        key!("name", Shape::Name, "The constraint's name, where PostgreSQL's own is not wanted."),
        required!("columns", NAMES_SHAPE, "The columns, in the order of the index."),
        INCLUDE,
        NULLS_NOT_DISTINCT,
        DEFERRABLE,
        COMMENT,
        RENAMED_FROM,
    ],
};

static UNIQUE: Shape = Shape::Either(&[Shape::List(&NAME), Shape::Record(&KEY)]);

static CHECK: Shape = Shape::Either(&[Shape::Expression, Shape::Record(&CHECK_RECORD)]);

static CHECK_RECORD: Record = Record {
    title: "Check",
    keys: &[
        required!("check", Shape::Expression, "What must hold for every row."),
        key!("no_inherit", Shape::Boolean, "Not for the table's children."),
        COMMENT,
        RENAMED_FROM,
    ],
};

static FOREIGN_KEY: Shape = Shape::Record(&Record {
    title: "Foreign key",
    keys: &[
        required!("columns", NAMES_SHAPE, "The columns here."),
        required!("references", Shape::Record(&REFERENCED), "The table and columns they refer to."),
        DEFERRABLE,
        COMMENT,
        RENAMED_FROM,
    ],
});

static REFERENCED: Record = Record {
    title: "Referenced key",
    keys: &[
        required!("table", Shape::Name, "The referenced table."),
        key!(
            "columns",
            NAMES_SHAPE,
            "The referenced columns; the table's primary key where they are left out.",
        ),
        ON_DELETE,
        ON_UPDATE,
        MATCH,
    ],
};

static EXCLUDE: Shape = Shape::Record(&Record {
    title: "Exclusion constraint",
    keys: &[
        key!("using", Shape::Name, "The index method; `gist` where it is left out."),
        required!("elements", Shape::List(&EXCLUDE_ELEMENT), "What is compared and how."),
        INCLUDE,
        WHERE,
        DEFERRABLE,
        COMMENT,
        RENAMED_FROM,
    ],
});

static EXCLUDE_ELEMENT: Shape = Shape::Record(&Record {
    title: "Exclusion element",
    keys: &[
        required!(
            "on",
            Shape::Sql,
            "A column or an expression in parentheses, with operator class if needed.",
        ),
        required!("with", Shape::Text, "The operator no two rows may both satisfy: `&&`, `=`."),
    ],
});

static INDEX: Shape = Shape::Either(&[Shape::Sql, Shape::List(&SQL), Shape::Record(&INDEX_RECORD)]);

static INDEX_RECORD: Record = Record {
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

static POLICY: Shape = Shape::Record(&Record {
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
        key!("using", Shape::Expression, "Which existing rows are visible and may be touched."),
        key!("with_check", Shape::Expression, "Which new rows are allowed."),
        COMMENT,
        RENAMED_FROM,
    ],
});

const NAME_OR_NAMES_SHAPE: Shape = Shape::Either(&[Shape::Name, Shape::List(&NAME)]);

static TRIGGER: Shape = Shape::Record(&Record {
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

const PRIVILEGES: &[&str] = &[
    "all",
    "select",
    "insert",
    "update",
    "delete",
    "truncate",
    "references",
    "trigger",
    "usage",
    "create",
    "execute",
];

static PRIVILEGE: Shape = Shape::Either(&[Shape::Word(PRIVILEGES), Shape::Map(&NAMES)]);
static NAMES: Shape = Shape::List(&NAME);

static GRANT: Shape = Shape::Either(&[Shape::List(&PRIVILEGE), Shape::Record(&GRANT_RECORD)]);

static GRANT_RECORD: Record = Record {
    title: "Grant",
    keys: &[
        required!(
            "privileges",
            Shape::List(&PRIVILEGE),
            "What the role may do; `{update: [status]}` for some columns.",
        ),
        key!("with_grant_option", Shape::Boolean, "Whether the role may pass it on."),
    ],
};

static PARTITION_BY: Record = Record {
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

static PARTITION_OF: Record = Record {
    title: "Partition",
    keys: &[
        required!("table", Shape::Name, "The partitioned table."),
        key!("from", Shape::List(&VALUE), "Inclusive lower bound, one value a key; `minvalue` for none."),
        key!("to", Shape::List(&VALUE), "Exclusive upper bound; `maxvalue` for none."),
        key!("in", Shape::List(&VALUE), "The values of a list partition."),
        key!("modulus", Shape::Integer, "Of a hash partition."),
        key!("remainder", Shape::Integer, "Of a hash partition."),
        key!("default", Shape::Boolean, "The partition for everything else."),
    ],
};

/// A file of objects other than tables.
pub static OBJECTS_FILE: Record = Record {
    title: "Objects",
    keys: &[
        ROLES,
        SCHEMAS,
        EXTENSIONS,
        ENUMS,
        DOMAINS,
        TYPES,
        SEQUENCES,
        FUNCTIONS,
        PROCEDURES,
        VIEWS,
        MATERIALIZED_VIEWS,
    ],
};

const ROLES: Key = key!("roles", Shape::Map(&ROLE), "Roles by name. They belong to the whole server.");
const SCHEMAS: Key = key!("schemas", Shape::Map(&NAMESPACE), "Schemas by name; `public` is always there.");
const EXTENSIONS: Key = key!("extensions", Shape::Map(&EXTENSION), "Extensions by name.");
const ENUMS: Key = key!("enums", Shape::Map(&ENUM), "Enumerated types by name: their values in order.");
const DOMAINS: Key = key!("domains", Shape::Map(&DOMAIN), "Domains by name.");
const TYPES: Key = key!("types", Shape::Map(&COMPOSITE), "Composite types by name.");
const SEQUENCES: Key = key!("sequences", Shape::Map(&SEQUENCE), "Sequences by name.");
const FUNCTIONS: Key =
    key!("functions", Shape::Map(&ROUTINE), "Functions by name; overloads as `name(integer)`, `name(text)`.");
const PROCEDURES: Key = key!("procedures", Shape::Map(&ROUTINE), "Procedures by name.");
const VIEWS: Key = key!("views", Shape::Map(&VIEW), "Views by name.");
const MATERIALIZED_VIEWS: Key =
    key!("materialized_views", Shape::Map(&MATERIALIZED_VIEW), "Materialised views by name.");

/// A file of objects that others own.
pub static PLATFORM_FILE: Record = Record {
    title: "Platform",
    keys: &[required!(
        "platform",
        Shape::Record(&PLATFORM),
        "What exists already and is never changed here."
    )],
};

static PLATFORM: Record = Record {
    title: "Platform objects",
    keys: &[
        key!("tables", Shape::Map(&PLATFORM_TABLE), "Tables by name, with the columns that are referred to."),
        ROLES,
        SCHEMAS,
        EXTENSIONS,
        ENUMS,
        DOMAINS,
        TYPES,
        SEQUENCES,
        FUNCTIONS,
        PROCEDURES,
        VIEWS,
        MATERIALIZED_VIEWS,
    ],
};

static PLATFORM_TABLE: Shape = Shape::Record(&Record {
    title: "Platform table",
    keys: &[
        COMMENT,
        required!("columns", Shape::Map(&COLUMN), "The columns that are referred to."),
        key!("primary_key", Shape::List(&NAME), "The columns of the primary key."),
        GRANTS,
    ],
});

static ROLE: Shape = Shape::Optional(&ROLE_RECORD_SHAPE);
static ROLE_RECORD_SHAPE: Shape = Shape::Record(&Record {
    title: "Role",
    keys: &[
        key!("login", Shape::Boolean, "May connect. Passwords are set on the server, never here."),
        key!("inherit", Shape::Boolean, "Uses the privileges of its groups (the default)."),
        key!("superuser", Shape::Boolean, "SUPERUSER."),
        key!("createdb", Shape::Boolean, "CREATEDB."),
        key!("createrole", Shape::Boolean, "CREATEROLE."),
        key!("replication", Shape::Boolean, "REPLICATION."),
        key!("bypassrls", Shape::Boolean, "Row security never applies to it."),
        key!("connection_limit", Shape::Integer, "How many connections it may have."),
        key!("member_of", NAMES_SHAPE, "The roles it belongs to."),
        COMMENT,
    ],
});

static NAMESPACE: Shape = Shape::Optional(&NAMESPACE_RECORD_SHAPE);
static NAMESPACE_RECORD_SHAPE: Shape = Shape::Record(&Record { title: "Schema", keys: &[COMMENT, GRANTS] });

static EXTENSION: Shape = Shape::Optional(&EXTENSION_RECORD_SHAPE);
static EXTENSION_RECORD_SHAPE: Shape = Shape::Record(&Record {
    title: "Extension",
    keys: &[
        key!("schema", Shape::Name, "The schema its objects go to."),
        key!("version", Shape::Text, "The version; the server's default where it is left out."),
        COMMENT,
    ],
});

static ENUM: Shape = Shape::Either(&[Shape::List(&TEXT), Shape::Record(&ENUM_RECORD)]);
static ENUM_RECORD: Record = Record {
    title: "Enum",
    keys: &[
        required!("values", Shape::List(&TEXT), "The values, in sort order."),
        COMMENT,
        GRANTS,
        RENAMED_FROM,
    ],
};

static DOMAIN: Shape = Shape::Record(&Record {
    title: "Domain",
    keys: &[
        required!("type", Shape::Type, "The type underneath."),
        key!("not_null", Shape::Boolean, "NOT NULL."),
        key!("default", Shape::Value, "The default as a value."),
        key!("default_sql", Shape::Expression, "The default as an SQL expression."),
        key!(
            "checks",
            Shape::Either(&[Shape::Map(&CHECK), Shape::List(&CHECK)]),
            "CHECK constraints over `value`, by name or as a list.",
        ),
        ONE_OF,
        LENGTH,
        RANGE,
        MATCHES,
        COLLATE,
        COMMENT,
        GRANTS,
        RENAMED_FROM,
    ],
});

static COMPOSITE: Shape = Shape::Record(&Record {
    title: "Composite type",
    keys: &[
        required!("attributes", Shape::Map(&ATTRIBUTE), "Its fields, in order."),
        COMMENT,
        GRANTS,
        RENAMED_FROM,
    ],
});
static ATTRIBUTE: Shape = Shape::Either(&[Shape::Type, Shape::Record(&ATTRIBUTE_RECORD)]);
static ATTRIBUTE_RECORD: Record =
    Record { title: "Attribute", keys: &[required!("type", Shape::Type, "The data type."), COLLATE] };

static SEQUENCE: Shape = Shape::Optional(&SEQUENCE_RECORD_SHAPE);
static SEQUENCE_RECORD_SHAPE: Shape = Shape::Record(&Record {
    title: "Sequence",
    keys: &[
        key!("type", Shape::Word(&["smallint", "integer", "bigint"]), "`bigint` where it is left out."),
        START,
        INCREMENT,
        MIN,
        MAX,
        CACHE,
        CYCLE,
        key!("owned_by", Shape::Name, "`table.column`: the sequence goes when the column does."),
        COMMENT,
        GRANTS,
        RENAMED_FROM,
    ],
});

static ROUTINE: Shape = Shape::Record(&Record {
    title: "Function or procedure",
    keys: &[
        key!(
            "arguments",
            Shape::Either(&[Shape::Map(&ARGUMENT), Shape::List(&ARGUMENT)]),
            "Arguments by name, or a list of types.",
        ),
        key!("returns", Shape::Sql, "`trigger`, `setof public.t`, `table (id uuid)`; functions only."),
        required!("language", Shape::Name, "`sql`, `plpgsql`..."),
        key!(
            "volatility",
            Shape::Word(&["volatile", "stable", "immutable"]),
            "`volatile` where it is left out.",
        ),
        key!("security", Shape::Word(&["invoker", "definer"]), "Whose rights it runs with."),
        key!("strict", Shape::Boolean, "NULL when any argument is NULL."),
        key!("leakproof", Shape::Boolean, "Tells nothing about its arguments."),
        key!("parallel", Shape::Word(&["unsafe", "restricted", "safe"]), "`unsafe` where it is left out."),
        key!("cost", Shape::Number, "Estimated cost."),
        key!("rows", Shape::Number, "Estimated number of rows."),
        key!("set", Shape::Map(&SCALAR), "Settings while it runs, e.g. `search_path: ''`."),
        required!("body", Shape::Text, "The source, in its language."),
        COMMENT,
        GRANTS,
        RENAMED_FROM,
    ],
});

static ARGUMENT: Shape = Shape::Either(&[Shape::Type, Shape::Record(&ARGUMENT_RECORD)]);
static ARGUMENT_RECORD: Record = Record {
    title: "Argument",
    keys: &[
        required!("type", Shape::Type, "The data type."),
        key!("mode", Shape::Word(&["in", "out", "inout", "variadic"]), "`in` where it is left out."),
        key!("default_sql", Shape::Expression, "The default as an SQL expression."),
    ],
};

static VIEW: Shape = Shape::Record(&Record {
    title: "View",
    keys: &[
        required!("definition", Shape::Query, "The query."),
        key!("columns", NAMES_SHAPE, "Column names, where the query's own are not wanted."),
        key!(
            "security_invoker",
            Shape::Boolean,
            "The reader's rights and row security apply (PostgreSQL 15 and later).",
        ),
        key!(
            "security_barrier",
            Shape::Boolean,
            "No function of the reader's sees rows the view leaves out."
        ),
        key!("check_option", Shape::Word(&["local", "cascaded"]), "New rows must be visible in the view."),
        TRIGGERS,
        GRANTS,
        COMMENT,
        RENAMED_FROM,
    ],
});

static MATERIALIZED_VIEW: Shape = Shape::Record(&Record {
    title: "Materialised view",
    keys: &[
        required!("definition", Shape::Query, "The query."),
        key!("columns", NAMES_SHAPE, "Column names, where the query's own are not wanted."),
        key!("with_data", Shape::Boolean, "Filled when it is created (the default)."),
        INDEXES,
        STORAGE_PARAMETERS,
        GRANTS,
        COMMENT,
        RENAMED_FROM,
    ],
});

/// The project's settings, `canai-db.yaml`.
pub static SETTINGS_FILE: Record = Record {
    title: "Settings",
    keys: &[key!("environments", Shape::Map(&ENVIRONMENT), "Databases by name, for `--env`.")],
};

static ENVIRONMENT: Shape = Shape::Record(&Record {
    title: "Environment",
    keys: &[required!(
        "url_env",
        Shape::Name,
        "The environment variable that holds the database's URL; the URL itself is never written here."
    )],
});
