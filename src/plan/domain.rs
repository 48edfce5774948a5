//! Domains that change: what PostgreSQL proves for every table that uses them, and where it cannot.

use std::collections::BTreeSet;

use super::Planner;
use super::column::{column_id, is_volatile};
use super::statement::{Statement, Validity};
use super::step::{HazardKind, State, Step, Undo};
use crate::model::constraint::Constraint;
use crate::model::dependencies::{Dependencies, held_as_a_whole};
use crate::model::table::{Column, ColumnValue, Table};
use crate::model::types::Domain;
use crate::model::{DataType, Object, ObjectId, QualifiedName, Schema};

const READ_UNDER_LOCK: &str = "every table that uses the domain is read while writes to it wait";

impl<'a> Planner<'a> {
    pub(super) fn alter_domain(&mut self, from: &Domain, to: &Domain) -> Vec<Step> {
        let id = ObjectId::Domain(to.name.clone());
        let mut steps = Vec::new();
        // Then it is what it is to be before anything new holds values of it, and nothing needs a proof.
        let unused = is_unused(self.from, &to.name);
        if from.value != to.value {
            let set = |domain: &Domain| Statement::SetDomainValue { domain: domain.clone() };
            let step = Step::new(set(to), format!("set the default of {id}"), id.clone()).undo(set(from));
            let step = step.requires(calls(self.to, to)).releases(calls(self.from, from));
            let wider = from.value.as_ref().zip(to.value.as_ref()).is_some_and(|(old, new)| {
                self.makes_wider_rows((old, &from.data_type), (new, &to.data_type))
            });
            if wider {
                let bare = Domain { value: None, ..from.clone() };
                let drop = Step::new(set(&bare), format!("drop the default of {id}"), id.clone());
                steps.push(drop.releases(calls(self.from, from)).undo(set(from)));
                steps.push(Step { undo: Undo::With(vec![set(&bare)]), ..step }.after());
            } else {
                steps.push(step);
            }
        }
        if from.not_null != to.not_null {
            let set = |not_null| Statement::SetDomainNotNull { domain: to.name.clone(), not_null };
            let mut step = Step::new(set(to.not_null), format!("change NOT NULL of {id}"), id.clone())
                .undo(set(from.not_null));
            if to.not_null && unused {
                step = step.provides(id.clone());
            } else if to.not_null {
                let going = self.prove(to, "it cannot become NOT NULL");
                step = step.without(going).hazard(HazardKind::ShareLock, id.path(), READ_UNDER_LOCK);
            } else {
                step = self.prove_again(step, to);
            }
            steps.push(step);
        }
        let check_id =
            |it: &Constraint| ObjectId::DomainConstraint { domain: to.name.clone(), name: it.name.clone() };
        let add = |constraint: &Constraint, validity| Statement::AddDomainConstraint {
            domain: to.name.clone(),
            constraint: constraint.clone(),
            validity,
        };
        let in_both = |check: &Constraint, others: &[Constraint]| others.iter().any(|it| it.is_like(check));
        let validated = |before: &Constraint, after: &Constraint| {
            before.not_valid && after.is_like(&Constraint { not_valid: false, ..before.clone() })
        };
        let validate = |check: &Constraint| {
            let name = check.name.clone();
            let validate = Statement::ValidateDomainConstraint { domain: to.name.clone(), name };
            let step = Step::new(validate, format!("validate {}", check_id(check)), id.clone());
            step.hazard(HazardKind::ShareLock, id.path(), READ_UNDER_LOCK)
        };
        for check in to.checks.iter().filter(|check| from.checks.iter().any(|it| validated(it, check))) {
            let comment = super::comment_again(check_id(check), check.comment.as_ref());
            let undo = [Statement::Drop(check_id(check)), add(check, Validity::NotValid)];
            let going = self.prove(to, &format!("its check {} cannot be proved", check.name));
            steps.push(validate(check).without(going).undo_all(undo.into_iter().chain(comment).collect()));
        }
        let keeps = |check: &&Constraint| {
            in_both(check, &to.checks) || to.checks.iter().any(|it| validated(check, it))
        };
        for check in from.checks.iter().filter(|check| !keeps(check)) {
            let drop = Statement::Drop(check_id(check));
            let step = Step::new(drop, format!("drop {}", check_id(check)), id.clone());
            let comment = super::comment_again(check_id(check), check.comment.as_ref());
            let undo = [add(check, Validity::of(check))].into_iter().chain(comment).collect();
            let step = step.releases(needs(self.from, check));
            let step = step.removes(check_id(check)).undo_all(undo);
            steps.push(if check.not_valid { step } else { self.prove_again(step, to) });
        }
        let had = |check: &&Constraint| {
            in_both(check, &from.checks) || from.checks.iter().any(|it| validated(it, check))
        };
        for check in to.checks.iter().filter(|check| !had(check)) {
            let needs = needs(self.to, check);
            // What is new may take values of the domain itself.
            let at_once = unused && !needs.iter().any(|it| self.created.contains(it));
            let validity = if at_once { Validity::of(check) } else { Validity::NotValid };
            let step = Step::new(add(check, validity), format!("add {}", check_id(check)), id.clone());
            let step = if at_once { step.provides(id.clone()) } else { step };
            let step = step.requires(needs);
            let step = step.provides(check_id(check)).undo(Statement::Drop(check_id(check)));
            steps.push(if steps.is_empty() { step } else { step.after() });
            if !check.not_valid && !at_once {
                let going = self.prove(to, &format!("its check {} cannot be proved", check.name));
                let comment = super::comment_again(check_id(check), check.comment.as_ref());
                let undo = [Statement::Drop(check_id(check)), add(check, Validity::NotValid)];
                let undo = undo.into_iter().chain(comment).collect();
                steps.push(validate(check).without(going).undo_all(undo).after_commit());
            }
        }
        steps
    }

