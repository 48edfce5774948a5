//! What is valid and still wants a second look: a table without row security, an index that no foreign
//! key finds, a purge that takes payments along. Rules are data, one file each; they find, say why, and
//! where it needs no thought they mend. Nothing here reads a file, connects or prints.

mod allow;
mod docs;
mod finding;
mod fix;
mod live;
mod places;
mod project;
mod rule;
mod rules;
pub mod sarif;

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Source, Span};
use crate::job::Facts;
use crate::migration::Migration;
use crate::yaml;
pub use crate::yaml::edit::Edit;

pub use allow::{Allowance, Used, allowances};
pub use docs::{docs, explained};
pub use finding::{Finding, Found, Spot};
pub use fix::Fix;
pub use live::Row;
pub use places::Places;
pub use project::Project;
pub use rule::{Check, Rule, Severity};
pub use rules::RULES;

/// The rows of reports, by the report's name. A report that is missing was not run.
pub type Live = BTreeMap<&'static str, Vec<Row>>;

/// What rules found, and how much of it is allowed.
#[derive(Debug, Default)]
pub struct Findings {
    /// By file and place; those of a server without a place come last.
    pub findings: Vec<Finding>,
    /// How many were silenced by a comment.
    pub allowed: usize,
}

/// The files of a project.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    pub schema: &'a [Source],
    pub jobs: &'a [Source],
    pub migrations: &'a [Migration],
}

