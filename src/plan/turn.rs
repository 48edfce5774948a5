//! Parts of one index that PostgreSQL makes anew together and may call as others of them shall be called.

use super::Planner;
use super::mark::marked;
use super::part::{part_of, parts_below};
use super::statement::Statement;
use crate::diff::partition::{derived_indexes, own_key, whole};
use crate::model::{Name, QualifiedName, Schema, Table};

/// As long as a name may be, or nearly: the number that makes it another is put in the place of other letters.
const LONG: usize = 61;

/// A part, and what it shall be called.
struct Part<'s> {
    table: &'s Table,
    of: QualifiedName,
    name: Name,
    /// What PostgreSQL calls it where nothing is in its way.
    usual: Name,
}

impl Planner<'_> {
    /// With those out of the way first that may have the names of others, and with a name for each that may have
    /// lost its own to another.
    pub(super) fn named_in_turn(
        &self,
        schema: &Schema,
        table: &QualifiedName,
        built: &[&Name],
        named: Vec<Statement>,
    ) -> Vec<Statement> {
        let gone = self.gone_meanwhile(schema, table);
        let has_names = named.iter().any(|it| matches!(it, Statement::NameParts { .. }));
        if !has_names && gone.is_empty() {
            return named;
        }
        let parts: Vec<Part> = built.iter().flat_map(|it| parts_of(schema, table, it)).collect();
        let root = |name: &Name| name.as_str().trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let may_take = |one: &Part, other: &Part| {
            (&one.table.name, &one.of) != (&other.table.name, &other.of)
                && one.table.name.schema == other.table.name.schema
                && (root(&one.usual) == root(&other.name)
                    || one.usual.as_str().len() >= LONG && other.name.as_str().len() >= LONG)
        };
        let takes_one =
            |it: &Part| self.stays_a_partition(it.table) && gone.iter().any(|one| may_take(it, one));
        if !has_names && !parts.iter().any(takes_one) {
            return named;
        }
        let (mut first, mut more) = (Vec::new(), Vec::new());
        for part in &parts {
            let statement = |name: &Name| Statement::NameParts {
                table: part.table.name.clone(),
                names: vec![(part.of.clone(), name.clone())],
            };
            let takes = parts.iter().any(|it| may_take(part, it));
            if takes {
                let spare = part.table.name.sibling(part.name.clone());
                let spare = self.spare.relation(&spare, part.name.as_str(), "_part");
                first.push(statement(&spare.name));
            }
            let own = statement(&part.name);
            if (takes || takes_one(part) || parts.iter().any(|it| may_take(it, part)))
                && !named.contains(&own)
            {
                more.push(own);
            }
        }
        first.into_iter().chain(more).chain(named).collect()
    }

    /// The parts of what is not there meanwhile and comes back, or comes, after: their names are free.
    fn gone_meanwhile<'s>(&self, schema: &'s Schema, table: &QualifiedName) -> Vec<Part<'s>> {
        let Some(owner) = schema.table(table) else { return Vec::new() };
        let keys = owner.constraints.iter().filter(|it| it.has_index()).map(|it| &it.name);
        let all = keys.chain(owner.indexes.iter().map(|it| &it.name));
        let gone = all.filter(|it| marked(table, it).iter().any(|it| self.created.contains(it)));
        gone.flat_map(|it| parts_of(schema, table, it)).collect()
    }

    fn stays_a_partition(&self, table: &Table) -> bool {
        let parent = |schema: &Schema| Some(schema.table(&table.name)?.partition_of.as_ref()?.table.clone());
        parent(self.from).is_some() && parent(self.from) == parent(self.to)
    }
}

fn parts_of<'s>(schema: &'s Schema, table: &QualifiedName, name: &Name) -> Vec<Part<'s>> {
    let part = |(table, of): (&'s Table, Name)| {
        let parent = whole(schema, &table.partition_of.as_ref()?.table)?;
        if own_key(table, &of).is_some() {
            return None;
        }
        let name = part_of(schema, table, &of)?;
        let mut bare = table.clone();
        bare.index_names.retain(|of, _| own_key(table, of).is_some());
        let usual = derived_indexes(&bare, &parent).into_iter().find(|it| *it.of.name() == of)?.name;
        Some(Part { table, of: parent.name.sibling(of), name, usual })
    };
    parts_below(schema, table, name).into_iter().filter_map(part).collect()
}
