//! The files of jobs/ as [`Job`]s, with every mistake in them: of the YAML, of the SQL in it, and of
//! what it says about tables that are not so.

use std::path::PathBuf;

use super::check::{Checker, Memo, closest, unknown};
use super::grammar::{JOB_FILE, STRATEGY};
use super::literal::literal;
use super::node::{self, Node};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::job::{
    Age, At, Destination, Facts, Files, Job, KeepLast, Kind, Mask, Partitions, Rule, Setting, TableFacts,
    View, check, schedule,
};
use crate::model::sql_text::{FragmentKind, NameKind};
use crate::model::{DataType, Name, QualifiedName, Sql};

/// What `generalize` makes of a time.
const UNITS: [&str; 6] = ["hour", "day", "week", "month", "quarter", "year"];

/// Reads all jobs of a project and holds them against the tables, where these are known; with any
/// mistake none must run.
pub fn jobs(sources: &[Source], tables: Option<&Facts>) -> (Vec<Job>, Vec<Diagnostic>) {
    let nothing = Facts::default();
    let facts = tables.unwrap_or(&nothing);
    let mut diagnostics = Vec::new();
    let mut jobs: Vec<Job> = Vec::new();
    for source in sources {
        let (job, mut mistakes) = read(source, facts);
        diagnostics.append(&mut mistakes);
        let Some(job) = job else { continue };
        if let Some(other) = jobs.iter().find(|other| other.name.it == job.name.it) {
            let message = format!("`{}` is the name of the job in {} too", job.name.it, other.path.display());
            let mistake = Diagnostic::new(&job.path, job.name.span, "duplicate-name", message);
            diagnostics.push(mistake.help("give it another name: the ledger and cron know it by that"));
        }
        jobs.push(job);
    }
    if tables.is_some() {
        let is_sound = diagnostics.is_empty();
        let found = jobs.iter().flat_map(|job| check::check(job, &jobs, facts));
        diagnostics.extend(found.filter(|it| is_sound || !check::follows_from_the_rest(it.code)));
    }
    diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    (jobs, diagnostics)
}

fn read(source: &Source, facts: &Facts) -> (Option<Job>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let root = node::parse(source, &[], &mut diagnostics);
    let reported = diagnostics.iter().map(|mistake| mistake.span).collect();
    let mut memo = Memo::default();
    let mut reader = Reader { checker: Checker::new(source, &mut memo, reported), facts };
    let job = match &root {
        Some(root) => {
            reader.checker.record(root, &JOB_FILE);
            reader.job(root)
        }
        None if diagnostics.is_empty() => {
            let span = Span { start: (1, 0), end: (1, 0) };
            let help =
                "write `job:`, `kind:`, `by:` and `tables:` (or `views:`), or remove the file".to_owned();
            reader.checker.report(span, "missing-key", "the file is empty".to_owned(), help);
            None
        }
        None => None,
    };
    diagnostics.append(&mut reader.checker.diagnostics);
    (job, diagnostics)
}

struct Reader<'a> {
    checker: Checker<'a>,
    facts: &'a Facts,
}

