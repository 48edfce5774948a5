//! Partitions that leave their parent, join one, or get other bounds.

use super::Planner;
use super::statement::Statement;
use super::step::{HazardKind, LockMode, Phase, Step};
use crate::model::table::PartitionOf;
use crate::model::{ObjectId, QualifiedName};

impl Planner<'_> {
    pub(super) fn move_partition(
        &mut self,
        table: &QualifiedName,
        from: Option<PartitionOf>,
        to: Option<PartitionOf>,
    ) -> Vec<Step> {
        match (from, to) {
            (Some(from), None) => vec![detach(table, &from).phase(Phase::TakeApart)],
            (None, Some(to)) => vec![self.attach(table, &to)],
            (Some(from), Some(to)) if from.table == to.table => {
                vec![detach(table, &from), self.attach(table, &to).after()]
            }
            (Some(_), Some(_)) => {
                let message = "a partition of one table cannot become one of another at once";
                let help = "take `partition_of` away in one compile, and write the new one in a second";
                self.cannot(ObjectId::Table(table.clone()), message, help);
                Vec::new()
            }
            (None, None) => Vec::new(),
        }
    }

    /// Once the table has everything that the parent asks for, so that nothing is built under the lock.
    fn attach(&self, table: &QualifiedName, to: &PartitionOf) -> Step {
        let id = ObjectId::Table(table.clone());
        let parent = to.table.clone();
        let reason = "every row is looked at, whether it fits, while nobody can use the table";
        let attach = Statement::AttachPartition { table: table.clone(), partition: to.clone() };
        let detach = Statement::DetachPartition { table: table.clone(), parent: parent.clone() };
        let parts = self
            .created
            .iter()
            .filter(|it| [table, &parent].iter().any(|name| it.owner() == ObjectId::Table((*name).clone())));
        Step::new(attach, format!("attach {id} to {parent}"), id)
            .lock(LockMode::AccessExclusive, table)
            .hazard(HazardKind::AccessExclusiveLock, table.to_string(), reason)
            .requires(parts.cloned())
            .requires([ObjectId::Table(parent)])
            .phase(Phase::TakeDown)
            .undo(detach)
    }
}

fn detach(table: &QualifiedName, from: &PartitionOf) -> Step {
    let id = ObjectId::Table(table.clone());
    let parent = from.table.clone();
    let reason = format!("who reads {parent} no longer finds its rows");
    let detach = Statement::DetachPartition { table: table.clone(), parent: parent.clone() };
    let attach = Statement::AttachPartition { table: table.clone(), partition: from.clone() };
    Step::new(detach, format!("detach {id} from {parent}"), id)
        .lock(LockMode::AccessExclusive, table)
        .hazard(HazardKind::BreaksClients, table.to_string(), reason)
        .releases([ObjectId::Table(parent)])
        .undo(attach)
}
