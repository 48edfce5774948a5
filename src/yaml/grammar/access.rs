//! What each role is meant to do with a table's rows.

use super::shared::NAMES_SHAPE;
use super::{Key, Record, Shape};

/// In a table's file.
pub(super) const ACCESS: Key = key!(
    "access",
    Shape::Map(&ROLE),
    "What each role may do with the rows, which `canai-db access test` proves; what is not in it is refused.",
);

static ROLE: Shape = Shape::Either(&[Shape::Word(&["all", "none"]), Shape::Record(&COMMANDS)]);

static COMMANDS: Record = Record {
    title: "Access of a role",
    keys: &[
        key!("select", RULE, "Which rows it may read."),
        key!("insert", RULE, "Which rows it may add."),
        key!("update", RULE, "Which rows it may change, and whose they may be afterwards."),
        key!("delete", RULE, "Which rows it may delete."),
        key!("truncate", Shape::Word(&["all"]), "It may empty the table, whatever the policies say."),
    ],
};

const SCOPE: Shape = Shape::Word(&["own", "others", "unowned", "all"]);
static SCOPES: Shape = SCOPE;

const RULE: Shape = Shape::Either(&[SCOPE, Shape::List(&SCOPES), Shape::Record(&RULE_RECORD)]);

static RULE_RECORD: Record = Record {
    title: "Access rule",
    keys: &[
        key!(
            "rows",
            Shape::Either(&[SCOPE, Shape::List(&SCOPES)]),
            "Whose rows: `own`, `others`, `unowned` or `all`, or several; `all` where it is left out.",
        ),
        key!("columns", NAMES_SHAPE, "These columns only."),
        key!("except", NAMES_SHAPE, "All columns but these."),
        key!("where", Shape::Expression, "Only the rows for which this holds."),
    ],
};
