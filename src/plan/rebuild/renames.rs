//! Parts of tables that get another name, and go and come back for the sake of what they stand on as well:
//! the one of the old name goes and that of the new one comes, without a renaming between.

use crate::diff::Change;
use crate::model::ObjectId;

/// Takes the renaming of what goes and comes back out of the changes.
pub(super) fn taken_in(changes: &mut Vec<Change>) {
    let renames: Vec<(ObjectId, ObjectId)> = changes.iter().filter_map(Change::renamed_part).collect();
    for (old, new) in renames {
        if changes.iter().any(|it| it.created_part().as_ref() == Some(&new)) {
            changes.retain(|it| it.renamed_part().is_none_or(|(from, to)| (&from, &to) != (&old, &new)));
        }
    }
}
