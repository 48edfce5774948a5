//! Files of objects other than tables, the platform's, and the settings.

use super::constraint::CHECK;
use super::shared::{
    COLLATE, COMMENT, GRANTS, INDEXES, NAME, NAMES_SHAPE, RELATIONS, RENAMED_FROM, SCALAR,
    STORAGE_PARAMETERS, TEXT, TRIGGERS,
};
use super::subject::SUBJECT;
use super::table::{CACHE, COLUMN, CYCLE, GRANT, INCREMENT, LENGTH, MATCHES, MAX, MIN, ONE_OF, RANGE, START};
use super::{Key, Record, Shape};

/// A file of objects other than tables.
pub static OBJECTS_FILE: Record = Record {
    title: "Objects",
    keys: &[
        ROLES,
        SCHEMAS,
        EXTENSIONS,
        COLLATIONS,
        ENUMS,
        DOMAINS,
        TYPES,
        RANGES,
        SEQUENCES,
        FUNCTIONS,
        PROCEDURES,
        VIEWS,
        MATERIALIZED_VIEWS,
        DEFAULT_PRIVILEGES,
        SUBJECT,
        key!(
            "audit_claims",
            Shape::Record(&AUDIT_CLAIMS),
            "Where the claims of a request's token stand that the audit log keeps.",
        ),
    ],
};

pub(super) static AUDIT_CLAIMS: Record = Record {
    title: "Audit claims",
    keys: &[
        key!(
            "setting",
            Shape::Text,
            "The setting that holds them as a JSON object; `request.jwt.claims` where it is left out.",
        ),
        key!("keep", NAMES_SHAPE, "The claims that are kept; `sub` and `role` where it is left out."),
    ],
};

pub(super) const ROLES: Key =
    key!("roles", Shape::Map(&ROLE), "Roles by name. They belong to the whole server.");
pub(super) const SCHEMAS: Key =
    key!("schemas", Shape::Map(&NAMESPACE), "Schemas by name; `public` is always there.");
pub(super) const EXTENSIONS: Key = key!("extensions", Shape::Map(&EXTENSION), "Extensions by name.");
pub(super) const COLLATIONS: Key = key!(
    "collations",
    Shape::Map(&COLLATION),
    "Collations by name; used with their schema: `collate: public.ci`."
);
pub(super) const ENUMS: Key =
    key!("enums", Shape::Map(&ENUM), "Enumerated types by name: their values in order.");
pub(super) const DOMAINS: Key = key!("domains", Shape::Map(&DOMAIN), "Domains by name.");
pub(super) const TYPES: Key = key!("types", Shape::Map(&COMPOSITE), "Composite types by name.");
pub(super) const RANGES: Key = key!("ranges", Shape::Map(&RANGE_TYPE), "Range types by name.");
pub(super) const SEQUENCES: Key = key!("sequences", Shape::Map(&SEQUENCE), "Sequences by name.");
pub(super) const FUNCTIONS: Key =
    key!("functions", Shape::Map(&ROUTINE), "Functions by name; overloads as `name(integer)`, `name(text)`.");
pub(super) const PROCEDURES: Key = key!("procedures", Shape::Map(&ROUTINE), "Procedures by name.");
pub(super) const VIEWS: Key = key!("views", Shape::Map(&VIEW), "Views by name.");
pub(super) const MATERIALIZED_VIEWS: Key =
    key!("materialized_views", Shape::Map(&MATERIALIZED_VIEW), "Materialised views by name.");

pub(super) const DEFAULT_PRIVILEGES: Key = key!(
    "default_privileges",
    Shape::List(&DEFAULT_PRIVILEGES_SHAPE),
    "What roles may do with objects that are created later.",
);

/// A file of objects that others own.
pub static PLATFORM_FILE: Record = Record {
    title: "Platform",
    keys: &[required!(
        "platform",
        Shape::Record(&PLATFORM),
        "What exists already and is never changed here."
    )],
};

pub(super) static PLATFORM: Record = Record {
    title: "Platform objects",
    keys: &[
        key!("tables", Shape::Map(&PLATFORM_TABLE), "Tables by name, with the columns that are referred to."),
        ROLES,
        SCHEMAS,
        EXTENSIONS,
        COLLATIONS,
        ENUMS,
        DOMAINS,
        TYPES,
        RANGES,
        SEQUENCES,
        FUNCTIONS,
        PROCEDURES,
        VIEWS,
        MATERIALIZED_VIEWS,
        DEFAULT_PRIVILEGES,
    ],
};

