//! Runs a file of SQL as it is, in one simple query, and tells which statement of it failed.
//! The text is split only to name a statement afterwards; what is sent is never changed.

use std::ops::Range;
use std::pin::pin;

use futures_util::TryStreamExt as _;
use squawk_syntax::{SourceFile, SyntaxKind, SyntaxToken};
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::pg::error::SqlError;

/// What the statements of a file say that they changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Changed {
    /// Rows that were inserted, updated, deleted, merged or copied.
    pub rows: u64,
    /// Statements that do not say what they changed.
    pub untold: u64,
}

/// Runs the text of `file`. PostgreSQL makes one transaction of it unless it holds transaction
/// commands of its own. `file` is only for the error.
pub async fn execute_script(client: &Client, file: &str, sql: &str) -> Result<Changed, SqlError> {
    let statements = split_statements(sql);
    if let Some(copy) = statements.iter().find(|statement| copies_over_connection(&sql[(*statement).clone()]))
    {
        return Err(SqlError::copy_over_connection().in_file(file, sql, 0, Some(copy.clone())));
    }
    let mut completed = Vec::new();
    match run(client, sql, &mut completed).await {
        Ok(()) => Ok(changed(completed.iter().zip(statements.iter().map(|it| &sql[it.clone()])))),
        Err(error) => {
            let error = SqlError::from(&error);
            let failed = match error.byte_in(sql, 0) {
                Some(byte) => statements.iter().rfind(|statement| statement.start <= byte),
                None => statements.get(completed.len()).or(statements.last()),
            };
            Err(error.in_file(file, sql, 0, failed.cloned()))
        }
    }
}

/// What the rows are that the statements name, if they change any.
fn changed<'s>(completed: impl Iterator<Item = (&'s u64, &'s str)>) -> Changed {
    let mut changed = Changed::default();
    for (rows, statement) in completed {
        if changes_rows(statement) {
            changed.rows += rows;
        } else {
            changed.untold += 1;
        }
    }
    changed
}