    /// PostgreSQL proves nothing for values inside of others: elements of arrays, attributes, bounds. What holds
    /// such values and goes has to be gone before, which is what is returned; and what comes waits for it.
    fn prove(&mut self, domain: &Domain, what: &str) -> Vec<ObjectId> {
        let before = holders_of(self.from, &domain.name);
        let after = holders_of(self.to, &domain.name);
        if let Some(holder) = after.iter().find(|it| !self.comes_as_holder(it, &before)) {
            let message = format!("{what} while {holder} holds values of the domain inside of others");
            let help = match holder {
                ObjectId::MaterializedView(_) => {
                    "write `not_valid: true` at a check, which holds for new values only; or leave the view out in \
                     this compile, and let it come again in the next"
                }
                _ => {
                    "write `not_valid: true` at a check, which holds for new values only; or create another domain \
                     and change the column over to it"
                }
            };
            self.cannot(ObjectId::Domain(domain.name.clone()), message, help);
        }
        self.let_wait(after, &domain.name);
        before.into_iter().flat_map(|it| [it.owner(), it]).collect()
    }

    fn let_wait(&mut self, holders: Vec<ObjectId>, domain: &QualifiedName) {
        for holder in holders {
            let waits = if self.created.contains(&holder.owner()) { holder.owner() } else { holder };
            self.unproved.entry(waits).or_default().insert(domain.clone());
        }
    }

    /// The same of the way back of a step: there is none where something holds such values and stays.
    fn prove_again(&mut self, step: Step, domain: &Domain) -> Step {
        let before = holders_of(self.from, &domain.name);
        let after = holders_of(self.to, &domain.name);
        // The rows of a table that is built anew are held all the while.
        let is_held = |it: &ObjectId| {
            let owner = it.owner();
            self.from.get(&owner).is_some_and(|it| matches!(it, Object::Table(_)))
                && self.created.contains(&owner)
        };
        let stays =
            |it: &&ObjectId| after.contains(it) && (is_held(it) || !self.comes_as_holder(it, &before));
        if let Some(holder) = before.iter().find(stays) {
            let reason =
                format!("{holder} holds values of the domain inside of others, for which nothing is proved");
            return step.cannot_be_undone(reason);
        }
        self.let_wait(after, &domain.name);
        step.without(before.into_iter().flat_map(|it| [it.owner(), it]))
    }

    /// Whether it is not there before, or goes to come back.
    fn comes_as_holder(&self, holder: &ObjectId, before: &[ObjectId]) -> bool {
        [holder, &holder.owner()].iter().any(|it| self.created.contains(it))
            || self.retyped.contains(holder) && !before.contains(holder)
    }

    /// A new domain takes the default of the domain that it is made of: what takes it away where it has none.
    pub(super) fn without_default_of_base(&self, domain: &Domain) -> Option<Statement> {
        let base = domain.data_type.named().filter(|_| domain.value.is_none()).map(ObjectId::Domain)?;
        let has_default =
            |schema: &Schema| matches!(schema.get(&base), Some(Object::Domain(it)) if it.value.is_some());
        let has_default = has_default(self.from) || has_default(self.to);
        has_default.then(|| Statement::SetDomainValue { domain: domain.clone() })
    }

