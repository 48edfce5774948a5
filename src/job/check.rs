//! Whether jobs fit the tables, and one another: all that would make a run fail, lose what somebody
//! else has to keep, or do nothing without a word. The same rules hold offline, against schema/, and
//! before a run, against the database.

use super::masks::{self, TIMES, Verdict};
use super::{
    Age, Destination, Facts, Files, Job, Kind, Partitions, Reached, Rule, Setting, TableFacts, reached,
    refresh,
};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::constraint::Action;
use crate::model::{DataType, Name, QualifiedName, Sql};
use crate::yaml::check::unknown;

/// Every mistake of a job. `all` are the project's jobs, this one among them.
pub fn check(job: &Job, all: &[Job], facts: &Facts) -> Vec<Diagnostic> {
    let mut check = Check { job, all, facts, diagnostics: Vec::new() };
    for rule in &job.rules {
        check.rule(rule);
    }
    check.diagnostics.extend(refresh::check(job, all, facts));
    check.diagnostics
}

/// Whether a mistake may come of another: a key that could not be read, or a job that could not.
pub fn follows_from_the_rest(code: &str) -> bool {
    let codes = [
        "anonymize-without-mark",
        "archive-outlives-retention",
        "cascade-into-ledger",
        "retention-nullable-timestamp",
    ];
    codes.contains(&code)
}

struct Check<'a> {
    job: &'a Job,
    all: &'a [Job],
    facts: &'a Facts,
    diagnostics: Vec<Diagnostic>,
}