/// Whether the number behind a completed statement is of rows that it changed. That of a SELECT is of
/// rows that it read, whatever functions it called meanwhile.
fn changes_rows(statement: &str) -> bool {
    let changes = |word: &str| matches!(word, "insert" | "update" | "delete" | "merge" | "copy");
    let mut depth = 0_u32;
    let mut words = tokens(statement).into_iter().filter_map(|token| {
        match token.kind() {
            SyntaxKind::WHITESPACE | SyntaxKind::COMMENT => return None,
            SyntaxKind::L_PAREN => depth += 1,
            SyntaxKind::R_PAREN => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then(|| token.text().to_ascii_lowercase())
    });
    match words.next() {
        // Its own verb stands behind what is in parentheses.
        Some(first) if first == "with" => {
            let mut verbs =
                words.filter(|it| changes(it) || matches!(it.as_str(), "select" | "values" | "table"));
            verbs.next().is_some_and(|verb| changes(&verb))
        }
        Some(first) => changes(&first),
        None => false,
    }
}

/// Notes the number behind each statement that the server has completed, empty ones excepted.
async fn run(client: &Client, sql: &str, completed: &mut Vec<u64>) -> Result<(), tokio_postgres::Error> {
    let mut messages = pin!(client.simple_query_raw(sql).await?);
    while let Some(message) = messages.try_next().await? {
        if let SimpleQueryMessage::CommandComplete(rows) = message {
            completed.push(rows);
        }
    }
    Ok(())
}

/// The statements of a text, without the semicolons, comments and blanks between them. As in psql,
/// a semicolon within parentheses or within `BEGIN ATOMIC ... END` ends nothing.
pub fn split_statements(sql: &str) -> Vec<Range<usize>> {
    let mut statements = Vec::new();
    let mut current: Option<Range<usize>> = None;
    let mut parentheses = 0_u32;
    let mut blocks = 0_u32;
    let mut words = 0_u32;
    let mut creates = false;
    let mut is_routine = false;
    for token in tokens(sql) {
        let range = Range::<usize>::from(token.text_range());
        match token.kind() {
            SyntaxKind::WHITESPACE | SyntaxKind::COMMENT => continue,
            SyntaxKind::SEMICOLON if parentheses == 0 && blocks == 0 => {
                statements.extend(current.take());
                (words, creates, is_routine) = (0, false, false);
                continue;
            }
            SyntaxKind::L_PAREN => parentheses += 1,
            SyntaxKind::R_PAREN => parentheses = parentheses.saturating_sub(1),
            _ if parentheses == 0 => {
                words += 1;
                let is = |word: &str| token.text().eq_ignore_ascii_case(word);
                if words == 1 {
                    creates = is("create");
                } else if creates && words <= 4 && (is("function") || is("procedure")) {
                    is_routine = true;
                } else if is_routine && is("begin") || blocks > 0 && is("case") {
                    blocks += 1;
                } else if is("end") {
                    blocks = blocks.saturating_sub(1);
                }
            }
            _ => {}
        }
        current = Some(current.map_or(range.start, |statement| statement.start)..range.end);
    }
    statements.extend(current);
    statements
}

/// `COPY ... FROM STDIN` waits for data that a file of SQL does not have, and nobody reads what
/// `TO STDOUT` sends.
fn copies_over_connection(statement: &str) -> bool {
    let mut words = tokens(statement)
        .into_iter()
        .filter(|token| !matches!(token.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT));
    if !words.next().is_some_and(|first| first.text().eq_ignore_ascii_case("copy")) {
        return false;
    }
    let rest: Vec<String> = words.map(|word| word.text().to_ascii_lowercase()).collect();
    rest.windows(2).any(|pair| matches!([&*pair[0], &*pair[1]], ["from", "stdin"] | ["to", "stdout"]))
}

fn tokens(sql: &str) -> Vec<SyntaxToken> {
    let tree = SourceFile::parse(sql).syntax_node();
    tree.descendants_with_tokens().filter_map(squawk_syntax::SyntaxElement::into_token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(sql: &str) -> Vec<&str> {
        split_statements(sql).into_iter().map(|range| &sql[range]).collect()
    }

    #[test]
    fn statements_without_what_is_between_them() {
        let cases: [(&str, &[&str]); 12] = [
            ("", &[]),
            (" -- only a comment\n;;", &[]),
            ("select 1", &["select 1"]),
            ("-- c\nselect 1; /* x; */ select 2 ;\n", &["select 1", "select 2"]),
            ("select ';', E'\\';', $$ a; b $$; x", &["select ';', E'\\';', $$ a; b $$", "x"]),
            ("select $a$ ; $b$ ; $a$;b", &["select $a$ ; $b$ ; $a$", "b"]),
            ("select \"a;b\"; c", &["select \"a;b\"", "c"]),
            (
                "create rule r as on insert to t do also (insert into a values (1); delete from b); x",
                &["create rule r as on insert to t do also (insert into a values (1); delete from b)", "x"],
            ),
            (
                "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end; x",
                &[
                    "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end",
                    "x",
                ],
            ),
            ("begin; insert into t values (1); end; x", &["begin", "insert into t values (1)", "end", "x"]),
            (
                "selekt 1 from from; crate table; insert into t values (1)",
                &["selekt 1 from from", "crate table", "insert into t values (1)"],
            ),
            ("select 'ä'; select 'ö'", &["select 'ä'", "select 'ö'"]),
        ];
        for (sql, expected) in cases {
            assert_eq!(split(sql), expected, "{sql}");
        }
    }

    #[test]
    fn statements_that_say_what_they_changed() {
        for statement in [
            "insert into t values (1)",
            "DELETE FROM t",
            "with a as (select 1), b (x) as (select 2) insert into t select * from a",
            "with a as materialized (delete from t returning 1) update t set a = 1",
            "merge into t using u on true when matched then delete",
        ] {
            assert!(changes_rows(statement), "{statement}");
        }
        for statement in [
            "select insert_all()",
            "with a as (insert into t values (1) returning 1) select * from a",
            "create table delete_me ()",
            "create trigger x before update on t for each row execute function f()",
            "do $$ begin delete from t; end $$",
            "truncate t",
        ] {
            assert!(!changes_rows(statement), "{statement}");
        }
    }

    #[test]
    fn copy_that_needs_a_client() {
        assert!(copies_over_connection("COPY t (a, b) FROM /* x */ STDIN WITH (format csv)"));
        assert!(copies_over_connection("copy (select 1) to stdout"));
        assert!(!copies_over_connection("COPY t FROM '/tmp/stdin'"));
        assert!(!copies_over_connection("select 'copy t from stdin'"));
    }
}