impl Reader<'_> {
    fn job(&mut self, root: &Node) -> Option<Job> {
        let at = root.get("job")?;
        let name = At { it: at.text()?.to_owned(), span: at.span };
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if !name.it.starts_with(|c: char| c.is_ascii_lowercase()) || !name.it.chars().all(is_plain) {
            let message = format!("`{}` cannot be a job's name", name.it);
            let help = "write lower-case letters, digits, `-` and `_`, a letter first".to_owned();
            self.checker.report(name.span, "wrong-value", message, help);
        }
        let kind = match root.get("kind")?.text()? {
            "purge" => Kind::Purge,
            "expire" => Kind::Expire,
            "anonymize" => Kind::Anonymize,
            "archive" => Kind::Archive,
            "refresh" => Kind::Refresh,
            _ => return None,
        };
        let schedule = self.schedule(root);
        self.parts(root, kind, at.span);
        let (rules, views, older_than) = match kind {
            Kind::Refresh => (Vec::new(), self.views(root)?, None),
            _ => {
                let older_than = self.age(root, kind, at.span);
                (self.rules(root, kind)?, Vec::new(), older_than)
            }
        };
        Some(Job {
            name,
            path: PathBuf::from(&self.checker.source.path),
            comment: root.get("comment").and_then(Node::text).map(str::to_owned),
            kind,
            schedule,
            older_than,
            rules,
            views,
            text: self.checker.source.text.clone(),
        })
    }

    /// Keys that a job of the kind cannot do without, and those that mean nothing to it.
    fn parts(&mut self, root: &Node, kind: Kind, job: Span) {
        let (required, refused): (&[&str], &[&str]) = match kind {
            Kind::Refresh => (&["views"], &["by", "older_than", "tables"]),
            _ => (&["by", "tables"], &["views"]),
        };
        for key in refused {
            if let Some((at, _)) = root.entry(key) {
                let message = format!("`{key}` means nothing to a job of kind `{}`", kind.word());
                self.checker.report(at.span, "unknown-key", message, "leave it out".to_owned());
            }
        }
        for key in required.iter().filter(|key| root.get(key).is_none()) {
            // One that is misspelt was reported.
            let mut keys = root.map().into_iter().flatten().map(|(key, _)| &*key.text);
            if !keys.any(|it| closest(it, [*key]).is_some()) {
                let message = format!("`{key}` is missing: a job of kind `{}` needs it", kind.word());
                let help = match *key {
                    "views" => "write e.g. `views: { sales.monthly: {} }`",
                    "by" => "write the column that tells the age: `by: created_at`",
                    _ => "write e.g. `tables: { visits: {} }`",
                };
                self.checker.report(job, "missing-key", message, help.to_owned());
            }
        }
    }

    fn views(&mut self, root: &Node) -> Option<Vec<View>> {
        let node = root.get("views")?;
        let entries = node.map()?;
        if entries.is_empty() {
            let help = "write `view_name: {}`".to_owned();
            self.checker.report(node.span, "missing-key", "the job has no view".to_owned(), help);
        }
        let views = entries.iter().filter_map(|(key, node)| {
            let name = self.name(&key.text, key.span, "view")?;
            let locks_readers = node.get("locks_readers").and_then(Node::boolean).unwrap_or_default();
            Some(View { name: At { it: name, span: key.span }, locks_readers })
        });
        Some(views.collect())
    }

    /// The name of a table or view.
    fn name(&mut self, text: &str, span: Span, kind: &str) -> Option<QualifiedName> {
        let name = QualifiedName::parse(text);
        if name.is_none() {
            let message = format!("`{text}` is not a {kind}'s name");
            let help = "write `name` or `schema.name`".to_owned();
            self.checker.report(span, "wrong-value", message, help);
        }
        name
    }

    fn rules(&mut self, root: &Node, kind: Kind) -> Option<Vec<Rule>> {
        let by = root.get("by")?;
        let by = At { it: Name::new(by.text()?), span: by.span };
        let tables = root.get("tables")?;
        let entries = tables.map()?;
        if entries.is_empty() {
            let help = "write `table_name: {}`".to_owned();
            self.checker.report(tables.span, "missing-key", "the job has no table".to_owned(), help);
        }
        let rules = entries.iter().filter_map(|(key, node)| {
            let table = self.name(&key.text, key.span, "table")?;
            self.rule(At { it: table, span: key.span }, &by, kind, node)
        });
        Some(rules.collect())
    }

    fn schedule(&mut self, root: &Node) -> Option<String> {
        let node = root.get("schedule")?;
        let text = node.text()?;
        if let Err(message) = schedule::parse(text) {
            self.checker.report(node.span, "wrong-value", message, "the times are UTC".to_owned());
        }
        Some(text.to_owned())
    }

    fn age(&mut self, root: &Node, kind: Kind, job: Span) -> Option<Age> {
        let Some(node) = root.get("older_than") else {
            // One that is misspelt was reported.
            let mut keys = root.map().into_iter().flatten().map(|(key, _)| &*key.text);
            if kind != Kind::Expire && !keys.any(|key| closest(key, ["older_than"]).is_some()) {
                let message = format!("`older_than` is missing: a job of kind `{}` has an age", kind.word());
                self.checker.report(
                    job,
                    "missing-key",
                    message,
                    "write e.g. `older_than: 24 months`".to_owned(),
                );
            }
            return None;
        };
        self.parsed_age(node)
    }

    fn parsed_age(&mut self, node: &Node) -> Option<Age> {
        let parsed = Age::parse(node.text()?);
        parsed
            .map_err(|message| {
                self.checker.report(node.span, "wrong-value", message, "write an age".to_owned());
            })
            .ok()
    }

    fn rule(&mut self, table: At<QualifiedName>, by: &At<Name>, kind: Kind, node: &Node) -> Option<Rule> {
        node.map()?;
        let facts = self.facts.table(&table.it);
        self.belongs(node, kind, table.span);
        let tables = |key: &str| {
            let items = node.get(key).and_then(Node::list).unwrap_or_default().iter();
            let named = items
                .filter_map(|item| Some(At { it: QualifiedName::parse(item.text()?)?, span: item.span }));
            named.collect::<Vec<_>>()
        };
        let unless = node.get("unless").map_or(&[][..], |it| it.list().unwrap_or(std::slice::from_ref(it)));
        let unless = unless.iter().filter_map(|it| self.expression(it, facts)).collect();
        let mark = node.get("mark").and_then(|it| Some(At { it: Name::new(it.text()?), span: it.span }));
        let into = node.get("into").and_then(|it| self.destination(it));
        // What is not moved stays: without a place for the rows there is nothing to do with them.
        if kind == Kind::Archive && into.is_none() {
            return None;
        }
        let sets = kind == Kind::Anonymize || node.get("set").is_some();
        Some(Rule {
            condition: node.get("where").and_then(|it| self.expression(it, facts)),
            unless,
            keep_last: node.get("keep_last").and_then(|it| self.keep_last(it)),
            cascade_into: tables("cascade_into"),
            detach: tables("detach"),
            partitions: match node.get("partitions").and_then(Node::text) {
                Some("detach") => Partitions::Detach,
                Some("rows") => Partitions::Rows,
                _ => Partitions::Drop,
            },
            set: sets.then(|| self.settings(node, facts)),
            mark,
            into,
            table,
            by: by.clone(),
        })
    }

    /// Keys that mean nothing to the kind, and those it cannot do without.
    fn belongs(&mut self, node: &Node, kind: Kind, table: Span) {
        let (required, refused): (Option<&str>, &[&str]) = match kind {
            Kind::Purge => (None, &["set", "mark", "into"]),
            Kind::Expire if node.get("set").is_some() => {
                (None, &["into", "cascade_into", "detach", "partitions"])
            }
            Kind::Expire => (None, &["mark", "into"]),
            Kind::Anonymize => (Some("set"), &["into", "cascade_into", "detach", "partitions"]),
            Kind::Archive => (Some("into"), &["set", "mark", "partitions"]),
            Kind::Refresh => (None, &[]),
        };
        for key in refused {
            if let Some((at, _)) = node.entry(key) {
                let message = format!("`{key}` means nothing to a job of kind `{}`", kind.word());
                self.checker.report(at.span, "unknown-key", message, "leave it out".to_owned());
            }
        }
        if let Some(key) = required.filter(|key| node.get(key).is_none()) {
            let message = format!("`{key}` is missing: a job of kind `{}` needs it", kind.word());
            let help = if key == "set" {
                "write e.g. `set: { comments: null }`"
            } else {
                "write e.g. `into: { table: t_archive }`"
            };
            self.checker.report(table, "missing-key", message, help.to_owned());
        }
    }

    /// An expression over a row; the columns it names must be the table's.
    fn expression(&mut self, node: &Node, table: Option<&TableFacts>) -> Option<Sql> {
        let text = node.text()?;
        let fragment = self.checker.memo.fragment(FragmentKind::Expression, text);
        let names = fragment.places.iter().filter(|it| it.kind == NameKind::Column && !it.in_subquery);
        for place in names {
            let ([(column, at)], Some(table)) = (place.parts.as_slice(), table) else { continue };
            if fragment.introduced.contains(column) || table.column(column.as_str()).is_some() {
                continue;
            }
            let known = table.columns.iter().map(|it| it.name.as_str());
            let message = unknown("column", column.as_str(), known);
            let span = node.span_within(self.checker.source, at.offset, at.length);
            self.checker.report(
                span,
                "unknown-column",
                message,
                format!("table `{}` has no such column", table.name),
            );
        }
        Some(Sql::read(text, &fragment))
    }

    fn keep_last(&mut self, node: &Node) -> Option<KeepLast> {
        let (rows, per) = (node.get("rows")?, node.get("per")?);
        let count = rows.integer().and_then(|it| u32::try_from(it).ok()).filter(|it| *it > 0);
        if count.is_none() {
            let message = "at least one row has to be kept".to_owned();
            self.checker.report(rows.span, "wrong-value", message, "write a number from 1 on".to_owned());
        }
        let per = per.list().unwrap_or(std::slice::from_ref(per)).iter();
        let per: Vec<At<Name>> =
            per.filter_map(|it| Some(At { it: Name::new(it.text()?), span: it.span })).collect();
        if per.is_empty() {
            let message = "nobody is named whose rows are kept".to_owned();
            self.checker.report(node.span, "wrong-value", message, "write e.g. `per: user_id`".to_owned());
        }
        (!per.is_empty()).then_some(KeepLast { rows: count?, per })
    }

    fn destination(&mut self, node: &Node) -> Option<At<Destination>> {
        let at = |it, span| Some(At { it, span });
        let refused = if node.get("files").is_some() { "as" } else { "delete_after" };
        if let Some((key, _)) = node.entry(refused) {
            let (message, help) = match refused {
                "as" => ("`as` is for an archive in a table", "leave it out"),
                _ => ("`delete_after` is for files", "add the archive's table to a job of `kind: purge`"),
            };
            self.checker.report(key.span, "unknown-key", message.to_owned(), help.to_owned());
        }
        if let Some(folder) = node.get("files") {
            let delete_after = node.get("delete_after").and_then(|it| self.parsed_age(it));
            let files = Files { folder: PathBuf::from(folder.text()?), delete_after };
            return at(Destination::Files(files), folder.span);
        }
        let table = node.get("table")?;
        let name = self.name(table.text()?, table.span, "table")?;
        match node.get("as").and_then(Node::text) {
            Some("chunks") => at(Destination::Chunks(name), table.span),
            _ => at(Destination::Rows(name), table.span),
        }
    }

    fn settings(&mut self, node: &Node, table: Option<&TableFacts>) -> Vec<Setting> {
        let Some(set) = node.get("set") else { return Vec::new() };
        let entries = set.map().unwrap_or_default();
        if set.map().is_some_and(<[_]>::is_empty) {
            let message = "`set` names no column".to_owned();
            let help = "write e.g. `set: { comments: null }`".to_owned();
            self.checker.report(set.span, "missing-key", message, help);
        }
        let settings = entries.iter().filter_map(|(key, value)| {
            let column = At { it: Name::new(key.text.clone()), span: key.span };
            let found = table.map(|it| (it, it.column(&key.text)));
            if let Some((table, None)) = found {
                let known = table.columns.iter().map(|it| it.name.as_str());
                let message = unknown("column", &key.text, known);
                let help = format!("table `{}` has no such column", table.name);
                self.checker.report(key.span, "unknown-column", message, help);
                return None;
            }
            let type_name = found.and_then(|(_, column)| column).map(|it| it.type_name.clone());
            let mask = self.mask(value, type_name.as_deref(), table)?;
            Some(Setting { column, mask })
        });
        settings.collect()
    }

    fn mask(&mut self, node: &Node, type_name: Option<&str>, table: Option<&TableFacts>) -> Option<Mask> {
        if node.is_null() {
            return Some(Mask::Null);
        }
        if node.map().is_none() {
            return self.value(node, type_name);
        }
        let (key, value) = node.map()?.first()?;
        let known = STRATEGY.keys.iter().find(|it| it.name == key.text)?;
        if let Some((more, _)) = node.map()?.get(1) {
            let help =
                "one strategy is enough; a mapping as a value is written `{ value: { ... } }`".to_owned();
            self.checker.report(
                more.span,
                "wrong-value",
                format!("`{}` and `{}` at once", key.text, more.text),
                help,
            );
        }
        match known.name {
            "value" => self.value(value, type_name),
            "sql" => self.expression(value, table).map(Mask::Sql),
            "hash" => Some(Mask::Hash { variable: value.text()?.to_owned() }),
            "network" => {
                let mut bits = |key: &str, most: u8| {
                    let node = value.get(key)?;
                    let bits = node.integer().and_then(|it| u8::try_from(it).ok()).filter(|it| *it <= most);
                    if bits.is_none() {
                        let message = format!("`{key}` is a number of bits");
                        self.checker.report(
                            node.span,
                            "wrong-value",
                            message,
                            format!("write a number from 0 to {most}"),
                        );
                    }
                    bits
                };
                Some(Mask::Network { ipv4: bits("ipv4", 32)?, ipv6: bits("ipv6", 128)? })
            }
            "generalize" => match (value.number(), value.text()) {
                (Some(number), _) if number.parse::<f64>().is_ok_and(|it| it > 0.0) => {
                    Some(Mask::Multiple(number.to_owned()))
                }
                (_, Some(unit)) if UNITS.contains(&unit) => Some(Mask::Beginning(unit.to_owned())),
                _ => {
                    let message = format!("{} is nothing to generalize to", value.describe());
                    let help = format!("write one of {}, or a number above 0", UNITS.join(", "));
                    self.checker.report(value.span, "wrong-value", message, help);
                    None
                }
            },
            _ if value.boolean() == Some(true) => Some(Mask::Shuffle),
            _ => {
                self.checker.report(
                    value.span,
                    "wrong-value",
                    "a column is shuffled or not named".to_owned(),
                    "write `shuffle: true`".to_owned(),
                );
                None
            }
        }
    }

    /// A value as the literal of the column's type.
    fn value(&mut self, node: &Node, type_name: Option<&str>) -> Option<Mask> {
        // Of a table or a column that is not there, that is told.
        let type_name = type_name?;
        let Some(data_type) = DataType::parse(type_name) else {
            let message = format!("a value of type {type_name} cannot be written here");
            let help = format!("write `{{ sql: \"'...'::{type_name}\" }}`, with a `mark`");
            self.checker.report(node.span, "wrong-value", message, help);
            return None;
        };
        match literal(node, &data_type) {
            Ok(literal) => Some(Mask::Value(literal)),
            Err((message, help)) => {
                let help = help.replace("default_sql: ", "{ sql: ").replace("`default: ", "`");
                self.checker.report(node.span, "wrong-value", message, help);
                None
            }
        }
    }
}