impl Check<'_> {
    fn report(&mut self, span: Span, code: &'static str, message: String, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(&self.job.path, span, code, message).help(help));
    }

    fn rule(&mut self, rule: &Rule) {
        let (name, span) = (&rule.table.it, rule.table.span);
        let Some(table) = self.facts.table(name) else {
            let known: Vec<String> = self.facts.tables.keys().map(ToString::to_string).collect();
            let message = unknown("table", &name.to_string(), known.iter().map(String::as_str));
            return self.report(
                span,
                "unknown-table",
                message,
                "a job works on tables that are declared or there",
            );
        };
        self.age(rule, table);
        if let Some(own) = table.columns.iter().find(|it| it.name.as_str().starts_with("canai_db_")) {
            let message =
                format!("{name} has a column `{}`, and names that begin so are canai-db's own", own.name);
            self.report(span, "job-reserved-name", message, "give the column another name");
        }
        if table.primary_key.is_empty() {
            let message = format!("{name} has no primary key, so its rows cannot be taken batch by batch");
            self.report(span, "job-without-key", message, "give the table a `primary_key`");
        }
        if let Some(keep) = &rule.keep_last {
            for per in &keep.per {
                self.column(table, &per.it, per.span);
            }
            let order: Vec<Name> = keep.per.iter().map(|it| it.it.clone()).collect();
            if !table.is_indexed(&order) {
                let message = format!(
                    "no index of {name} begins with {}, so each row would be held against all others",
                    list(&order)
                );
                let help = format!("add an index on [{}, {}]", list(&order), rule.by.it);
                self.report(keep.per[0].span, "purge-column-unindexed", message, help);
            }
        }
        if rule.partitions == Partitions::Detach
            && let Some(referring) = self.facts.referring_to(name).next()
        {
            let message = format!(
                "{referring} refers to {name}, and PostgreSQL takes no partition away from under a foreign key"
            );
            self.report(span, "partition-referred-to", message, "write `partitions: rows`");
        }
        if rule.removes() {
            self.cascades(rule);
        } else {
            for setting in rule.settings() {
                self.setting(rule, table, setting);
            }
            for met in masks::met(table, rule.settings()).iter().filter(|it| it.verdict == Verdict::Broken) {
                let message =
                    format!("no row set so keeps {}: {}", met.check.name, met.check.expression.as_str());
                let help = "set other values, or change the check";
                self.report(met.setting.column.span, "anonymize-breaks-constraint", message, help);
            }
        }
        if let Some(mark) = &rule.mark
            && let Some(type_name) = self.column(table, &mark.it, mark.span)
            && type_name != "boolean"
        {
            let message = format!("`{}` is {type_name}, and a mark is a boolean", mark.it);
            self.report(mark.span, "wrong-type", message, "name a boolean column");
        }
        if let Some(into) = &rule.into {
            self.archive(rule, table, &into.it, into.span);
        }
    }

    /// The type of a column; reports one that is not there.
    fn column(&mut self, table: &TableFacts, name: &Name, span: Span) -> Option<String> {
        if let Some(column) = table.column(name.as_str()) {
            return Some(column.type_name.clone());
        }
        let message = unknown("column", name.as_str(), table.columns.iter().map(|it| it.name.as_str()));
        self.report(span, "unknown-column", message, format!("table `{}` has no such column", table.name));
        None
    }

    /// The column that tells the age.
    fn age(&mut self, rule: &Rule, table: &TableFacts) {
        let (by, name) = (&rule.by.it, &table.name);
        let Some(column) = table.column(by.as_str()) else {
            self.column(table, by, rule.table.span);
            return;
        };
        let is_time =
            DataType::parse(&column.type_name).is_some_and(|it| TIMES.iter().any(|time| it.is(time)));
        if !is_time {
            let message = format!("`{by}` of {name} is {}, which tells no age", column.type_name);
            self.report(
                rule.table.span,
                "wrong-type",
                message,
                "name a column of type timestamptz, timestamp or date",
            );
        }
        if !column.not_null {
            let message = format!("`{by}` of {name} may be NULL: such a row would never be old");
            let help = format!(
                "make it `not_null: true`, with a `backfill_sql` for the rows that are there; `where: {by} is not null` says that the others are meant to stay"
            );
            let says_so = rule.condition.as_ref() == Some(&Sql::new(format!("{by} is not null")));
            if !says_so {
                self.report(rule.table.span, "retention-nullable-timestamp", message, help);
            }
        }
        if !table.is_indexed(std::slice::from_ref(by)) {
            let message =
                format!("no index of {name} begins with `{by}`: every batch would read the whole table");
            self.report(
                rule.table.span,
                "purge-column-unindexed",
                message,
                format!("add one: `indexes: {{ idx_{}_{by}: [{by}] }}`", name.name),
            );
        }
    }

    /// Rows of other tables that would go along.
    fn cascades(&mut self, rule: &Rule) {
        let (facts, from, age) = (self.facts, &rule.table.it, self.job.older_than);
        let found = reached(facts, rule);
        for reached in &found {
            let child = reached.table;
            match reached.action() {
                _ if reached.is_detached(rule) => {
                    let key = reached.path.last().map(|(_, key)| *key);
                    let fixed = key.into_iter().flat_map(|key| &key.columns).find(|name| {
                        facts
                            .table(child)
                            .and_then(|it| it.column(name.as_str()))
                            .is_some_and(|it| it.not_null)
                    });
                    if let (Some(fixed), Some(at)) = (fixed, rule.detach.iter().find(|it| it.it == *child)) {
                        let message =
                            format!("`{fixed}` of {child} is NOT NULL, so its rows cannot be detached");
                        let help = match reached.action() {
                            Action::Cascade => {
                                "write the table under `cascade_into`, or let the column be NULL"
                            }
                            _ => {
                                "let the column be NULL, or add the table to this job, which purges it first"
                            }
                        };
                        self.report(at.span, "cascade-into-ledger", message, help);
                    }
                }
                // Whatever goes along is not archived, old rows of the table itself among them.
                Action::Cascade if child == from && self.job.kind == Kind::Archive => {
                    let message = format!(
                        "rows of {from} would go along with those above them and be in no archive ({})",
                        reached.way(from)
                    );
                    let help = format!("write `detach: [{from}]`: they go when they are old themselves");
                    self.report(rule.table.span, "cascade-into-ledger", message, help);
                }
                Action::Cascade if rule.cascade_into.iter().any(|it| it.it == *child) => {}
                Action::Cascade if self.has_as_short_an_age(child) => {}
                Action::Cascade => {
                    let message = format!(
                        "deleting from {from} deletes rows of {child}, whatever their age ({})",
                        reached.way(from)
                    );
                    let aged =
                        age.map_or_else(String::new, |age| format!(", and no job lets its rows go at {age}"));
                    let help = format!(
                        "write `detach: [{child}]` to keep them, or `cascade_into: [{child}]` if they may go{aged}"
                    );
                    self.report(rule.table.span, "cascade-into-ledger", message, help);
                }
                Action::NoAction | Action::Restrict => self.in_the_way(rule, reached),
                Action::SetNull | Action::SetDefault => {}
            }
            let key = reached.path.last().map(|(_, key)| *key);
            let unindexed =
                key.filter(|key| facts.table(child).is_some_and(|it| !it.is_indexed(&key.columns)));
            if let Some(key) = unindexed {
                let message = format!(
                    "no index of {child} begins with {}: each deleted row would read the whole table",
                    list(&key.columns)
                );
                self.report(
                    rule.table.span,
                    "unindexed-foreign-key",
                    message,
                    format!("add an index on [{}] to {child}", list(&key.columns)),
                );
            }
        }
        let held = rule.cascade_into.iter().find(|named| {
            let all = self.all.iter().flat_map(|job| &job.rules);
            let mut own = all.filter(|it| it.table.it == named.it && it.removes());
            // What the rule itself is held by may be what the other asks for.
            (rule.unless.is_empty() || named.it == *from)
                && own.any(|it| !it.unless.is_empty() || it.keep_last.is_some())
        });
        if let Some(named) = held {
            let message = format!("rows of {} that its own rule keeps would go along", named.it);
            let help = format!(
                "hold the rows that they refer to as well: `unless: exists (select from {} as kept where ...)`, or \
                 write `detach: [{}]`",
                named.it, named.it
            );
            self.report(named.span, "cascade-into-ledger", message, help);
        }
        for named in rule.cascade_into.iter().chain(&rule.detach) {
            if !found.iter().any(|it| it.table == &named.it) {
                let message = format!("no foreign key leads from {} to {from}", named.it);
                self.report(named.span, "unknown-table", message, "leave it out");
            }
        }
    }

    /// Rows of another table that nothing can go from under. What a condition leaves out is not known
    /// here; the dry run counts it.
    fn in_the_way(&mut self, rule: &Rule, reached: &Reached<'_>) {
        let (from, child) = (&rule.table.it, reached.table);
        let goes_first = self.job.rules.iter().any(|it| it.table.it == *child && it.removes());
        if goes_first || !rule.takes_all() {
            return;
        }
        let message = format!(
            "rows of {child} keep what they refer to from going, and a run would fail there ({})",
            reached.way(from)
        );
        let help = format!(
            "add {child} to this job, whose old rows then go first; or write `detach: [{child}]` to keep them; or say under `unless` which rows stay"
        );
        self.report(rule.table.span, "purge-blocked", message, help);
    }

    /// Whether a job deletes the table's rows at the same age or earlier.
    fn has_as_short_an_age(&self, table: &QualifiedName) -> bool {
        let Some(age) = self.job.older_than else { return false };
        self.purges_of(table).any(|it| it.older_than.is_some_and(|it| it.days() <= age.days()))
    }

    fn purges_of(&self, table: &QualifiedName) -> impl Iterator<Item = &Job> {
        self.all.iter().filter(move |job| {
            job.kind == Kind::Purge
                && job.rules.iter().any(|rule| rule.table.it == *table && rule.takes_all())
        })
    }

    /// What a column becomes, held against what it may be.
    fn setting(&mut self, rule: &Rule, table: &TableFacts, setting: &Setting) {
        let (name, span) = (&setting.column.it, setting.column.span);
        if self.column(table, name, span).is_none() {
            return;
        }
        if let Some((message, help)) = masks::mistake(table, rule.settings(), setting) {
            self.report(span, "anonymize-breaks-constraint", message, help);
        }
        if !setting.mask.is_idempotent() && rule.mark.is_none() {
            let message =
                format!("a row does not tell by `{name}` that it is done, so each run would do it again");
            self.report(
                span,
                "anonymize-without-mark",
                message,
                "name a boolean column that says so: `mark: anonymized`",
            );
        }
    }

    fn archive(&mut self, rule: &Rule, table: &TableFacts, into: &Destination, span: Span) {
        let limit = self.shortest(&rule.table.it);
        let name = match into {
            Destination::Files(files) => {
                if table.column(rule.by.it.as_str()).is_some_and(|it| it.generated) {
                    let message =
                        format!("`{}` is generated, and a file has no generated columns", rule.by.it);
                    self.report(
                        span,
                        "archive-columns",
                        message,
                        "archive into a table, or by another column",
                    );
                }
                self.files(&rule.table.it, files, span);
                let help = "write `delete_after:` with the same age";
                return self.outlives("the files", limit, files.delete_after, help, rule, span);
            }
            Destination::Rows(name) | Destination::Chunks(name) => name,
        };
        let Some(archive) = self.facts.table(name) else {
            let known: Vec<String> = self.facts.tables.keys().map(ToString::to_string).collect();
            let message = unknown("table", &name.to_string(), known.iter().map(String::as_str));
            let help = "declare the archive in schema/, with its row security and policies";
            return self.report(span, "unknown-table", message, help);
        };
        if table.row_security && !archive.row_security {
            let message = format!(
                "{name} has no row security, and {} has: the archive would show what the table hides",
                table.name
            );
            let help = format!("write `row_security: enabled` in the file of {name}");
            self.report(span, "archive-without-rls", message, help);
        }
        if archive.unlogged {
            let message = format!("{name} is unlogged, and empty after a crash");
            self.report(span, "archive-columns", message, "write `unlogged: false` in its file");
        }
        let wanted: Vec<(&str, &str)> = match into {
            Destination::Chunks(_) => super::statements::CHUNK_COLUMNS.to_vec(),
            _ => {
                let stored = table.columns.iter().filter(|it| !it.generated);
                stored.map(|it| (it.name.as_str(), it.type_name.as_str())).collect()
            }
        };
        if matches!(into, Destination::Chunks(_)) {
            for column in table.columns.iter().filter(|it| is_changed_by_chunks(&it.type_name)) {
                let message = format!(
                    "`{}` of {} is {}, which does not come back from a chunk as it was",
                    column.name, table.name, column.type_name
                );
                self.report(span, "archive-columns", message, "archive into a table of the same columns");
            }
        }
        if matches!(into, Destination::Rows(_)) {
            for column in table.columns.iter().filter(|it| it.generated) {
                if archive.column(column.name.as_str()).is_some_and(|it| !it.generated) {
                    let message = format!(
                        "`{}` of {} is generated, and would be NULL in {name}, where it is not",
                        column.name, table.name
                    );
                    let help = "generate it there too, or leave it out: a restored row has it again";
                    self.report(span, "archive-columns", message, help);
                }
            }
        }
        for (column, type_name) in wanted {
            let same = |found: &str| DataType::parse(found) == DataType::parse(type_name);
            if !archive.column(column).is_some_and(|it| same(&it.type_name)) {
                let message = format!("{name} has no column `{column}` of type {type_name}");
                let help = "an archive of rows has every column of its table, one of chunks those that docs/jobs.md lists";
                self.report(span, "archive-columns", message, help);
            }
        }
        let ends = self.shortest(name);
        let help = format!("add {name} to a job of `kind: purge` of that age");
        self.outlives(&name.to_string(), limit, ends, &help, rule, span);
    }

    /// A folder is of one table, and what goes into it stays there for a while.
    fn files(&mut self, table: &QualifiedName, files: &Files, span: Span) {
        let rules = self.all.iter().flat_map(|job| &job.rules);
        let others = rules.filter_map(|rule| match rule.into.as_ref().map(|it| &it.it) {
            Some(Destination::Files(it)) => Some((&rule.table.it, &it.folder)),
            _ => None,
        });
        let others: Vec<_> = others.collect();
        if others.iter().filter(|(other, _)| *other == table).count() > 1 {
            let message = format!("rows of {table} go to files twice");
            let help = "a table has one archive of files, which the ledger knows by the table";
            self.report(span, "archive-folder-shared", message, help);
        } else if others.iter().filter(|(_, folder)| **folder == files.folder).count() > 1 {
            let message = format!("two tables go to files in {}", files.folder.display());
            self.report(span, "archive-folder-shared", message, "give each a folder of its own");
        }
        if let (Some(after), Some(older)) = (files.delete_after, self.job.older_than)
            && after.days() <= older.days()
        {
            let message =
                format!("rows are archived at {older} and deleted from the files at {after}, so at once");
            let help = "write a `delete_after` that is longer than `older_than`, or a job of `kind: purge`";
            self.report(span, "archive-deletes-at-once", message, help);
        }
    }

    /// What is purged at an age must not live on in its archive.
    fn outlives(
        &mut self,
        archive: &str,
        limit: Option<Age>,
        ends: Option<Age>,
        help: &str,
        rule: &Rule,
        span: Span,
    ) {
        let Some(limit) = limit else { return };
        if ends.is_none_or(|ends| ends.days() > limit.days()) {
            let message =
                format!("{} is purged at {limit}, and {archive} would keep its rows longer", rule.table.it);
            self.report(span, "archive-outlives-retention", message, help);
        }
    }

    /// The age at which a table's rows are deleted.
    fn shortest(&self, table: &QualifiedName) -> Option<Age> {
        let ages = self.purges_of(table).filter_map(|job| job.older_than);
        ages.min_by(|a, b| a.days().total_cmp(&b.days()))
    }
}

fn list(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join(", ")
}

/// Whether values of a type are not always the same after they were part of a jsonb.
fn is_changed_by_chunks(type_name: &str) -> bool {
    matches!(type_name.trim_end_matches("[]"), "json" | "hstore") || type_name.ends_with(".hstore")
}
