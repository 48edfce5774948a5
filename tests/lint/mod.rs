//! `canai-db lint`: each rule finds what it is for and leaves alone what only looks like it, and the
//! mechanical fixes leave nothing to find.

mod command;
mod document;
mod live;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use canai_db::diagnostic::{Source, snippets, to_text};
use canai_db::lint::{Check, Files, Finding, Fixed, Live, RULES, Row, Rule, fixed, lint_files};
use canai_db::migration::{Migration, Script};
use similar::TextDiff;

const CASES: &str = "tests/cases/lint";

/// The files of one case.
struct Case {
    schema: Vec<Source>,
    jobs: Vec<Source>,
    migrations: Vec<Migration>,
    live: Live,
}

impl Case {
    /// Files of YAML named `job...` are jobs, the others schema/; `rows.json` is what the rule's report says.
    fn read(folder: &Path, rule: &Rule) -> Self {
        let mut case =
            Self { schema: Vec::new(), jobs: Vec::new(), migrations: Vec::new(), live: Live::new() };
        for path in sorted(folder) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let source = Source { path: PathBuf::from(&name), text: text.clone() };
            match path.extension().unwrap().to_str().unwrap() {
                "yaml" if name.starts_with("job") => case.jobs.push(source),
                "yaml" => case.schema.push(source),
                "sql" => {
                    let (version, slug) = name.trim_end_matches(".up.sql").split_once('_').unwrap();
                    case.migrations.push(Migration {
                        version: version.parse().unwrap(),
                        slug: slug.to_owned(),
                        up: Script { file: name.clone(), text },
                        down: None,
                    });
                }
                "json" => {
                    let Check::Live { report, .. } = rule.check else { panic!("{} is not live", rule.name) };
                    let rows: Vec<Row> = serde_json::from_str(&text).unwrap();
                    case.live.insert(report, rows);
                }
                _ => {}
            }
        }
        case
    }

    fn files(&self) -> Files<'_> {
        Files { schema: &self.schema, jobs: &self.jobs, migrations: &self.migrations }
    }

    /// What one rule finds; what allowances silence is looked for with all of them.
    fn lint(&self, rule: &'static Rule) -> Vec<Finding> {
        let found = lint_files(&self.files(), &with(rule), &self.live);
        let found = found.unwrap_or_else(|mistakes| {
            panic!("{}: {}", rule.name, to_text(&mistakes, &self.sources(), false))
        });
        found.findings.into_iter().filter(|it| it.rule.name == rule.name).collect()
    }

    fn sources(&self) -> Vec<Source> {
        let migrations = self
            .migrations
            .iter()
            .map(|it| Source { path: Path::new("migrations").join(&it.up.file), text: it.up.text.clone() });
        self.schema.iter().chain(&self.jobs).cloned().chain(migrations).collect()
    }
}

/// The rules that a rule needs to be looked at.
fn with(rule: &'static Rule) -> Vec<&'static Rule> {
    if let Check::Allowances(_) = rule.check {
        let allowances = |it: &&&Rule| !matches!(it.check, Check::Allowances(_)) || it.name == rule.name;
        // Their own fixes are not what is looked at here.
        return RULES.iter().filter(allowances).copied().collect();
    }
    vec![rule]
}

/// What fixes changed, as a difference of the files.
fn difference(case: &Case, fixed: &Fixed) -> String {
    let before = case.schema.iter().chain(&case.jobs);
    let pairs = before.zip(fixed.schema.iter().chain(&fixed.jobs));
    let changed = pairs.filter(|(before, after)| before.text != after.text);
    let differences = changed.map(|(before, after)| {
        let name = before.path.display().to_string();
        TextDiff::from_lines(&before.text, &after.text).unified_diff().header(&name, "fixed").to_string()
    });
    differences.collect()
}

/// Findings as a person reads them.
fn shown(findings: &[Finding], sources: &[Source]) -> String {
    let mut text = String::new();
    for finding in findings {
        match finding.diagnostic() {
            Some(diagnostic) => text.push_str(&snippets(&[diagnostic], sources, false)),
            None => text.push_str(&format!("{}\n  = help: {}\n\n", finding.message, finding.help)),
        }
    }
    text
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(CASES)
}

/// `UPDATE_EXPECT=1` writes the expected texts anew; the git diff is the review.
#[test]
fn every_rule_finds_its_hit() {
    let mut failures = Vec::new();
    for rule in RULES {
        let folder = cases().join(rule.name).join("hit");
        let case = Case::read(&folder, rule);
        let findings = case.lint(rule);
        assert!(!findings.is_empty(), "{} finds nothing in {}", rule.name, folder.display());
        let mut found = shown(&findings, &case.sources());
        let fixable = findings.iter().filter(|it| it.fix.is_some()).count();
        if fixable > 0 {
            let fixed = fixed(&case.files(), &with(rule), &case.live).unwrap();
            found.push_str(&difference(&case, &fixed));
            let left: Vec<&Finding> =
                fixed.findings.findings.iter().filter(|it| it.rule.name == rule.name).collect();
            assert_eq!(left.len(), findings.len() - fixable, "{}: --fix leaves {left:#?}", rule.name);
            assert!(left.iter().all(|it| it.fix.is_none()), "{}: a second time mends more", rule.name);
        }
        let expected_file = folder.join("expected.txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected_file, &found).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&expected_file).unwrap_or_default();
        if found != expected {
            failures.push(format!("{}\n--- expected\n{expected}\n--- found\n{found}", folder.display()));
        }
    }
    assert!(failures.is_empty(), "UPDATE_EXPECT=1 rewrites them:\n{}", failures.join("\n"));
}

#[test]
fn every_rule_leaves_its_near_miss_alone() {
    for rule in RULES {
        let case = Case::read(&cases().join(rule.name).join("near_miss"), rule);
        let findings = case.lint(rule);
        assert!(findings.is_empty(), "{}:\n{}", rule.name, shown(&findings, &case.sources()));
    }
}

#[test]
fn the_registry_and_the_cases_are_the_same() {
    let names: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(names.len(), RULES.len(), "each name is one rule's");
    let folders = sorted(&cases());
    let folders = folders.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    assert_eq!(folders.collect::<BTreeSet<_>>(), names);
    for rule in RULES {
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", rule.name);
        assert!(!rule.about.ends_with('.') && rule.why.ends_with(['.', ')']), "{}", rule.name);
        if let Check::Live { report, .. } = rule.check {
            assert!(canai_db::report::REPORTS.iter().any(|it| it.name == report), "{report}");
        }
    }
}

/// docs/lint.md is made from the registry; `UPDATE_EXPECT=1` writes it.
#[test]
fn the_documentation_is_the_registrys() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lint.md");
    let wanted = canai_db::lint::docs();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, &wanted).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, wanted, "UPDATE_EXPECT=1 cargo test --test suite lint::the_documentation");
}
