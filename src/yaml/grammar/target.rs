//! The files in targets/: how fast queries have to be.

use super::{Key, Record, Shape};

/// A file of classes, queries or both.
pub static TARGET_FILE: Record = Record {
    title: "Targets",
    keys: &[
        key!("classes", Shape::Map(&CLASS), "How long queries of a class may take, e.g. `lookup: 10ms`."),
        key!("queries", Shape::Map(&QUERY), "Queries by name."),
    ],
};

static CLASS: Shape = Shape::Text;

static QUERY: Shape = Shape::Record(&Record {
    title: "Query",
    keys: &[
        required!("class", Shape::Name, "How long it may take: one of `classes`, here or in another file."),
        key!("comment", Shape::Text, "What it is for."),
        required!("role", Shape::Name, "The role that runs it."),
        key!(
            "as",
            Shape::List(&PERSONA),
            "For whom: who has few rows (`light`), as many as most (`median`), the most (`heaviest`), none \
             (`nobody`), or without claims (`anon`, as when it is left out).",
        ),
        key!(
            "person",
            Shape::Name,
            "The column that tells whose a row is, by which persons are found: `orders.customer_id`.",
        ),
        key!("parameters", Shape::List(&PARAMETER), "What `$1`, `$2` and so on are."),
        required!("sql", Shape::Sql, "The query; PostgreSQL reads it when it is measured."),
    ],
});

static PERSONA: Shape = Shape::Word(&["light", "median", "heaviest", "nobody", "anon"]);

static PARAMETER: Shape = Shape::Record(&Record {
    title: "Parameter",
    keys: &[
        either!("value", Shape::Text, "Always this."),
        either!("sample", Shape::Query, "One after the other, the first 100 values that a query gives."),
        either!("is", Shape::Word(&["person"]), "The person for whom it runs."),
    ],
});
