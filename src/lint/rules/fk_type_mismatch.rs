//! Foreign keys between columns of different types.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::{DataType, Object, ObjectId};

pub static RULE: Rule = Rule {
    name: "fk_type_mismatch",
    about: "A foreign key whose column has another type than the column it refers to",
    why: "Every comparison converts one side, which can cost the index, and the narrower type ends first: an integer that refers to a bigint fails at 2,147,483,647.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        for constraint in &table.constraints {
            let Some(key) = constraint.foreign_key() else { continue };
            let Some(target) = project.schema.table(&key.table) else { continue };
            for (name, referenced) in key.columns.iter().zip(&key.references) {
                let (Some(left), Some(right)) = (table.column(name), target.column(referenced)) else {
                    continue;
                };
                if is_same(&base(project, &left.data_type), &base(project, &right.data_type)) {
                    continue;
                }
                let message = format!(
                    "`{name}` of {} is {}, and refers to `{referenced}` of {}, which is {}",
                    table.name, left.data_type, target.name, right.data_type
                );
                let place = project.places.column(&table.name, name).map(|it| it.at_value("type").spot());
                found.report(place, message, format!("write `type: {}`", right.data_type));
            }
        }
    }
}

/// What a domain is over, which its values are compared as; any other type itself.
fn base(project: &Project, data_type: &DataType) -> DataType {
    let mut found = data_type.clone();
    let mut seen = Vec::new();
    while let Some(name) = found.named().filter(|it| !found.array && !seen.contains(it))
        && let Some(Object::Domain(domain)) = project.schema.find(&ObjectId::Domain(name.clone()))
    {
        seen.push(name);
        found = domain.data_type.clone();
    }
    found
}

/// Whether values of both are the same to PostgreSQL; a length is a limit and no other type.
fn is_same(left: &DataType, right: &DataType) -> bool {
    let is_text = |it: &DataType| it.is("text") || it.is("varchar");
    left.name == right.name && left.array == right.array || is_text(left) && is_text(right)
}
