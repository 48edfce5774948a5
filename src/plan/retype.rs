//! What another type of a column means for what PostgreSQL cannot tell beforehand: whether a cast exists
//! between types that somebody made, and which indexes are built anew though the rows stay.

use super::Planner;
use super::cast::{gains_or_loses_zone, is_castable, is_string};
use crate::model::constraint::ConstraintKind;
use crate::model::data_type::TypeName;
use crate::model::dependencies::Dependencies;
use crate::model::table::Column;
use crate::model::{DataType, Name, Object, ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    /// Whether there is a cast, as far as one of the types is declared. Between what somebody made and
    /// what is built in there is none but through text.
    pub(super) fn leads_to(&self, from: &DataType, to: &DataType) -> bool {
        let (old, new) = (base(self.from, from), base(self.to, to));
        let made = |it: &DataType| matches!(it.name, TypeName::Named { .. });
        match (made(&old), made(&new)) {
            (false, false) => is_castable(&old, &new),
            (false, true) => !is_without_casts(self.to, &new) || is_string(&DataType { array: false, ..old }),
            (true, false) => {
                !is_without_casts(self.from, &old) || is_string(&DataType { array: false, ..new })
            }
            (true, true) => true,
        }
    }

    /// An index that PostgreSQL builds again when the column changes but the rows stay: over another
    /// operator class, or with an expression or a condition, which it does not compare.
    pub(super) fn index_built_again(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
    ) -> Option<Name> {
        let after = self.to.table(table)?;
        let column = ObjectId::Column { table: table.clone(), name: to.name.clone() };
        let other_order = gains_or_loses_zone(&from.data_type, &to.data_type);
        let keys = after.constraints.iter().filter(|it| match &it.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                other_order && key.columns.contains(&to.name)
            }
            _ => false,
        });
        let indexes = after.indexes.iter().filter(|index| {
            let id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
            let mut used = Dependencies::inside(self.to, table);
            used.index(index);
            let plain = index.predicate.is_none()
                && index.keys.iter().all(|it| matches!(it.on, crate::model::index::IndexedValue::Column(_)));
            // What this plan takes away and builds again beside running writes is no matter of the lock.
            (other_order || !plain) && used.into_set().contains(&column) && !self.created.contains(&id)
        });
        keys.map(|it| &it.name).chain(indexes.map(|it| &it.name)).next().cloned()
    }
}

/// The type that a domain is made of.
fn base(schema: &Schema, data_type: &DataType) -> DataType {
    let mut data_type = data_type.clone();
    for _ in 0..schema.objects.len() {
        let domain = data_type.named().and_then(|name| schema.get(&ObjectId::Domain(name)));
        let Some(Object::Domain(domain)) = domain else { break };
        data_type = DataType { array: data_type.array || domain.data_type.array, ..domain.data_type.clone() };
    }
    data_type
}

/// Whether it is a type that has no casts of its own: an enum, a range, or rows.
fn is_without_casts(schema: &Schema, data_type: &DataType) -> bool {
    let Some(name) = data_type.named() else { return false };
    let kinds = [
        ObjectId::Enum,
        ObjectId::Composite,
        ObjectId::Range,
        ObjectId::Table,
        ObjectId::View,
        ObjectId::MaterializedView,
    ];
    kinds.iter().any(|id| schema.find(&id(name.clone())).is_some())
}
