//! What would end a drift: the SQL that takes it back, or the change of schema/ that accepts it. Only
//! told, never done.

use std::collections::BTreeMap;
use std::path::PathBuf;

use similar::TextDiff;

use crate::import::{Imported, Unsupported};
use crate::model::Schema;
use crate::plan::{self, Impossible, Plan};
use crate::{sql, yaml};

/// The database as it is and as it should be, in the words of the format.
#[derive(Debug)]
pub struct Sides {
    pub live: Imported,
    pub expected: Imported,
}

impl Sides {
    /// SQL that makes of the live database what it should be.
    pub fn revert(&self) -> Result<String, Vec<Impossible>> {
        let (live, expected) = self.schemas();
        let plan = plan::plan(&live, &expected)?;
        let mut text = String::from(
            "-- Takes the drift back. Look at each statement: what somebody did by hand may be needed.\n",
        );
        text.push_str(&statements(&plan));
        for it in self.beyond() {
            text.push_str(&format!("\n-- By hand: {} ({})\n", it.object, it.reason));
        }
        Ok(text)
    }

    /// The files of schema/ that change if the live database is right, as a unified diff. Their names are
    /// those that an import chooses.
    pub fn accept(&self) -> String {
        let (live, expected) = self.schemas();
        let files = |schema: &Schema| -> BTreeMap<PathBuf, String> {
            yaml::write(schema, None).into_iter().map(|source| (source.path, source.text)).collect()
        };
        let (live, expected) = (files(&live), files(&expected));
        let mut text = String::new();
        let paths: std::collections::BTreeSet<&PathBuf> = live.keys().chain(expected.keys()).collect();
        for path in paths {
            let (old, new) = (expected.get(path), live.get(path));
            if old == new {
                continue;
            }
            let name = |side: Option<&String>, letter: char| match side {
                Some(_) => format!("{letter}/schema/{}", path.display()),
                None => "/dev/null".to_owned(),
            };
            let diff = TextDiff::from_lines(old.map_or("", String::as_str), new.map_or("", String::as_str));
            text.push_str(&diff.unified_diff().header(&name(old, 'a'), &name(new, 'b')).to_string());
        }
        for it in self.beyond() {
            text.push_str(&format!("# not in the format: {} ({})\n", it.object, it.reason));
        }
        text
    }

    /// Both, with the same platform: that is nobody's to change.
    fn schemas(&self) -> (Schema, Schema) {
        let (mut live, expected) = (self.live.schema.clone(), self.expected.schema.clone());
        live.platform.clone_from(&expected.platform);
        (live, expected)
    }

    /// What only one of them has, and the format cannot say.
    fn beyond(&self) -> impl Iterator<Item = &Unsupported> {
        let (live, expected) = (&self.live.unsupported, &self.expected.unsupported);
        let of_live = live.iter().filter(|it| !expected.contains(it));
        of_live.chain(expected.iter().filter(|it| !live.contains(it)))
    }
}

fn statements(plan: &Plan) -> String {
    let mut text = String::new();
    for batch in &plan.batches {
        if batch.no_transaction {
            text.push_str("\n-- Outside a transaction:\n");
        } else if plan.batches.len() > 1 {
            text.push_str("\n-- In one transaction:\n");
        }
        for step in &batch.steps {
            text.push('\n');
            for hazard in &step.hazards {
                text.push_str(&format!("-- {hazard}: {}\n", hazard.reason));
            }
            text.push_str(&sql::render(&step.statement));
            text.push('\n');
        }
    }
    text
}
