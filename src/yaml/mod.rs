//! YAML files to a [`Schema`], and every mistake in them at once.

mod access;
pub mod audit;
pub(crate) mod check;
mod declared;
pub mod edit;
pub mod generate;
pub mod grammar;
pub mod job;
mod json_schema;
mod literal;
pub mod masks;
pub mod merge;
pub mod node;
mod place;
mod read;
pub mod seed;
mod settings;
mod subject;
mod syntax;
mod taken;
pub mod target;
mod write;

use std::collections::HashSet;

pub use check::closest;
pub use json_schema::{
    generate_json_schema, job_json_schema, json_schema, seed_json_schema, settings_json_schema,
    target_json_schema,
};
pub use settings::{Settings, hide_passwords, settings};
pub use write::{FileNames, PLATFORM, index_text, write};

use crate::diagnostic::{Diagnostic, Source};
use crate::model::Schema;
use crate::parallel;
use crate::subject::functions;

/// Reads all files of a schema. What could be read is returned along with the mistakes, which are in
/// the order of files and places; with any mistake the schema must not be used.
pub fn read(sources: &[Source]) -> (Schema, Vec<Diagnostic>) {
    let Read { schema, diagnostics, .. } = read_with_trees(sources);
    (schema, diagnostics)
}

/// What files say, and the trees in which its places can be looked up.
#[derive(Debug)]
pub struct Read<'a> {
    pub schema: Schema,
    pub diagnostics: Vec<Diagnostic>,
    pub trees: Vec<(&'a Source, node::Node)>,
}

/// The same as [`read`], with the trees of the files that hold something.
pub fn read_with_trees(sources: &[Source]) -> Read<'_> {
    let mut diagnostics = Vec::new();
    let mut declared = declared::Declared::default();
    let mut parsed = Vec::new();
    for (source, (root, mut mistakes)) in sources.iter().zip(parallel::map(sources, parse)) {
        declared.incomplete |= root.is_none() && !mistakes.is_empty();
        let reported: HashSet<_> = mistakes.iter().map(|mistake| mistake.span).collect();
        diagnostics.append(&mut mistakes);
        if let Some(root) = root {
            declared.add(&root);
            parsed.push((source, root, reported));
        }
    }
    let files = parallel::map_with(parsed, check::Memo::default, |memo, (source, root, reported)| {
        let file = read::file(source, &root, &declared, memo, reported);
        (source, root, file)
    });
    let mut schema = Schema::default();
    let (mut taken, mut audits, mut claims) = (Vec::new(), Vec::new(), Vec::new());
    let mut roots = Vec::new();
    for (source, root, mut file) in files {
        roots.push((source, root));
        diagnostics.append(&mut file.diagnostics);
        taken.push((source, file.taken));
        audits.extend(file.audit);
        claims.extend(file.audit_claims);
        schema.objects.extend(file.managed.into_iter().map(|object| (object.id(), object)));
        schema.platform.extend(file.platform.into_iter().map(|object| (object.id(), object)));
        schema.subject = schema.subject.or(file.subject);
    }
    taken::collisions(&taken, &mut diagnostics);
    // What does not fit together follows from what is wrong by itself.
    if diagnostics.is_empty() {
        let files = subject::Files::new(roots.iter().map(|(source, root)| (*source, root)));
        diagnostics.extend(subject::mistakes(&schema, &files));
        let files = roots.iter().map(|(source, root)| (*source, root));
        diagnostics.extend(access::mistakes(&schema, files));
    }
    if diagnostics.is_empty() {
        let generated = functions::generated(&schema);
        schema.objects.extend(generated.into_iter().map(|object| (object.id(), object)));
    }
    audit::expand(&mut schema, &audits, &claims, &mut diagnostics);
    diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    Read { schema, diagnostics, trees: roots }
}

/// The columns of a schema without mistakes that nobody has classified, in tables with personal data.
pub fn unclassified(schema: &Schema, sources: &[Source]) -> Vec<Diagnostic> {
    let roots: Vec<_> = sources.iter().filter_map(|source| Some((source, parse(source).0?))).collect();
    subject::unclassified(schema, &subject::Files::new(roots.iter().map(|(source, root)| (*source, root))))
}

/// Files as trees, for those who look for places in them; none for a file that is empty or no YAML.
pub fn trees(sources: &[Source]) -> Vec<Option<node::Node>> {
    parallel::map(sources, |source| parse(source).0)
}

/// One file as a tree, and the mistakes of its YAML.
fn parse(source: &Source) -> (Option<node::Node>, Vec<Diagnostic>) {
    let mut mistakes = Vec::new();
    let root = node::parse(source, &[], &mut mistakes);
    (root, mistakes)
}
