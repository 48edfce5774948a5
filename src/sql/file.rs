//! The text of migration files.

use super::render;
use crate::migration::{IRREVERSIBLE, NO_TRANSACTION};
use crate::model::ObjectId;
use crate::plan::{Batch, Statement, Step, Undo};

const HEADER: &str =
    "-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.";

/// The up file of a batch.
pub fn up_file(batch: &Batch) -> String {
    let mut text = String::new();
    if batch.no_transaction {
        text.push_str(NO_TRANSACTION);
        text.push('\n');
    }
    text.push_str(HEADER);
    text.push('\n');
    let mut before: Option<&Step> = None;
    for step in &batch.steps {
        if before.is_none_or(|before| !belongs_together(before, step)) {
            text.push('\n');
        }
        text.push_str(&render(&step.statement));
        text.push('\n');
        before = Some(step);
    }
    text
}

/// One-line statements about one object stand together; everything else has room around it.
fn belongs_together(before: &Step, step: &Step) -> bool {
    let small = |step: &Step| match &step.statement {
        Statement::CreateIndex { .. } => "index",
        Statement::Comment { .. } => "comment",
        Statement::Grant { .. } | Statement::Revoke { .. } => "grant",
        Statement::SetRowSecurity { .. } | Statement::CreatePolicy { .. } => "security",
        Statement::AddConstraint { .. } => "add",
        Statement::ValidateConstraint { .. } => "validate",
        Statement::SetNotNull { .. } | Statement::Drop(ObjectId::Constraint { .. }) => "not null",
        Statement::Sweep(_) => "sweep",
        Statement::Drop(_) => "drop",
        _ => "",
    };
    let same_owner = before.place.owner == step.place.owner;
    !small(step).is_empty() && small(before) == small(step) && (same_owner || small(step) != "index")
}

/// The down file of a batch; one that fails with the reason where there is no way back.
pub fn down_file(batch: &Batch) -> String {
    let reasons: Vec<&str> = batch
        .steps
        .iter()
        .filter_map(|step| match &step.undo {
            Undo::Impossible(reason) => Some(reason.as_str()),
            _ => None,
        })
        .collect();
    if !reasons.is_empty() {
        let reasons = reasons.join("; ");
        let message = super::quote(&format!("this migration cannot be undone: {reasons}")).replace('%', "%%");
        return format!("{IRREVERSIBLE} {reasons}\n\nDO $$ BEGIN\n    RAISE EXCEPTION {message};\nEND $$;\n");
    }
    let mut statements: Vec<String> = Vec::new();
    for step in batch.steps.iter().rev() {
        if let Undo::With(undo) = &step.undo {
            statements.extend(undo.iter().map(render));
        }
    }
    let marker = if batch.no_transaction && !statements.is_empty() { NO_TRANSACTION } else { "-- Undo" };
    if statements.is_empty() {
        return "-- Nothing is left to undo.\n".to_owned();
    }
    format!("{marker}\n\n{}\n", statements.join("\n\n"))
}
