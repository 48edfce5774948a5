//! Materialised views as jobs refresh them: what is known of one, in which order they come, and whether what
//! a job says of them holds.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{At, Facts, Job};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::dependencies::Dependencies;
use crate::model::index::IndexedValue;
use crate::model::view::MaterializedView;
use crate::model::{Object, ObjectId, QualifiedName, Schema};
use crate::yaml::check::unknown;

/// A view that a job refreshes.
#[derive(Clone, Debug)]
pub struct View {
    pub name: At<QualifiedName>,
    /// Whether readers may be kept waiting, where no unique index lets them go on.
    pub locks_readers: bool,
}

/// A materialised view, whether it comes from schema/ or from a catalog.
#[derive(Clone, Debug, Deserialize)]
pub struct ViewFacts {
    pub name: QualifiedName,
    /// Whether a unique index over plain columns tells its rows apart, which CONCURRENTLY needs.
    pub has_unique_index: bool,
    /// Whether it was ever filled; nothing can read it before that.
    pub is_populated: bool,
    /// The materialised views that it reads, also through views.
    pub reads: Vec<QualifiedName>,
}

impl ViewFacts {
    /// Whether it can be read while it is refreshed.
    pub fn is_concurrent(&self) -> bool {
        self.has_unique_index && self.is_populated
    }

    pub fn refresh(&self) -> String {
        let concurrently = if self.is_concurrent() { "CONCURRENTLY " } else { "" };
        format!("REFRESH MATERIALIZED VIEW {concurrently}{}", self.name.sql())
    }

    /// What is done, for the ledger.
    pub fn action(&self) -> &'static str {
        if self.is_concurrent() { "refresh concurrently" } else { "refresh" }
    }

    pub fn count(&self) -> String {
        format!("SELECT count(*) FROM {}", self.name.sql())
    }
}

/// The views of a schema.
pub fn views(schema: &Schema) -> Vec<ViewFacts> {
    let views = schema.objects.values().filter_map(|object| match object {
        Object::MaterializedView(view) => Some(ViewFacts {
            name: view.name.clone(),
            has_unique_index: has_unique_index(view),
            is_populated: true,
            reads: reads(schema, view),
        }),
        _ => None,
    });
    views.collect()
}

fn has_unique_index(view: &MaterializedView) -> bool {
    view.indexes.iter().any(|index| {
        let is_plain = index.keys.iter().all(|key| matches!(key.on, IndexedValue::Column(_)));
        index.unique && index.predicate.is_none() && is_plain
    })
}

/// The materialised views that one reads, also through views.
fn reads(schema: &Schema, view: &MaterializedView) -> Vec<QualifiedName> {
    let of = |sql| {
        let mut dependencies = Dependencies::new(schema);
        dependencies.query(sql);
        dependencies.into_ids()
    };
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<ObjectId> = of(&view.definition);
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        match schema.get(&id) {
            Some(Object::MaterializedView(it)) => drop(found.insert(it.name.clone())),
            Some(Object::View(it)) => open.extend(of(&it.definition)),
            _ => {}
        }
    }
    found.into_iter().collect()
}

/// The views of a job that are there, each after those of the job that it reads.
pub fn in_order<'f>(job: &Job, facts: &'f Facts) -> Vec<&'f ViewFacts> {
    let mut left: Vec<&ViewFacts> = job.views.iter().filter_map(|it| facts.view(&it.name.it)).collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |it: &ViewFacts| left.iter().any(|other| it.reads.contains(&other.name));
        // No view reads itself, also not through others.
        let at = left.iter().position(|it| !waits(it)).unwrap_or_default();
        ordered.push(left.remove(at));
    }
    ordered
}

/// Every mistake in what a job says of views. `all` are the project's jobs, this one among them.
pub fn check(job: &Job, all: &[Job], facts: &Facts) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut report = |span: Span, code: &'static str, message: String, help: String| {
        diagnostics.push(Diagnostic::new(&job.path, span, code, message).help(help));
    };
    let is_refreshed =
        |name: &QualifiedName| all.iter().flat_map(|it| &it.views).any(|it| it.name.it == *name);
    for view in &job.views {
        let (name, span) = (&view.name.it, view.name.span);
        let Some(known) = facts.view(name) else {
            let names: Vec<String> = facts.views.keys().map(ToString::to_string).collect();
            let message = unknown("materialized view", &name.to_string(), names.iter().map(String::as_str));
            let help = "only materialized views are refreshed: a view is never old".to_owned();
            report(span, "unknown-view", message, help);
            continue;
        };
        if !known.has_unique_index && !view.locks_readers {
            let message = format!(
                "no unique index tells the rows of {name} apart, so that nobody can read it while it is refreshed"
            );
            let help = format!(
                "add one over plain columns, `{{ unique: true, on: [...] }}`; or say that readers may wait: `{name}: {{ locks_readers: true }}`"
            );
            report(span, "refresh-locks-readers", message, help);
        }
        for stale in known.reads.iter().filter(|it| !is_refreshed(it)) {
            let message = format!("{name} reads {stale}, which no job refreshes");
            report(span, "refresh-of-stale", message, format!("add it to this job: `{stale}: {{}}`"));
        }
    }
    diagnostics
}