    pub(super) fn mark_domains(&self, step: &mut Step) {
        if let Undo::With(undo) = &mut step.undo
            && let Some(at) = undo.iter().position(|it| matches!(it, Statement::Create(Object::Domain(_))))
            && let Statement::Create(Object::Domain(domain)) = &undo[at]
            && let Some(bare) = self.without_default_of_base(domain)
        {
            undo.insert(at + 1, bare);
        }
        let place = &mut step.place;
        let parent = match &step.statement {
            Statement::AttachPartition { partition, .. } => Some(&partition.table),
            Statement::Create(Object::Table(it)) => it.partition_of.as_ref().map(|of| &of.table),
            _ => None,
        };
        if let Some(before) = parent.and_then(|it| self.from.table(it)) {
            // Its bounds may be none of the domain while a check is there that goes.
            let types = types_of_bounds(self.from, before);
            let domains = self.from.objects.values().filter_map(|it| match it {
                Object::Domain(it) if stands_for(self.from, &types, &it.name) => Some(it),
                _ => None,
            });
            let check = |domain: &Domain, it: &Constraint| ObjectId::DomainConstraint {
                domain: domain.name.clone(),
                name: it.name.clone(),
            };
            place.without.extend(domains.flat_map(|domain| domain.checks.iter().map(|it| check(domain, it))));
        }
        match &step.statement {
            Statement::AddDomainConstraint { domain, .. } => {
                let is_bound = |it: &Table| stands_for(self.from, &types_of_bounds(self.from, it), domain);
                let tables = self.from.tables().filter(|it| is_bound(it));
                place.awaits.extend(tables.map(|it| State::OldBoundsGone(it.name.clone())));
            }
            Statement::ValidateDomainConstraint { domain, .. }
            | Statement::SetDomainNotNull { domain, .. }
            | Statement::Drop(ObjectId::DomainConstraint { domain, .. }) => {
                place.brings.push(State::Settled(domain.clone()));
            }
            _ => {
                let unproved = place.provides.iter().filter_map(|it| self.unproved.get(it)).flatten();
                place.awaits.extend(unproved.cloned().map(State::Settled));
            }
        }
    }

    /// Whether PostgreSQL writes a table anew that gets a column of the type: it tries each row's value.
    pub(super) fn is_constrained(&self, data_type: &DataType) -> bool {
        self.domains_of(data_type).any(|it| it.not_null || !it.checks.is_empty())
    }

    /// The default that a column of the type has where it has none of its own.
    pub(super) fn default_of_type(&self, data_type: &DataType) -> Option<&'a ColumnValue> {
        self.domains_of(data_type).find_map(|it| it.value.as_ref())
    }

    /// Why a new column of the type has every row written anew.
    pub(super) fn rewritten_for_type(&self, column: &Column) -> Option<&'static str> {
        if self.is_constrained(&column.data_type) {
            return Some("every row is written anew under an exclusive lock, since the domain is checked");
        }
        match self.default_of_type(&column.data_type).filter(|_| column.value.is_none())? {
            ColumnValue::Expression(sql) if is_volatile(sql) => Some(
                "every row is written anew under an exclusive lock, for another default of the domain each",
            ),
            _ => None,
        }
    }

    /// The domain, and those that it is over.
    fn domains_of(&self, data_type: &DataType) -> impl Iterator<Item = &'a Domain> + use<'a> {
        let to = self.to;
        let domain = move |data_type: &DataType| {
            let name = data_type.named().filter(|_| !data_type.array)?;
            match to.get(&ObjectId::Domain(name)) {
                Some(Object::Domain(domain)) => Some(domain),
                _ => None,
            }
        };
        // Nothing keeps a file from naming a circle.
        std::iter::successors(domain(data_type), move |it| domain(&it.data_type)).take(to.objects.len())
    }
}

/// What a check names.
fn needs(schema: &Schema, check: &Constraint) -> Vec<ObjectId> {
    let mut found = Dependencies::new(schema);
    found.constraint(check);
    found.into_ids()
}

