//! Views that keep their columns: replaced in place, with all that stands on them.

use super::Planner;
use std::collections::BTreeSet;

use super::rebuild::gets_columns;
use super::statement::Statement;
use super::step::Step;
use crate::model::dependencies::Dependencies;
use crate::model::view::{MaterializedView, View};
use crate::model::{Object, ObjectId};

impl Planner<'_> {
    pub(super) fn replace_view(&self, from: View, to: View) -> Step {
        let id = ObjectId::View(to.name.clone());
        let mut needs = Dependencies::new(self.to);
        needs.object(&Object::View(to.clone()));
        let mut used = Dependencies::new(self.from);
        used.object(&Object::View(from.clone()));
        let replace = |from: &View, to: &View| Statement::ReplaceView { from: from.clone(), to: to.clone() };
        let undo = if gets_columns(&from, &to) {
            // No column of a view goes in place.
            let mut again = vec![Statement::Drop(id.clone())];
            again.extend(self.whole(&Object::View(from.clone())));
            again
        } else {
            vec![replace(&to, &from)]
        };
        let mut step = Step::new(replace(&from, &to), format!("replace {id}"), id.clone())
            .requires(needs.into_ids())
            .releases(used.into_ids())
            .provides(id.clone())
            .undo_all(undo);
        // They go before, on the way back they come after: filled by the query that is right.
        step.place.without = self.filled_from(&id);
        self.after_new_keys(&mut step);
        step
    }

    /// The materialised views that hold rows of a view, by way of others too, and go.
    fn filled_from(&self, view: &ObjectId) -> Vec<ObjectId> {
        let (mut above, mut known) = (BTreeSet::from([view.clone()]), 0);
        while known < above.len() {
            known = above.len();
            for (id, object) in &self.from.objects {
                let (Object::View(View { definition, .. })
                | Object::MaterializedView(MaterializedView { definition, .. })) = object
                else {
                    continue;
                };
                let mut found = Dependencies::new(self.from);
                found.query(definition);
                if !found.into_set().is_disjoint(&above) {
                    above.insert(id.clone());
                }
            }
        }
        let goes = |it: &ObjectId| self.created.contains(it) || self.dropped.contains(it);
        let stored = above.into_iter().filter(|it| matches!(it, ObjectId::MaterializedView(_)));
        stored.filter(goes).collect()
    }
}
