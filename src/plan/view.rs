//! Views that keep their columns: replaced in place, with all that stands on them.

use std::collections::BTreeSet;

use super::Planner;
use super::order::reading_order;
use super::rebuild::gets_columns;
use super::statement::Statement;
use super::step::Step;
use crate::model::dependencies::Dependencies;
use crate::model::view::View;
use crate::model::{Object, ObjectId};

impl Planner<'_> {
    pub(super) fn replace_view(&self, from: &View, to: &View) -> Step {
        let id = ObjectId::View(to.name.clone());
        let mut needs = Dependencies::new(self.to);
        needs.object(&Object::View(to.clone()));
        let mut used = Dependencies::new(self.from);
        used.object(&Object::View(from.clone()));
        let replace = |from: &View, to: &View| Statement::ReplaceView { from: from.clone(), to: to.clone() };
        let above = self.above(&id);
        let goes = |it: &ObjectId| self.created.contains(it) || self.dropped.contains(it);
        let (gone, stay): (Vec<ObjectId>, Vec<ObjectId>) = above.into_iter().partition(goes);
        let undo = if gets_columns(from, to) {
            // No column of a view goes in place, so that what stands on it has to make room.
            let views: Vec<&ObjectId> = [&id].into_iter().chain(&stay).collect();
            let drops = views.iter().rev().map(|it| Statement::Drop((*it).clone()));
            let again = views.iter().filter_map(|it| self.from.get(it));
            drops.chain(again.flat_map(|it| self.whole(it))).collect()
        } else {
            vec![replace(to, from)]
        };
        let mut step = Step::new(replace(from, to), format!("replace {id}"), id.clone())
            .requires(needs.into_ids())
            .releases(used.into_ids())
            .provides(id.clone())
            .undo_all(undo);
        // They go before, and on the way back they come after: filled by the query that is right.
        step.place.without = gone;
        self.after_new_keys(&mut step);
        step
    }

    /// The views and materialised views that stand on a view, each after those that it stands on itself.
    fn above(&self, view: &ObjectId) -> Vec<ObjectId> {
        let reads = |of: &ObjectId| {
            let mut found = Dependencies::new(self.from);
            match self.from.get(of) {
                Some(Object::View(it)) => _ = found.query(&it.definition),
                Some(Object::MaterializedView(it)) => _ = found.query(&it.definition),
                _ => {}
            }
            found.into_set()
        };
        let views: Vec<&ObjectId> = self.from.objects.keys().filter(|it| is_view(it)).collect();
        let (mut above, mut known) = (BTreeSet::from([view.clone()]), 0);
        while known < above.len() {
            known = above.len();
            let more: Vec<ObjectId> =
                views.iter().filter(|it| !reads(it).is_disjoint(&above)).map(|it| (*it).clone()).collect();
            above.extend(more);
        }
        above.remove(view);
        reading_order(above.iter(), reads)
    }
}

fn is_view(id: &ObjectId) -> bool {
    matches!(id, ObjectId::View(_) | ObjectId::MaterializedView(_))
}
