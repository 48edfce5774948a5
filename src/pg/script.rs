//! Runs a file of SQL as it is, in one simple query, and tells which statement of it failed.
//! The text is split only to name a statement afterwards; what is sent is never changed.

use std::ops::Range;
use std::pin::pin;

use futures_util::TryStreamExt as _;
use squawk_syntax::{SourceFile, SyntaxKind, SyntaxToken};
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::pg::error::SqlError;

/// Runs the text of `file`. PostgreSQL makes one transaction of it unless it holds transaction
/// commands of its own. `file` is only for the error.
pub async fn execute_script(client: &Client, file: &str, sql: &str) -> Result<(), SqlError> {
    let statements = split_statements(sql);
    if let Some(copy) = statements.iter().find(|statement| copies_over_connection(&sql[(*statement).clone()]))
    {
        return Err(SqlError::copy_over_connection().in_file(file, sql, 0, Some(copy.clone())));
    }
    let mut completed = 0;
    match run(client, sql, &mut completed).await {
        Ok(()) => Ok(()),
        Err(error) => {
            let error = SqlError::from(&error);
            let failed = match error.byte_in(sql, 0) {
                Some(byte) => statements.iter().rfind(|statement| statement.start <= byte),
                None => statements.get(completed).or(statements.last()),
            };
            Err(error.in_file(file, sql, 0, failed.cloned()))
        }
    }
}

/// Counts the statements that the server has completed: one message each, empty ones excepted.
async fn run(client: &Client, sql: &str, completed: &mut usize) -> Result<(), tokio_postgres::Error> {
    let mut messages = pin!(client.simple_query_raw(sql).await?);
    while let Some(message) = messages.try_next().await? {
        if matches!(message, SimpleQueryMessage::CommandComplete(_)) {
            *completed += 1;
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
    fn copy_that_needs_a_client() {
        assert!(copies_over_connection("COPY t (a, b) FROM /* x */ STDIN WITH (format csv)"));
        assert!(copies_over_connection("copy (select 1) to stdout"));
        assert!(!copies_over_connection("COPY t FROM '/tmp/stdin'"));
        assert!(!copies_over_connection("select 'copy t from stdin'"));
    }
}