/// Reads files and holds them against rules; where they hold mistakes, only those are told.
pub fn lint_files(files: &Files, rules: &[&'static Rule], live: &Live) -> Result<Findings, Vec<Diagnostic>> {
    let yaml::Read { schema, diagnostics: mut mistakes, trees } = yaml::read_with_trees(files.schema);
    // Tables with mistakes are not to be held against.
    let facts = mistakes.is_empty().then(|| Facts::of(&schema));
    let (jobs, found) = yaml::job::jobs(files.jobs, facts.as_ref());
    let (job_mistakes, others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|it| project::JOB_RULES.contains(&it.code));
    mistakes.extend(others);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let trees = || trees.iter().map(|(source, root)| (*source, root));
    let mut allowances: Vec<Allowance> =
        trees().flat_map(|(source, root)| allowances(source, root)).collect();
    for (source, root) in files.jobs.iter().zip(yaml::trees(files.jobs)) {
        allowances.extend(root.into_iter().flat_map(|root| self::allowances(source, &root)));
    }
    let project = Project::new(&schema, &jobs, &job_mistakes, files.migrations, Places::new(trees()));
    Ok(lint(&project, rules, &allowances, live))
}

/// A fix may make room for another: so many passes are enough.
const PASSES: usize = 8;

/// Files with every mechanical fix in them.
#[derive(Debug)]
pub struct Fixed {
    pub schema: Vec<Source>,
    pub jobs: Vec<Source>,
    /// What is left.
    pub findings: Findings,
}

/// Mends what needs no thought, in as many passes as it takes.
pub fn fixed(files: &Files, rules: &[&'static Rule], live: &Live) -> Result<Fixed, Vec<Diagnostic>> {
    let (mut schema, mut jobs) = (files.schema.to_vec(), files.jobs.to_vec());
    let mut findings = lint_files(files, rules, live)?;
    for _ in 0..PASSES {
        let fixes: Vec<&Fix> = findings.findings.iter().filter_map(|it| it.fix.as_ref()).collect();
        if fixes.is_empty() {
            break;
        }
        let now = Files { schema: &schema, jobs: &jobs, ..*files };
        let fitting = fitting(&now, Vec::new(), &fixes);
        let (then, jobs_then) = (mended(&schema, &fitting), mended(&jobs, &fitting));
        if then.iter().zip(&schema).chain(jobs_then.iter().zip(&jobs)).all(|(a, b)| a.text == b.text) {
            // None of them fits.
            findings.findings.iter_mut().for_each(|it| it.fix = None);
            break;
        }
        (schema, jobs) = (then, jobs_then);
        findings = lint_files(&Files { schema: &schema, jobs: &jobs, ..*files }, rules, live)?;
    }
    Ok(Fixed { schema, jobs, findings })
}

/// Files with fixes in them.
fn mended(sources: &[Source], fixes: &[&Fix]) -> Vec<Source> {
    let mend = |it: &Source| Source { path: it.path.clone(), text: fix::apply(it, fixes.iter().copied()) };
    sources.iter().map(mend).collect()
}

/// The fixes that leave no mistake, those that are accepted already among them: what else the files say may
/// contradict one.
fn fitting<'f>(files: &Files, accepted: Vec<&'f Fix>, open: &[&'f Fix]) -> Vec<&'f Fix> {
    let all: Vec<&Fix> = accepted.iter().chain(open).copied().collect();
    let (schema, jobs) = (mended(files.schema, &all), mended(files.jobs, &all));
    if lint_files(&Files { schema: &schema, jobs: &jobs, ..*files }, &[], &Live::new()).is_ok() {
        return all;
    }
    if open.len() <= 1 {
        return accepted;
    }
    let (left, right) = open.split_at(open.len() / 2);
    let accepted = fitting(files, accepted, left);
    fitting(files, accepted, right)
}

/// Holds a project against rules. Allowances are judged for the rules that could be looked at.
pub fn lint(project: &Project, rules: &[&'static Rule], allowances: &[Allowance], live: &Live) -> Findings {
    let mut findings = Vec::new();
    let mut looked_at = Vec::new();
    for rule in rules {
        let mut found = Found::new(rule);
        match &rule.check {
            Check::Schema(check) | Check::Jobs(check) | Check::Migrations(check) => {
                check(project, &mut found);
            }
            Check::Live { report, check } => match live.get(report) {
                Some(rows) => check(project, rows, &mut found),
                None => continue,
            },
            Check::Allowances(_) => continue,
        }
        looked_at.push(rule.name);
        findings.append(&mut found.findings);
    }
    let mut of_file: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
    for (at, allowance) in allowances.iter().enumerate() {
        of_file.entry(&allowance.spot.path).or_default().push(at);
    }
    let mut is_used = vec![false; allowances.len()];
    let before = findings.len();
    findings.retain(|finding| {
        let near = finding.spot.as_ref().and_then(|spot| of_file.get(spot.path.as_path()));
        let covering: Vec<usize> =
            near.into_iter().flatten().copied().filter(|at| allowances[*at].covers(finding)).collect();
        for at in &covering {
            is_used[*at] = true;
        }
        covering.is_empty()
    });
    let allowed = before - findings.len();
    let used = allowances.iter().zip(is_used).map(|(allowance, silences)| Used {
        allowance,
        silences,
        is_judged: looked_at.contains(&allowance.rule.as_str()),
    });
    let used: Vec<Used> = used.collect();
    for rule in rules {
        if let Check::Allowances(check) = rule.check {
            let mut found = Found::new(rule);
            check(&used, &mut found);
            findings.append(&mut found.findings);
        }
    }
    findings.sort_by(|a, b| {
        let (left, right) = (place(a), place(b));
        left.is_none().cmp(&right.is_none()).then(left.cmp(&right)).then(a.rule.name.cmp(b.rule.name))
    });
    Findings { findings, allowed }
}

fn place(finding: &Finding) -> Option<(&Path, Span)> {
    finding.spot.as_ref().map(|spot| (spot.path.as_path(), spot.span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fix_that_does_not_fit_stops_no_other() {
        let text = "table: t\ncolumns:\n  a: { type: text }\n  b: { type: text }\n  c: { type: text }\n";
        let schema = [Source { path: "t.yaml".into(), text: text.to_owned() }];
        let files = Files { schema: &schema, jobs: &[], migrations: &[] };
        let change = |from: &str, to: &str| {
            let at = text.find(from).unwrap();
            Fix {
                path: "t.yaml".into(),
                edits: vec![Edit { range: at..at + from.len(), text: to.to_owned() }],
            }
        };
        let fixes = [
            change("a: { type: text }", "a: { type: uuid }"),
            change("b: { type: text }", "b: { type: text, not_nul: true }"),
            change("c: { type: text }", "c: { type: jsonb }"),
        ];
        let open: Vec<&Fix> = fixes.iter().collect();
        let fitting = fitting(&files, Vec::new(), &open);
        assert_eq!(fitting, [&fixes[0], &fixes[2]]);
        let wanted = text.replacen("text", "uuid", 1).replace("c: { type: text }", "c: { type: jsonb }");
        assert_eq!(mended(&schema, &fitting)[0].text, wanted);
    }
}
