//! Keys about one person's data: in a table's file, and the section that declares the person.

use super::shared::{GRANTS, TEXT};
use super::{Key, Record, Shape};

/// In a file of objects: whom personal data is about.
pub(super) const SUBJECT: Key = key!(
    "subject",
    Shape::Record(&SUBJECT_RECORD),
    "Whom personal data is about: the table with a row for each person, and what an erasure does.",
);

static SUBJECT_RECORD: Record = Record {
    title: "Subject",
    keys: &[
        required!("root", Shape::Name, "The table with one row for each person, e.g. `auth.users`."),
        key!(
            "on_erase",
            Shape::Word(&["keep", "delete"]),
            "Whether an erasure deletes the person's own row at its end; `keep` where it is left out.",
        ),
        key!(
            "external",
            Shape::Map(&TEXT),
            "Systems outside of the database that hold data too, by name, and what they hold.",
        ),
        key!(
            "functions",
            Shape::Record(&FUNCTIONS_RECORD),
            "Generates `canai_db.export_subject` and `canai_db.erase_subject`; nobody may call them but the \
             roles named here.",
        ),
    ],
};

static FUNCTIONS_RECORD: Record = Record { title: "Subject functions", keys: &[GRANTS] };

/// What ties a table's rows to a person.
pub(super) const TABLE_SUBJECT: Key = key!(
    "subject",
    Shape::Either(&[Shape::Name, Shape::List(&SELECTOR), Shape::Record(&SELECTOR_RECORD)]),
    "What ties the rows to a person: a column that refers to the person's row, a way there, or several; \
     `none` where nothing does.",
);

static SELECTOR: Shape = Shape::Either(&[Shape::Name, Shape::Record(&SELECTOR_RECORD)]);
static SELECTOR_RECORD: Record = Record {
    title: "Way to the person",
    keys: &[
        either!("column", Shape::Name, "A column that holds what the person's row has in `of`."),
        key!("of", Shape::Name, "That column of the person's row; its primary key where it is left out."),
        either!("through", Shape::Name, "A column whose foreign key leads to a row that is the person's."),
        either!(
            "same",
            Shape::Name,
            "A column that holds the same as in a row that names the person, here or in another table.",
        ),
        either!(
            "packed",
            Shape::Name,
            "A jsonb column that holds rows of `rows_of`, as an array of objects."
        ),
        key!("rows_of", Shape::Name, "The table whose rows are packed: each is whose it would be there."),
    ],
};

/// What becomes of a person's rows.
pub(super) const TABLE_ON_ERASE: Key = key!(
    "on_erase",
    Shape::Either(&[Shape::Word(&["delete", "anonymize"]), Shape::Record(&TABLE_RETAIN)]),
    "What an erasure does with a person's rows; `delete` where it is left out.",
);

static TABLE_RETAIN: Record = Record { title: "Retained rows", keys: &[RETAIN] };

/// What becomes of a column whose row stays.
pub(super) const COLUMN_ON_ERASE: Key = key!(
    "on_erase",
    Shape::Either(&[Shape::Word(&["set null", "set default"]), Shape::Record(&COLUMN_ERASURE)]),
    "What an erasure does with the column in a row that stays.",
);

static COLUMN_ERASURE: Record = Record {
    title: "Erased column",
    keys: &[
        either!("mask", Shape::Value, "The value that takes its place."),
        either!("retain", Shape::Text, "It keeps its value; the legal ground."),
    ],
};

const RETAIN: Key = required!("retain", Shape::Text, "They stay; the legal ground.");

/// Where a value came from.
pub(super) const ON_EXPORT: Key = key!(
    "on_export",
    Shape::Either(&[Shape::Word(&["provided", "observed", "derived"]), Shape::Record(&EXCLUDED)]),
    "Where the value came from, as a person's export says it; `provided` where it is left out.",
);

static EXCLUDED: Record = Record {
    title: "Excluded column",
    keys: &[required!("exclude", Shape::Text, "It is left out of an export; why.")],
};
