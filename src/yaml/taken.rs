//! Names that objects take in PostgreSQL's namespaces. Two of them in one place are a mistake, and
//! so is a name left to PostgreSQL that another one has: PostgreSQL would add a number, to the one
//! that happens to be created later, and that order is not known here.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::Name;

/// Where a name must be the only one of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// Tables, views, sequences, indexes and composite types of a schema.
    Relation,
    Type,
    Collation,
    Routine,
    Role,
    Schema,
    Extension,
    DefaultPrivileges,
    Additions,
    /// The section that says whom personal data is about.
    Subject,
    Statistics,
    /// Constraints of one table or domain; PostgreSQL's own choice differs from all in the schema.
    Constraint,
    /// What a table, view, type... was called before.
    Former(&'static str),
}

/// One name that is taken.
#[derive(Clone, Debug)]
pub struct Taken {
    pub space: Space,
    pub schema: Option<Name>,
    pub name: Name,
    /// The table, domain or other object that it belongs to.
    pub owner: Arc<str>,
    /// What has the name: `table`, `index`, `primary key`.
    pub what: &'static str,
    pub span: Span,
    /// How to write a name, where PostgreSQL's own choice was left to it.
    pub how_to_name: Option<&'static str>,
}

impl Taken {
    /// Whether it belongs to a table or the like, rather than being one.
    fn is_part(&self) -> bool {
        self.what == "index"
            || self.what.ends_with("key")
            || self.what.ends_with("constraint")
            || self.what.ends_with("sequence") && self.how_to_name.is_some()
    }
}

/// Reports the names that are taken twice, in the order of files.
pub fn collisions(files: &[(&Source, Vec<Taken>)], diagnostics: &mut Vec<Diagnostic>) {
    let mut report = Report {
        reported: diagnostics.iter().map(|it| (it.path.clone(), it.span)).collect(),
        twice: HashSet::new(),
        diagnostics,
    };
    let count = files.iter().map(|(_, taken)| taken.len()).sum();
    let mut first: HashMap<_, Placed> = HashMap::with_capacity(count);
    let mut constraints: HashMap<_, Vec<Placed>> = HashMap::with_capacity(count);
    // The few names that constraints share, in the order of files.
    let mut shared = Vec::new();
    let entries = files.iter().flat_map(|(source, taken)| taken.iter().map(move |it| (*source, it)));
    for (source, taken) in entries {
        if taken.space == Space::Constraint {
            let key = (taken.schema.as_ref(), taken.name.as_str());
            let same = constraints.entry(key).or_default();
            same.push((source, taken));
            if same.len() == 2 {
                shared.push(key);
            }
            continue;
        }
        let key = (taken.space, taken.schema.as_ref(), taken.name.as_str());
        match first.get(&key) {
            Some(earlier) => report.taken_twice(*earlier, (source, taken)),
            None => {
                first.insert(key, (source, taken));
            }
        }
    }
    for key in shared {
        report.constraints(&constraints[&key]);
    }
}

/// A name and the file that takes it.
type Placed<'a> = (&'a Source, &'a Taken);

struct Report<'a> {
    /// A name that was reported as a relation's is not reported again as a constraint's.
    reported: HashSet<(std::path::PathBuf, Span)>,
    /// Schema and name of the tables and others that are declared twice.
    twice: HashSet<(Option<Name>, Arc<str>)>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Report<'_> {
    fn taken_twice(&mut self, (earlier_source, earlier): Placed, (source, taken): Placed) {
        // What a table has is all there twice, once the table is.
        let whole = (taken.schema.clone(), taken.owner.clone());
        if taken.is_part() && self.twice.contains(&whole) {
            return;
        }
        let place = format!("{}:{}", earlier_source.path.display(), earlier.span.start.0);
        if let Some(how) = taken.how_to_name.or(earlier.how_to_name) {
            // The one that can be named is the one to change.
            let (at, chosen, other) = if taken.how_to_name.is_some() {
                (source, taken, place)
            } else {
                (earlier_source, earlier, format!("{}:{}", source.path.display(), taken.span.start.0))
            };
            return self.left_to_postgres(at, chosen, how, &other);
        }
        let (message, help) = if matches!(taken.space, Space::Former(_)) {
            let message = format!("two are renamed from `{}`", taken.name.as_str());
            (message, format!("the other one stands in {place}; only one of them can be it"))
        } else if earlier.what == taken.what && earlier.owner == taken.owner {
            self.twice.insert(whole);
            let message = format!("{} `{}` is declared twice", taken.what, taken.name);
            (message, format!("it stands in {place} already; keep one of them"))
        } else {
            let other = if earlier.is_part() {
                format!("the {} of `{}`", earlier.what, earlier.owner)
            } else {
                format!("the {} `{}`", earlier.what, earlier.owner)
            };
            let message = format!("the name `{}` of this {} is taken by {other}", taken.name, taken.what);
            let help = format!(
                "it stands in {place}; tables, views, sequences, types and indexes of a schema share their names"
            );
            (message, help)
        };
        self.push(source, taken.span, message, help);
    }

    fn left_to_postgres(&mut self, source: &Source, taken: &Taken, how: &str, other: &str) {
        let message =
            format!("PostgreSQL would name this {} `{}`, but that name is taken", taken.what, taken.name);
        self.push(source, taken.span, message, format!("`{}` stands in {other}; {how}", taken.name));
    }

    /// Constraints of the same name in one schema: forbidden in one table, and elsewhere only where
    /// PostgreSQL was to choose.
    fn constraints(&mut self, same: &[Placed]) {
        for (at, (source, taken)) in same.iter().enumerate() {
            if self.twice.contains(&(taken.schema.clone(), taken.owner.clone())) {
                continue;
            }
            let place_of = |other: &Placed| format!("{}:{}", other.0.path.display(), other.1.span.start.0);
            if let Some(twin) = same[..at].iter().find(|(_, earlier)| earlier.owner == taken.owner) {
                let message = format!("`{}` has two constraints named `{}`", taken.owner, taken.name);
                let help = format!("the other one stands in {}; rename one of them", place_of(twin));
                self.push(source, taken.span, message, help);
                continue;
            }
            let named = same.iter().find(|(_, it)| it.how_to_name.is_none());
            let earlier = named.or_else(|| same[..at].first()).filter(|(_, it)| it.owner != taken.owner);
            if let (Some(how), Some(earlier)) = (taken.how_to_name, earlier) {
                self.left_to_postgres(source, taken, how, &place_of(earlier));
            }
        }
    }

    fn push(&mut self, source: &Source, span: Span, message: String, help: String) {
        if self.reported.insert((source.path.clone(), span)) {
            self.diagnostics
                .push(Diagnostic::new(&source.path, span, "duplicate-object", message).help(help));
        }
    }
}