pub(super) static PLATFORM_TABLE: Shape = Shape::Record(&Record {
    title: "Platform table",
    keys: &[
        COMMENT,
        required!("columns", Shape::Map(&COLUMN), "The columns that are referred to."),
        key!("primary_key", Shape::List(&NAME), "The columns of the primary key."),
        GRANTS,
        RELATIONS,
    ],
});

pub(super) static DEFAULT_PRIVILEGES_SHAPE: Shape = Shape::Record(&Record {
    title: "Default privileges",
    keys: &[
        key!(
            "for",
            Shape::Name,
            "The role that creates the objects; whoever runs the migration where it is left out."
        ),
        key!("in", Shape::Name, "The schema they are created in; any where it is left out."),
        key!("tables", Shape::Map(&GRANT), "Privileges by role on tables and views."),
        key!("sequences", Shape::Map(&GRANT), "Privileges by role on sequences."),
        key!("functions", Shape::Map(&GRANT), "Privileges by role on functions and procedures."),
        key!("types", Shape::Map(&GRANT), "Privileges by role on types and domains."),
        key!("schemas", Shape::Map(&GRANT), "Privileges by role on schemas."),
    ],
});

pub(super) static ROLE: Shape = Shape::Optional(&ROLE_RECORD_SHAPE);
pub(super) static ROLE_RECORD_SHAPE: Shape = Shape::Record(&Record {
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

pub(super) static NAMESPACE: Shape = Shape::Optional(&NAMESPACE_RECORD_SHAPE);
pub(super) static NAMESPACE_RECORD_SHAPE: Shape =
    Shape::Record(&Record { title: "Schema", keys: &[COMMENT, GRANTS] });

pub(super) static EXTENSION: Shape = Shape::Optional(&EXTENSION_RECORD_SHAPE);
pub(super) static EXTENSION_RECORD_SHAPE: Shape = Shape::Record(&Record {
    title: "Extension",
    keys: &[
        key!("schema", Shape::Name, "The schema its objects go to."),
        key!("version", Shape::Text, "The version; the server's default where it is left out."),
        COMMENT,
    ],
});

pub(super) static ENUM: Shape = Shape::Either(&[Shape::List(&TEXT), Shape::Record(&ENUM_RECORD)]);
pub(super) static ENUM_RECORD: Record = Record {
    title: "Enum",
    keys: &[
        required!("values", Shape::List(&TEXT), "The values, in sort order."),
        COMMENT,
        GRANTS,
        RENAMED_FROM,
    ],
};

pub(super) static DOMAIN: Shape = Shape::Record(&Record {
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

pub(super) static COMPOSITE: Shape = Shape::Record(&Record {
    title: "Composite type",
    keys: &[
        required!("attributes", Shape::Map(&ATTRIBUTE), "Its fields, in order."),
        COMMENT,
        GRANTS,
        RENAMED_FROM,
    ],
});

pub(super) static COLLATION: Shape = Shape::Record(&Record {
    title: "Collation",
    keys: &[
        required!("provider", Shape::Word(&["icu", "libc"]), "Who knows how texts are ordered."),
        key!("locale", Shape::Text, "The locale, e.g. `und-u-ks-level2` of ICU, `de_DE.utf8` of libc."),
        key!("lc_collate", Shape::Text, "Of libc, how texts are ordered, where `lc_ctype` is another."),
        key!("lc_ctype", Shape::Text, "Of libc, what is a letter and what its upper case is."),
        key!("rules", Shape::Text, "Rules of ICU beside the locale's (PostgreSQL 16 and later)."),
        key!("deterministic", Shape::Boolean, "`false`: texts that differ in their bytes may be equal."),
        COMMENT,
    ],
});

pub(super) static RANGE_TYPE: Shape = Shape::Record(&Record {
    title: "Range type",
    keys: &[
        required!("subtype", Shape::Type, "The type of its bounds."),
        key!(
            "operator_class",
            Shape::Name,
            "How the bounds are ordered; the subtype's own where it is left out."
        ),
        COLLATE,
        key!(
            "subtype_diff",
            Shape::Name,
            "The function that gives the distance of two values, for GiST indexes."
        ),
        key!("multirange", Shape::Name, "The name of its multirange, where PostgreSQL's own is not wanted."),
        COMMENT,
        GRANTS,
    ],
});

pub(super) static ATTRIBUTE: Shape = Shape::Either(&[Shape::Type, Shape::Record(&ATTRIBUTE_RECORD)]);
pub(super) static ATTRIBUTE_RECORD: Record = Record {
    title: "Attribute",
    keys: &[required!("type", Shape::Type, "The data type."), COLLATE, COMMENT],
};

pub(super) static SEQUENCE: Shape = Shape::Optional(&SEQUENCE_RECORD_SHAPE);
pub(super) static SEQUENCE_RECORD_SHAPE: Shape = Shape::Record(&Record {
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

pub(super) static ROUTINE: Shape = Shape::Record(&Record {
    title: "Function or procedure",
    keys: &[
        key!(
            "arguments",
            Shape::Either(&[Shape::Map(&ARGUMENT), Shape::List(&LISTED_ARGUMENT)]),
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
        key!("window", Shape::Boolean, "A window function (none of SQL or PL/pgSQL)."),
        key!("support", Shape::Name, "The function that helps the planner with this one."),
        either!("body", Shape::Text, "The source, in its language."),
        either!(
            "definition",
            Shape::Sql,
            "Instead of `body`: `return ...` or `begin atomic ... end`, read when the function is created.",
        ),
        COMMENT,
        GRANTS,
        RENAMED_FROM,
    ],
});

pub(super) static ARGUMENT: Shape = Shape::Either(&[Shape::Type, Shape::Record(&ARGUMENT_RECORD)]);
pub(super) static ARGUMENT_RECORD: Record = Record {
    title: "Argument",
    keys: &[required!("type", Shape::Type, "The data type."), ARGUMENT_MODE, ARGUMENT_DEFAULT],
};
pub(super) static LISTED_ARGUMENT: Shape =
    Shape::Either(&[Shape::Type, Shape::Record(&LISTED_ARGUMENT_RECORD)]);
pub(super) static LISTED_ARGUMENT_RECORD: Record = Record {
    title: "Argument of a list",
    keys: &[
        key!("name", Shape::Name, "Its name, where others have none."),
        required!("type", Shape::Type, "The data type."),
        ARGUMENT_MODE,
        ARGUMENT_DEFAULT,
    ],
};
const ARGUMENT_MODE: Key =
    key!("mode", Shape::Word(&["in", "out", "inout", "variadic"]), "`in` where it is left out.");
const ARGUMENT_DEFAULT: Key = key!("default_sql", Shape::Expression, "The default as an SQL expression.");

/// Yes or no, in one of the spellings that PostgreSQL keeps.
const SWITCH: Shape = Shape::Either(&[Shape::Boolean, Shape::Word(&["on", "off", "yes", "no"])]);

pub(super) static VIEW: Shape = Shape::Record(&Record {
    title: "View",
    keys: &[
        required!("definition", Shape::Query, "The query."),
        key!("columns", NAMES_SHAPE, "Column names, where the query's own are not wanted."),
        key!("column_comments", Shape::Map(&Shape::Text), "Comments by column."),
        key!(
            "security_invoker",
            SWITCH,
            "The reader's rights and row security apply (PostgreSQL 15 and later).",
        ),
        key!("security_barrier", SWITCH, "No function of the reader's sees rows the view leaves out."),
        key!("check_option", Shape::Word(&["local", "cascaded"]), "New rows must be visible in the view."),
        TRIGGERS,
        GRANTS,
        COMMENT,
        RENAMED_FROM,
    ],
});

pub(super) static MATERIALIZED_VIEW: Shape = Shape::Record(&Record {
    title: "Materialised view",
    keys: &[
        required!("definition", Shape::Query, "The query."),
        key!("columns", NAMES_SHAPE, "Column names, where the query's own are not wanted."),
        key!("column_comments", Shape::Map(&Shape::Text), "Comments by column."),
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
    keys: &[
        key!("environments", Shape::Map(&ENVIRONMENT), "Databases by name, for `--env`."),
        key!("report", Shape::Record(&REPORT), "What `canai-db report` finds worth a warning."),
    ],
};

static REPORT: Record = Record {
    title: "Report",
    keys: &[key!(
        "thresholds",
        Shape::Map(&Shape::Map(&Shape::Record(&Record {
            title: "Threshold",
            keys: &[
                key!("warn", Shape::Number, "From here, or below here, a value deserves attention."),
                key!("crit", Shape::Number, "From here, or below here, it needs it now."),
            ],
        }))),
        "The two numbers by report and column, e.g. `cache-hit: { hit_ratio: { warn: 0.9 } }`."
    )],
};

pub(super) static ENVIRONMENT: Shape = Shape::Record(&Record {
    title: "Environment",
    keys: &[required!(
        "url_env",
        Shape::Name,
        "The environment variable that holds the database's URL; the URL itself is never written here."
    )],
});
