//! Lists of permitted values that permit NULL as well.

use super::default_but_nullable::has_default;
use crate::lint::finding::Found;
use crate::lint::project::{Project, is_never_null};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::{ConstraintKind, RuleKind};

pub static RULE: Rule = Rule {
    name: "enum_check_accepts_null",
    about: "A column of permitted values (`one_of`, or a check with IN) that may be NULL",
    why: "A CHECK holds where it is not false, and NULL makes it unknown: `one_of` does not keep NULL out. Where NULL means `not known yet` it is right; a column with a default is told by default_but_nullable.",
    severity: Severity::Info,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        for constraint in &table.constraints {
            let ConstraintKind::Check(check) = &constraint.kind else { continue };
            let listed = match &check.rule {
                Some(rule) if matches!(rule.kind, RuleKind::OneOf(_)) => rule.column.clone(),
                Some(_) => None,
                None => check.expression.listed_column(),
            };
            let column = listed.and_then(|it| table.column(&it));
            let Some(column) = column.filter(|it| !has_default(it) && !is_never_null(table, &it.name)) else {
                continue;
            };
            let message =
                format!("`{}` of {} may be NULL, which its check does not list", column.name, table.name);
            let spot = project.places.constraint(table, constraint).map(|it| it.spot());
            found.report(spot, message, "write `not_null: true`, or allow it if NULL means something");
        }
    }
}
