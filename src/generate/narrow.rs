//! What columns that refer to another one ask of it: the child's type may hold less, and its rules
//! hold for the values that it takes over. So the parent's values are made to fit them all.

use super::check::Demand;
use super::draft::Draft;
use super::limits::Limits;
use crate::model::data_type::TypeName;
use crate::model::{DataType, Name};

/// A column of a draft: both by their places.
pub type Place = (usize, usize);

/// The columns that refer to one, directly or through others; each with the foreign key.
pub fn referring<'a>(drafts: &'a [Draft<'_>], to: Place) -> Vec<(Place, &'a Name)> {
    let mut found: Vec<(Place, &Name)> = Vec::new();
    let mut open = vec![to];
    while let Some((table, column)) = open.pop() {
        let name = drafts[table].name();
        let Some(column) = drafts[table].columns.get(column).map(|it| &it.name) else { continue };
        for (at, draft) in drafts.iter().enumerate() {
            for (key_name, key) in draft.keys.iter().filter(|(_, key)| key.table == *name) {
                let pairs = key.columns.iter().zip(&key.references).filter(|(_, theirs)| *theirs == column);
                for place in pairs.filter_map(|(own, _)| Some((at, draft.column(own)?))) {
                    if place != to && !found.iter().any(|(it, _)| *it == place) {
                        found.push((place, key_name));
                        open.push(place);
                    }
                }
            }
        }
    }
    found
}

/// The demands on one column alone.
pub fn of_column<'a>(draft: &'a Draft<'_>, name: &'a Name) -> impl Iterator<Item = &'a Demand> {
    draft.asked.iter().flat_map(|it| &it.demands).filter(move |demand| match demand {
        Demand::Rule(of, _) | Demand::Not(of, _) | Demand::Letters(of, _) | Demand::Json(of, _) => {
            of.as_ref() == Some(name)
        }
        Demand::Within(of, _) => of == name,
        Demand::NotNull(_) | Demand::Order { .. } | Demand::Differ(..) => false,
    })
}

/// Limits values of one type to those that another can hold as they are; an error where that is not
/// handled. Both are no domains.
pub fn to_type(limits: &mut Limits, own: &DataType, child: &DataType) -> Result<(), String> {
    if own == child {
        return Ok(());
    }
    let unlike = || format!("its type {child} does not hold every value of {own}");
    let (TypeName::Builtin(from), TypeName::Builtin(to)) = (&own.name, &child.name) else {
        return Err(unlike());
    };
    if own.array || child.array {
        return Err(unlike());
    }
    let texts = ["text", "varchar", "char", "name"];
    if texts.contains(from) && texts.contains(to) {
        match (to, child.modifier.as_deref().and_then(|it| it.parse().ok())) {
            (_, Some(size)) => limits.at_most(size),
            (&"name", None) => limits.at_most(63),
            _ => {}
        }
        return Ok(());
    }
    let scale = |it: &DataType| match (&it.name, it.modifier.as_deref()) {
        (TypeName::Builtin("smallint" | "integer" | "bigint" | "oid"), _) => Some(0),
        // As many as are made where nothing is said.
        (TypeName::Builtin("numeric"), None) => Some(2),
        (TypeName::Builtin("numeric"), Some(modifier)) => {
            modifier.split_once(',').map_or(Some(0), |(_, scale)| scale.parse::<u32>().ok())
        }
        _ => None,
    };
    let (Some(has), Some(takes)) = (scale(own), scale(child)) else {
        return if from == to && finer(child, own) { Ok(()) } else { Err(unlike()) };
    };
    let endless = *to == "numeric" && child.modifier.is_none();
    if !endless && takes < has {
        return Err(unlike());
    }
    if let Some((least, most)) = child.integer_limits() {
        limits.cap(least, most);
    } else if let Some(modifier) = child.modifier.as_deref() {
        let precision = modifier.split_once(',').map_or(modifier, |(precision, _)| precision);
        let whole = precision.parse::<u32>().ok().and_then(|it| it.checked_sub(takes)).ok_or_else(unlike)?;
        let most = 10_i64.checked_pow(whole).map_or(i64::MAX / 4, |it| it - 1);
        limits.cap(-most, most);
    }
    Ok(())
}

/// Whether times of the first type are kept at least as precisely.
fn finer(child: &DataType, own: &DataType) -> bool {
    let times = ["time", "timetz", "timestamp", "timestamptz"];
    let digits = |it: &DataType| it.modifier.as_deref().map_or(Some(6), |text| text.parse::<u32>().ok());
    matches!(child.name, TypeName::Builtin(name) if times.contains(&name)) && digits(child) >= digits(own)
}
