//! Keys that stand in more than one kind of file.

use super::table::{GRANT, INDEX, TRIGGER};
use super::{Key, Record, Shape};

pub(super) static NAME: Shape = Shape::Name;
pub(super) static TEXT: Shape = Shape::Text;
pub(super) static SQL: Shape = Shape::Sql;
pub(super) static EXPRESSION: Shape = Shape::Expression;
pub(super) static VALUE: Shape = Shape::Value;
pub(super) static SCALAR: Shape = Shape::Either(&[Shape::Boolean, Shape::Number, Shape::Text]);

pub(super) const COMMENT: Key = key!("comment", Shape::Text, "COMMENT ON: what it is for.");
pub(super) const RENAMED_FROM: Key =
    key!("renamed_from", Shape::Name, "The name it had before; harmless once renamed.");
pub(super) const DEFERRABLE: Key = key!(
    "deferrable",
    Shape::Word(&["no", "initially_immediate", "initially_deferred"]),
    "Whether the check may wait for the end of the transaction.",
);
pub(super) const NOT_VALID: Key =
    key!("not_valid", Shape::Boolean, "Rows from before may break it; taking this away checks them all.");
pub(super) const STORAGE_PARAMETERS: Key = key!(
    "with",
    Shape::Map(&SCALAR),
    "Storage parameters, e.g. `fillfactor: 70` or `autovacuum_enabled: false`.",
);
pub(super) const INDEX_STORAGE: Key =
    key!("with", Shape::Map(&SCALAR), "Storage parameters of its index, e.g. `fillfactor: 70`.");
pub(super) const INDEX_COMMENT: Key =
    key!("index_comment", Shape::Text, "COMMENT ON its index, beside the constraint's own.");
pub(super) const GRANTS: Key =
    key!("grants", Shape::Map(&GRANT), "Privileges by role; `public` is everybody.");
pub(super) const INDEXES: Key =
    key!("indexes", Shape::Either(&[Shape::Map(&INDEX), Shape::List(&INDEX)]), "Indexes by name, or a list.");
pub(super) const TRIGGERS: Key = key!("triggers", Shape::Map(&TRIGGER), "Triggers by name.");
pub(super) const COLLATE: Key = key!("collate", Shape::Name, "Collation, e.g. `C` or `my_schema.german`.");
pub(super) const ON_DELETE: Key =
    key!("on_delete", Shape::Word(ACTIONS), "What happens to the rows here when theirs goes.");
pub(super) const ON_DELETE_COLUMNS: Key = key!(
    "on_delete_columns",
    NAMES_SHAPE,
    "Of the columns here, those that `set null` or `set default` sets; all where it is left out (PostgreSQL 15 and later).",
);
pub(super) const ON_UPDATE: Key =
    key!("on_update", Shape::Word(ACTIONS), "What happens when the referenced key changes.");
pub(super) const MATCH: Key =
    key!("match", Shape::Word(&["simple", "full"]), "Whether some columns of the key may be NULL.");
pub(super) const NULLS_NOT_DISTINCT: Key =
    key!("nulls_not_distinct", Shape::Boolean, "Two NULLs count as equal (PostgreSQL 15 and later).");
pub(super) const WHERE: Key = key!("where", Shape::Expression, "Only the rows for which this holds.");
pub(super) const INCLUDE: Key =
    key!("include", NAMES_SHAPE, "Columns stored in the index but not part of its key.");
pub(super) const NAMES_SHAPE: Shape = Shape::List(&NAME);

pub(super) const ACTIONS: &[&str] = &["no action", "restrict", "cascade", "set null", "set default"];
pub(super) const ATTRIBUTE_OPTIONS: Key = key!(
    "with",
    Shape::Record(&Record {
        title: "Attribute options",
        keys: &[
            key!("n_distinct", Shape::Number, N_DISTINCT),
            key!("n_distinct_inherited", Shape::Number, "The same of the table and its heirs together."),
        ],
    }),
    "What the planner takes for granted of the column's values.",
);
const N_DISTINCT: &str = "How many different values there are, instead of what ANALYZE estimates; a negative \
    number is a fraction of the rows: `-0.5` for two rows a value.";

pub(super) const RELATIONS: Key = key!(
    "relations",
    Shape::Map(&RELATION),
    "What belongs together and has no foreign key, by a verb: `displays: { references: banners }`. For \
     diagrams and documentation.",
);

static RELATION: Shape = Shape::Record(&Record {
    title: "Relation",
    keys: &[
        required!(
            "references",
            Shape::Either(&[Shape::Name, Shape::Record(&RELATED)]),
            "The table to one of whose rows each row here belongs.",
        ),
        key!("columns", NAMES_SHAPE, "The columns here that hold it, where some do."),
    ],
});

static RELATED: Record = Record {
    title: "Related table",
    keys: &[
        required!("table", Shape::Name, "The other table."),
        key!("columns", NAMES_SHAPE, "Its columns that hold the same as those here."),
    ],
};
