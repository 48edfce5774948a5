//! What would end a drift: the SQL that takes it back, or the change of schema/ that accepts it. Only
//! told, never done.

use std::collections::BTreeSet;

use super::accept::{self, Accepted, Own};
use crate::import::{Imported, Unsupported};
use crate::model::{Name, Object, ObjectId, Schema};
use crate::plan::{self, Impossible, Plan, Statement};
use crate::sql;

/// The database as it is and as it should be, in the words of the format.
#[derive(Debug)]
pub struct Sides {
    pub live: Imported,
    pub expected: Imported,
}

impl Sides {
    /// SQL that makes of the live database what it should be; objects of which something cannot be taken back
    /// are left as they are, and told.
    pub fn revert(&self) -> Result<String, Vec<Impossible>> {
        let (live, mut expected) = self.schemas();
        let mut left: Vec<Impossible> = Vec::new();
        let plan = loop {
            let found = match plan::plan(&live, &expected) {
                Ok(plan) => break plan,
                Err(found) => found,
            };
            let before = expected.clone();
            for id in found.iter().map(|it| it.object.owner()) {
                match live.objects.get(&id) {
                    Some(object) => expected.objects.insert(id, object.clone()),
                    None => expected.objects.remove(&id),
                };
            }
            if before == expected {
                return Err(found);
            }
            left.extend(found);
        };
        let mut text = String::from(
            "-- Takes the drift back. Look at each statement: what somebody did by hand may be needed.\n",
        );
        text.push_str(&statements(&plan, &self.live.left_as_is));
        for it in &left {
            let (whole, message) = (it.object.owner(), it.message.replace('\n', " "));
            text.push_str(&format!("\n-- By hand, with all else of {whole}: {}: {message}\n", it.object));
        }
        for it in self.beyond() {
            text.push_str(&format!("\n-- By hand: {} ({})\n", it.object, it.reason));
        }
        Ok(text)
    }

    /// The files of schema/ that change if the live database is right, as a diff of them as they stand.
    pub fn accept(&self, own: &Own) -> Accepted {
        let (live, expected) = self.schemas();
        let mut accepted = accept::accepted(expected, live, own);
        accepted.by_hand.extend(self.beyond().map(|it| format!("{} ({})", it.object, it.reason)));
        accepted
    }

    /// Both, with the same platform: that is nobody's to change.
    fn schemas(&self) -> (Schema, Schema) {
        let (mut live, expected) = (self.live.schema.clone(), self.expected.schema.clone());
        let theirs = std::mem::replace(&mut live.platform, expected.platform.clone());
        // What is only declared because somebody gave it more than the format says is there all the same.
        for (id, object) in theirs {
            if let (Object::View(mut view), Some(Object::View(wanted))) = (object, expected.objects.get(&id))
            {
                (view.triggers, view.grants) = (wanted.triggers.clone(), wanted.grants.clone());
                live.insert(Object::View(view));
            }
        }
        (live, expected)
    }

    /// What only one of them has, and the format cannot say.
    fn beyond(&self) -> impl Iterator<Item = &Unsupported> {
        let (live, expected) = (&self.live.unsupported, &self.expected.unsupported);
        let of_live = live.iter().filter(|it| !expected.contains(it));
        of_live.chain(expected.iter().filter(|it| !live.contains(it)))
    }
}

/// The steps of a plan as a script. What is `in_the_way` of one, under the name of what it makes, goes first.
fn statements(plan: &Plan, in_the_way: &BTreeSet<ObjectId>) -> String {
    // Run by hand, under whatever path the role has.
    let schemas: BTreeSet<&Name> = plan.batches.iter().flat_map(|it| &it.search_path).collect();
    let schemas: String = schemas.into_iter().map(|it| format!(", {it}")).collect();
    let mut text = format!("\nSET search_path = public{schemas};\n");
    for batch in &plan.batches {
        if batch.no_transaction {
            text.push_str("\n-- Outside a transaction:\n");
        } else {
            text.push_str("\nBEGIN;\nSET LOCAL lock_timeout = '3s';\n");
        }
        for step in &batch.steps {
            text.push('\n');
            for hazard in &step.hazards {
                text.push_str(&format!("-- {hazard}: {}\n", hazard.reason));
            }
            for id in step.place.provides.iter().filter(|it| in_the_way.contains(*it)) {
                text.push_str(&format!("{}\n", sql::render(&Statement::Drop(id.clone()))));
            }
            text.push_str(&sql::render(&step.statement));
            text.push('\n');
        }
        if !batch.no_transaction {
            text.push_str("\nCOMMIT;\n");
        }
    }
    text
}