/// What the default names.
fn calls(schema: &Schema, domain: &Domain) -> Vec<ObjectId> {
    let mut found = Dependencies::new(schema);
    if let Some(ColumnValue::Expression(sql)) = &domain.value {
        found.expression(sql);
    }
    found.into_ids()
}

/// Whether nothing holds a value of the domain, so that a check on it has nothing to prove.
fn is_unused(schema: &Schema, domain: &QualifiedName) -> bool {
    let (same, holders) = kin(schema, domain);
    let of_it = |it: &DataType| it.named().is_some_and(|it| same.contains(&it) || holders.contains(&it));
    let domains: BTreeSet<ObjectId> = same.iter().cloned().map(ObjectId::Domain).collect();
    let reads_it = |object: &Object| {
        let mut needs = Dependencies::new(schema);
        needs.object(object);
        needs
            .into_set()
            .iter()
            .any(|it| domains.contains(it) || it.type_name().is_some_and(|it| holders.contains(it)))
    };
    let mut views = schema.objects.values().filter(|it| matches!(it, Object::MaterializedView(_)));
    !schema.tables().any(|it| it.columns.iter().any(|it| of_it(&it.data_type))) && !views.any(reads_it)
}

/// The columns whose values have values of the domain in them, and the materialized views that keep such rows.
fn holders_of(schema: &Schema, domain: &QualifiedName) -> Vec<ObjectId> {
    let (same, holders) = kin(schema, domain);
    let is =
        |names: &BTreeSet<QualifiedName>, it: &DataType| it.named().is_some_and(|it| names.contains(&it));
    let columns = schema.tables().flat_map(|table| table.columns.iter().map(move |it| (table, it)));
    let holds = |it: &DataType| is(&holders, it) || it.array && is(&same, it);
    let columns = columns.filter(|(_, it)| holds(&it.data_type));
    let columns = columns.map(|(table, it)| column_id(&table.name, &it.name));
    let views = schema.objects.values().filter(|it| matches!(it, Object::MaterializedView(_)));
    let is_held = |it: &ObjectId| matches!(it, ObjectId::Table(it) if holders.contains(it));
    let views = views.filter(|it| held_as_a_whole(schema, it).iter().any(is_held));
    columns.chain(views.map(Object::id)).collect()
}

/// The declared types of the columns by which a table is partitioned.
fn types_of_bounds(schema: &Schema, table: &Table) -> Vec<QualifiedName> {
    let mut used = Dependencies::inside(schema, &table.name);
    let keys = table.partition_by.iter().flat_map(|it| &it.keys);
    keys.for_each(|it| _ = used.expression(it));
    let used = used.into_set();
    let columns = table.columns.iter().filter(|it| used.contains(&column_id(&table.name, &it.name)));
    columns.filter_map(|it| it.data_type.named()).collect()
}

/// Whether one of the types is the domain, or made of it and stands for it.
fn stands_for(schema: &Schema, types: &[QualifiedName], domain: &QualifiedName) -> bool {
    !types.is_empty() && !kin(schema, domain).0.is_disjoint(&types.iter().cloned().collect())
}

/// The domains that are made of a domain, which stand for it, and the types whose values have it inside.
fn kin(schema: &Schema, domain: &QualifiedName) -> (BTreeSet<QualifiedName>, BTreeSet<QualifiedName>) {
    let (mut same, mut holders) = (BTreeSet::from([domain.clone()]), BTreeSet::new());
    let is =
        |names: &BTreeSet<QualifiedName>, it: &DataType| it.named().is_some_and(|it| names.contains(&it));
    loop {
        let (known, held) = (same.len(), holders.len());
        for (id, object) in &schema.objects {
            let Some(name) = id.type_name() else { continue };
            let inside = |it: &DataType| is(&same, it) || is(&holders, it);
            match object {
                Object::Domain(it) if !it.data_type.array && is(&same, &it.data_type) => {
                    same.insert(name.clone());
                }
                Object::Domain(it) if inside(&it.data_type) => _ = holders.insert(name.clone()),
                Object::Composite(it) if it.attributes.iter().any(|it| inside(&it.data_type)) => {
                    holders.insert(name.clone());
                }
                Object::Range(it) if inside(&it.subtype) => _ = holders.insert(name.clone()),
                _ => {}
            }
        }
        for table in schema.tables().filter(|it| it.columns.iter().any(|it| is(&same, &it.data_type))) {
            holders.insert(table.name.clone());
        }
        if (known, held) == (same.len(), holders.len()) {
            return (same, holders);
        }
    }
}
