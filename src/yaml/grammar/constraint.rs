//! Keys, checks, foreign keys and exclusion constraints, in their long forms.

use super::shared::{
    COMMENT, DEFERRABLE, INCLUDE, INDEX_COMMENT, INDEX_STORAGE, MATCH, NAME, NAMES_SHAPE, NOT_VALID,
    NULLS_NOT_DISTINCT, ON_DELETE, ON_DELETE_COLUMNS, ON_UPDATE, RENAMED_FROM, WHERE,
};
use super::{Key, Record, Shape};

pub(super) static KEY: Record = Record {
    title: "Key",
    keys: &[
        key!("name", Shape::Name, "The constraint's name, where PostgreSQL's own is not wanted."),
        required!("columns", NAMES_SHAPE, "The columns, in the order of the index."),
        INCLUDE,
        NULLS_NOT_DISTINCT,
        INDEX_STORAGE,
        DEFERRABLE,
        COMMENT,
        INDEX_COMMENT,
        RENAMED_FROM,
    ],
};

pub(super) static UNIQUE: Shape = Shape::Either(&[Shape::List(&NAME), Shape::Record(&KEY)]);

pub(super) static CHECK: Shape = Shape::Either(&[Shape::Expression, Shape::Record(&CHECK_RECORD)]);

pub(super) static CHECK_RECORD: Record = Record {
    title: "Check",
    keys: &[
        required!("check", Shape::Expression, "What must hold for every row."),
        key!("no_inherit", Shape::Boolean, "Not for the table's children."),
        NOT_VALID,
        COMMENT,
        RENAMED_FROM,
    ],
};

pub(super) static FOREIGN_KEY: Shape = Shape::Record(&Record {
    title: "Foreign key",
    keys: &[
        required!("columns", NAMES_SHAPE, "The columns here."),
        required!("references", Shape::Record(&REFERENCED), "The table and columns they refer to."),
        DEFERRABLE,
        NOT_VALID,
        COMMENT,
        RENAMED_FROM,
    ],
});

pub(super) static REFERENCED: Record = Record {
    title: "Referenced key",
    keys: &[
        required!("table", Shape::Name, "The referenced table."),
        key!(
            "columns",
            NAMES_SHAPE,
            "The referenced columns; the table's primary key where they are left out.",
        ),
        ON_DELETE,
        ON_DELETE_COLUMNS,
        ON_UPDATE,
        MATCH,
    ],
};

pub(super) static EXCLUDE: Shape = Shape::Record(&Record {
    title: "Exclusion constraint",
    keys: &[
        key!("using", Shape::Name, "The index method; `gist` where it is left out."),
        required!("elements", Shape::List(&EXCLUDE_ELEMENT), "What is compared and how."),
        INCLUDE,
        INDEX_STORAGE,
        WHERE,
        DEFERRABLE,
        COMMENT,
        INDEX_COMMENT,
        RENAMED_FROM,
    ],
});

pub(super) static EXCLUDE_ELEMENT: Shape = Shape::Record(&Record {
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
