//! How long rows are kept: what jobs do with a table, and what takes its rows along.

use super::{Book, codes, said};
use crate::job::{Destination, Job, Kind, Mask, Rule, Setting};
use crate::markup::{markdown, markdown_cell_code, markdown_code};
use crate::model::QualifiedName;
use crate::model::constraint::Action;
use crate::words::Word;

/// Every sentence about it.
pub fn sentences(book: &Book, table: &QualifiedName) -> Vec<String> {
    let mut sentences = Vec::new();
    for (job, rule) in rules(book) {
        let about = format!("{}: ", name(job));
        if rule.table.it == *table {
            sentences.push(format!("{about}{}", own(job, rule)));
        }
        if rule.cascade_into.iter().any(|it| it.it == *table) {
            sentences.push(format!(
                "{about}rows go with those of {}, {}",
                book.link(&rule.table.it),
                after(job, rule)
            ));
        }
        if rule.detach.iter().any(|it| it.it == *table) {
            let from = book.link(&rule.table.it);
            sentences.push(format!("{about}rows stay when those of {from} go, and refer to nothing then"));
        }
        if rule.into.as_ref().and_then(|it| it.it.table()) == Some(table) {
            sentences.push(format!(
                "{about}rows come from {}, {}",
                book.link(&rule.table.it),
                after(job, rule)
            ));
        }
    }
    let own = book.schema.table(table);
    let keys = own.iter().flat_map(|it| &it.constraints).filter_map(|it| it.foreign_key());
    for key in keys.filter(|key| key.on_delete == Action::Cascade) {
        sentences.push(format!(
            "a row goes when its row of {} does ({})",
            book.link(&key.table),
            codes(&key.columns)
        ));
    }
    if sentences.is_empty() {
        sentences.push("for ever: no job deletes rows, and no key takes them along".to_owned());
    }
    sentences
}

/// The same in a cell: the ages at which rows go.
pub fn short(book: &Book, table: &QualifiedName) -> String {
    let ages = rules(book).filter(|(job, rule)| {
        let is_gone = matches!(job.kind, Kind::Purge | Kind::Archive | Kind::Expire) && rule.removes();
        is_gone && (rule.table.it == *table || rule.cascade_into.iter().any(|it| it.it == *table))
    });
    let mut ages: Vec<String> = ages
        .map(|(job, rule)| match &job.older_than {
            Some(age) => age.to_string(),
            None => format!("until {}", markdown_cell_code(rule.by.it.as_str())),
        })
        .collect();
    ages.dedup();
    ages.join(", ")
}

fn rules<'b>(book: &'b Book) -> impl Iterator<Item = (&'b Job, &'b Rule)> {
    book.jobs.iter().flat_map(|job| job.rules.iter().map(move |rule| (job, rule)))
}

fn name(job: &Job) -> String {
    let schedule = job.schedule.as_ref().map(|it| format!(" at {}", markdown_code(it))).unwrap_or_default();
    format!("{} ({}{schedule})", markdown_code(&job.name.it), job.kind.word())
}

/// When it is time.
fn after(job: &Job, rule: &Rule) -> String {
    let by = markdown_code(rule.by.it.as_str());
    match &job.older_than {
        Some(age) => format!("{age} after {by}"),
        None => format!("once {by} is over"),
    }
}

fn own(job: &Job, rule: &Rule) -> String {
    let mut sentence = match (&rule.into, job.kind) {
        (Some(into), _) => match &into.it {
            Destination::Rows(table) => format!("rows move to {}", markdown_code(&table.to_string())),
            Destination::Chunks(table) => {
                format!("rows move to {}, packed", markdown_code(&table.to_string()))
            }
            Destination::Files(files) => {
                let folder = markdown_code(&files.folder.display().to_string());
                let until = files
                    .delete_after
                    .map(|age| format!(", which are deleted after {age}"))
                    .unwrap_or_default();
                format!("rows move to files in {folder}{until}")
            }
        },
        _ if rule.removes() => "rows are deleted".to_owned(),
        _ => {
            let set: Vec<String> = rule.set.iter().flatten().map(setting).collect();
            set.join(", ")
        }
    };
    sentence.push_str(&format!(", {}", after(job, rule)));
    if let Some(condition) = &rule.condition {
        sentence.push_str(&format!(", where {}", markdown_code(condition.as_str())));
    }
    for unless in &rule.unless {
        sentence.push_str(&format!(", unless {}", markdown_code(unless.as_str())));
    }
    if let Some(keep) = &rule.keep_last {
        let per = codes(keep.per.iter().map(|it| &it.it));
        sentence.push_str(&format!("; the newest {} for each {per} stay", keep.rows));
    }
    sentence
}

fn setting(setting: &Setting) -> String {
    let becomes = match &setting.mask {
        Mask::Null => "becomes NULL".to_owned(),
        Mask::Value(value) => format!("becomes {}", markdown_code(value)),
        Mask::Sql(sql) => said(&[Word::Text("becomes ".to_owned()), Word::Code(sql.as_str().to_owned())]),
        Mask::Hash { .. } => "is hashed".to_owned(),
        Mask::Network { ipv4, ipv6 } => format!("keeps its first {ipv4} bits (IPv6: {ipv6})"),
        Mask::Beginning(unit) => format!("becomes the beginning of its {}", markdown(unit)),
        Mask::Multiple(step) => format!("becomes a multiple of {}", markdown(step)),
        Mask::Shuffle => "is shuffled".to_owned(),
    };
    format!("{} {becomes}", markdown_code(setting.column.it.as_str()))
}
