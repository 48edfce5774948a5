//! `seeds/generate.yaml`: what generated rows look like where the schema does not say.

use super::shared::VALUE;
use super::{Key, Record, Shape};

static NUMBER: Shape = Shape::Number;

/// The whole file.
pub static GENERATE_FILE: Record = Record {
    title: "Generated rows",
    keys: &[
        key!(
            "until",
            Shape::Text,
            "The last day that times go up to, e.g. `2026-06-30`; the beginning of today by default.",
        ),
        key!("months", Shape::Integer, "Over how many months up to then times are spread; 30 by default."),
        key!("tables", Shape::Map(&TABLE), "What is particular about a table, by its name."),
    ],
};

static TABLE: Shape = Shape::Record(&Record {
    title: "Generated table",
    keys: &[
        key!("rows", Shape::Integer, "So many rows whatever the scale is; 0 leaves the table out."),
        key!(
            "share",
            Shape::Number,
            "Its rows as a part of --scale; 1 by default, 0.01 for a platform's table.",
        ),
        key!("columns", Shape::Map(&COLUMN), "What is particular about a column, by its name."),
    ],
});

static COLUMN: Shape = Shape::Record(&Record {
    title: "Generated column",
    keys: &[
        key!(
            "values",
            Shape::Either(&[Shape::List(&VALUE), Shape::Map(&NUMBER)]),
            "The values themselves: a list, or each with its weight.",
        ),
        key!(
            "examples",
            Shape::List(&VALUE),
            "Values with places to fill in: `{row}`, `{word}`, `{uuid}`, `{hex 8}`, `{1..300}`, `{a|b}`.",
        ),
        key!("matches", Shape::Text, "A regular expression that the texts match."),
        key!("range", Shape::Record(&BOUNDS), "The least and the greatest number or time."),
        key!("length", Shape::Record(&BOUNDS), "The least and the greatest number of characters."),
        key!("nulls", Shape::Number, "The part of the rows that is NULL here, from 0 to 1."),
        key!(
            "distinct",
            Shape::Number,
            "How many different values there are; below 1, as a part of the number of rows.",
        ),
        key!(
            "skew",
            Shape::Integer,
            "How uneven the values are: 0 for evenly, up to 5 for a few that take nearly all.",
        ),
    ],
});

static BOUNDS: Record = Record {
    title: "Bounds",
    keys: &[key!("min", LIMIT, "The least."), key!("max", LIMIT, "The greatest.")],
};

const LIMIT: Shape = Shape::Either(&[Shape::Number, Shape::Text]);
