//! The procedure of a job that refreshes views.

use super::{ATTEMPTS, dollar_quoted, fill, settings};
use crate::job::refresh::in_order;
use crate::job::{Facts, Job, ViewFacts, locks};
use crate::model::sql_text::quote;

const BODY: &str = include_str!("refresh.sql");

pub fn body(job: &Job, facts: &Facts) -> String {
    let views = in_order(job, facts);
    let array = |of: fn(&ViewFacts) -> String, type_name: &str| {
        let items: Vec<String> = views.iter().map(|it| of(it)).collect();
        format!("ARRAY[{}]::{type_name}[]", items.join(", "))
    };
    fill(
        BODY,
        &[
            ("file", &job.path.display().to_string()),
            ("job", &job.name.it),
            ("job_text", &quote(&job.name.it)),
            ("policy", &dollar_quoted(&job.text)),
            ("lock_class", &locks::CLASS.to_string()),
            ("job_lock", &format!("{{{}}}", locks::job(&job.name.it))),
            ("settings", &settings()),
            ("names", &array(|it| quote(&it.name.to_string()), "text")),
            ("relations", &array(|it| quote(&it.name.sql()), "text")),
            ("view_locks", &array(|it| locks::table(&it.name.to_string()).to_string(), "integer")),
            ("are_keyed", &array(|it| it.has_unique_index.to_string(), "boolean")),
            ("attempts", &ATTEMPTS.to_string()),
        ],
    )
}
