//! The files of a seed set: one per table, and the set's own.

use super::shared::{NAME, VALUE};
use super::{Key, Record, Shape};

/// Rows of one table.
pub static SEED_FILE: Record = Record {
    title: "Seed",
    keys: &[
        required!("table", Shape::Name, "The table the rows go into: `pricing`, or `auth.users`."),
        key!(
            "key",
            Shape::Either(&[Shape::List(&NAME), Shape::Name]),
            "The columns that tell which row is which, also on the next run; the primary key by default.",
        ),
        key!(
            "on_conflict",
            Shape::Word(&["update", "keep", "fail"]),
            "What happens to a row that is there with other values: `update` (the default), `keep` it, or `fail`.",
        ),
        key!(
            "prune",
            Shape::Boolean,
            "Delete the rows that this set listed earlier and that are no longer in the file.",
        ),
        key!(
            "rows",
            Shape::Either(&[Shape::List(&ROW), Shape::Map(&ROW)]),
            "The rows, as a list, or by a name that `!ref` can refer to.",
        ),
    ],
};

static ROW: Shape = Shape::Map(&VALUE);

/// What holds for a whole set.
pub static SET_FILE: Record = Record {
    title: "Seed set",
    keys: &[
        key!("comment", Shape::Text, "What the set is for."),
        key!(
            "environments",
            Shape::List(&NAME),
            "Where the set may be loaded, e.g. `[local, ci]`; everywhere by default.",
        ),
    ],
};
