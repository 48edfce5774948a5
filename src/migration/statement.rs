//! What a migration's SQL means for its transaction, read from the syntax tree before any of it
//! runs.
//!
//! Only what stands before the parser's first mistake counts: SQL that the parser does not know is
//! PostgreSQL's to judge, never refused from here.

use squawk_syntax::ast::{
    self, AlterTableAction, AlterTypeAction, AstNode, DetachPartitionOption, ReindexTarget, Rollback, Stmt,
};
use squawk_syntax::{SourceFile, SyntaxNode, SyntaxToken};

use super::{Problem, Script};

/// The statements of a script, as far as they matter for running it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// How many statements were understood.
    pub count: usize,
    /// The first of them, if there is any.
    pub first: Option<Statement>,
    /// The first statement that cannot run inside a transaction.
    pub outside: Option<&'static str>,
    /// The first statement that begins or ends a transaction.
    pub control: Option<Control>,
}

/// A statement that begins or ends a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// Line in the file, from 1.
    pub line: usize,
    pub words: String,
}

/// The statements that a run has to know more about, because they leave something behind when they
/// are interrupted. Names are as the file spells them, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    CreateIndexConcurrently(NewIndex),
    DropIndexConcurrently {
        index: String,
    },
    ReindexConcurrently(ReindexScope),
    DetachPartitionConcurrently {
        parent: String,
        partition: String,
    },
    /// May run in a transaction, as long as nothing there uses the new value.
    AddEnumValue,
    Vacuum,
    Other,
}

/// An index as its `CREATE INDEX CONCURRENTLY` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIndex {
    pub name: Option<String>,
    pub table: String,
    pub if_not_exists: bool,
    /// The statement as a plain `CREATE INDEX` of [`PROBE_INDEX`] on [`PROBE_TABLE`]: on an empty copy of
    /// the table it shows what the index should be.
    pub probe: String,
}

/// The name of the empty copy that [`NewIndex::probe`] indexes.
pub const PROBE_TABLE: &str = "pg_temp.canai_db_probe";
/// The name of the index that [`NewIndex::probe`] creates.
pub const PROBE_INDEX: &str = "canai_db_probe_index";

/// What a `REINDEX ... CONCURRENTLY` rebuilds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReindexScope {
    Index(String),
    Table(String),
    Schema(String),
    Database,
}

/// Reads a script's statements.
pub fn outline(text: &str) -> Outline {
    let parse = SourceFile::parse(text);
    let understood = parse.errors().first().map_or(text.len(), |error| usize::from(error.range().start()));
    let statements: Vec<Stmt> = parse
        .tree()
        .stmts()
        .filter(|statement| !matches!(statement, Stmt::EmptyStmt(_)))
        .filter(|statement| usize::from(statement.syntax().text_range().end()) <= understood)
        .collect();
    Outline {
        count: statements.len(),
        first: statements.first().map(classify),
        outside: statements.iter().map(classify).find_map(|statement| statement.outside_transactions()),
        control: statements.iter().find(|statement| controls_transaction(statement)).map(|statement| {
            Control {
                line: 1 + text[..start(statement.syntax())].matches('\n').count(),
                words: statement
                    .syntax()
                    .text()
                    .to_string()
                    .trim()
                    .trim_end_matches(';')
                    .trim_end()
                    .to_owned(),
            }
        }),
    }
}

/// An extension that a script creates or updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionUse {
    pub name: String,
    /// Whether it asks for a certain version, and does not take what the server has.
    pub asks_version: bool,
}

/// The extensions that a script creates or updates.
pub fn extensions(text: &str) -> Vec<ExtensionUse> {
    let statements = SourceFile::parse(text).tree().stmts();
    let used = statements.filter_map(|statement| match statement {
        Stmt::CreateExtension(create) => Some(ExtensionUse {
            name: unquoted(&create.extension()?),
            asks_version: create.extension_version_clause().is_some(),
        }),
        Stmt::AlterExtension(alter) => Some(ExtensionUse {
            name: unquoted(&alter.extension_ref()?),
            asks_version: alter.action()?.syntax().text().to_string().contains('\''),
        }),
        _ => None,
    });
    used.collect()
}

fn unquoted(name: &impl AstNode) -> String {
    text(name).trim_matches('"').to_owned()
}

/// Why a script that is about to run must not.
pub fn check(script: &Script) -> Vec<Problem> {
    let file = || script.file.clone();
    if script.text.contains('\r') {
        return vec![Problem::WindowsLineEndings { file: file() }];
    }
    let outline = outline(&script.text);
    let mut problems = Vec::new();
    if let Some(Control { line, words }) = outline.control {
        problems.push(Problem::TransactionControl { file: file(), line, words });
    }
    if script.no_transaction() {
        if outline.count > 1 {
            problems.push(Problem::SeveralStatements { file: file(), count: outline.count });
        }
        if let Some(Statement::CreateIndexConcurrently(NewIndex { name: None, .. })) = outline.first {
            problems.push(Problem::UnnamedIndex { file: file() });
        }
    } else if let Some(words) = outline.outside {
        problems.push(Problem::NeedsNoTransaction { file: file(), words });
    }
    problems
}

impl Statement {
    /// The words of a statement that PostgreSQL refuses to run inside a transaction.
    fn outside_transactions(&self) -> Option<&'static str> {
        match self {
            Self::CreateIndexConcurrently(_) => Some("CREATE INDEX CONCURRENTLY"),
            Self::DropIndexConcurrently { .. } => Some("DROP INDEX CONCURRENTLY"),
            Self::ReindexConcurrently(_) => Some("REINDEX CONCURRENTLY"),
            Self::DetachPartitionConcurrently { .. } => Some("DETACH PARTITION CONCURRENTLY"),
            Self::Vacuum => Some("VACUUM"),
            Self::AddEnumValue | Self::Other => None,
        }
    }

    /// Whether the statement, while it waits for its locks, lets everybody else read and write.
    pub fn waits_gently(&self) -> bool {
        matches!(
            self,
            Self::CreateIndexConcurrently(_)
                | Self::DropIndexConcurrently { .. }
                | Self::ReindexConcurrently(_)
                | Self::DetachPartitionConcurrently { .. }
        )
    }
}

fn controls_transaction(statement: &Stmt) -> bool {
    match statement {
        Stmt::Begin(_) | Stmt::Commit(_) | Stmt::PrepareTransaction(_) => true,
        Stmt::Rollback(rollback) => !matches!(rollback, Rollback::RollbackToSavepoint(_)),
        _ => false,
    }
}

fn classify(statement: &Stmt) -> Statement {
    match statement {
        Stmt::CreateIndex(create) => create_index(create).map(Statement::CreateIndexConcurrently),
        Stmt::DropIndex(drop) if drop.concurrently_token().is_some() => {
            drop.index_refs().next().map(|index| Statement::DropIndexConcurrently { index: text(&index) })
        }
        Stmt::Reindex(reindex) => reindex_scope(reindex).map(Statement::ReindexConcurrently),
        Stmt::AlterTable(alter) => detach(alter),
        Stmt::AlterType(alter) => match alter.action() {
            Some(AlterTypeAction::AddValue(_)) => Some(Statement::AddEnumValue),
            _ => None,
        },
        Stmt::Vacuum(_) => Some(Statement::Vacuum),
        _ => None,
    }
    .unwrap_or(Statement::Other)
}

fn create_index(create: &ast::CreateIndex) -> Option<NewIndex> {
    let concurrently = create.concurrently_token()?;
    let relation = create.table_relation_name()?;
    let on = create.on_token()?;
    let from = start(create.syntax());
    let source = create.syntax().text().to_string();
    // Between CONCURRENTLY and ON stand IF NOT EXISTS and the name, both of which the probe replaces.
    let head = &source[..usize::from(concurrently.text_range().start()) - from];
    let tail = &source[usize::from(relation.syntax().text_range().end()) - from..];
    Some(NewIndex {
        name: create.index().map(|index| text(&index)),
        table: text(&relation.table_name_ref()?),
        if_not_exists: create.if_not_exists().is_some(),
        probe: format!("{head}{PROBE_INDEX} {} {PROBE_TABLE}{tail}", on.text()),
    })
}

fn reindex_scope(reindex: &ast::Reindex) -> Option<ReindexScope> {
    let in_options = reindex.reindex_option_list().is_some_and(|options| {
        options.syntax().descendants().any(|node| ast::ReindexOptionConcurrently::can_cast(node.kind()))
    });
    let chosen = |token: Option<SyntaxToken>| (in_options || token.is_some()).then_some(());
    match reindex.reindex_target()? {
        ReindexTarget::ReindexTargetIndex(target) => {
            chosen(target.concurrently_token())?;
            Some(ReindexScope::Index(text(&target.index_ref()?)))
        }
        ReindexTarget::ReindexTargetTable(target) => {
            chosen(target.concurrently_token())?;
            Some(ReindexScope::Table(text(&target.table_name_ref()?)))
        }
        ReindexTarget::ReindexTargetSchema(target) => {
            chosen(target.concurrently_token())?;
            Some(ReindexScope::Schema(text(&target.schema_ref()?)))
        }
        ReindexTarget::ReindexTargetDatabase(target) => {
            chosen(target.concurrently_token()).map(|()| ReindexScope::Database)
        }
        ReindexTarget::ReindexTargetSystem(_) => None,
    }
}

fn detach(alter: &ast::AlterTable) -> Option<Statement> {
    let parent = text(&alter.table_relation_name()?.table_name_ref()?);
    alter.actions().find_map(|action| match action {
        AlterTableAction::DetachPartition(detach) => match detach.detach_partition_option()? {
            DetachPartitionOption::DetachConcurrently(_) => Some(Statement::DetachPartitionConcurrently {
                parent: parent.clone(),
                partition: text(&detach.table_name_ref()?),
            }),
            DetachPartitionOption::DetachFinalize(_) => None,
        },
        _ => None,
    })
}

fn start(node: &SyntaxNode) -> usize {
    usize::from(node.text_range().start())
}

fn text(node: &impl AstNode) -> String {
    node.syntax().text().to_string().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(sql: &str) -> Statement {
        outline(sql).first.unwrap()
    }

    fn problems(sql: &str) -> Vec<Problem> {
        check(&Script { file: "1_x.up.sql".to_owned(), text: sql.to_owned() })
    }

    #[test]
    fn extensions_and_whether_their_version_matters() {
        let sql = "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA x;\n\
                   CREATE EXTENSION hstore VERSION '1.8';\nALTER EXTENSION pg_trgm UPDATE TO '1.6';\n\
                   ALTER EXTENSION citext UPDATE;\nALTER EXTENSION ltree SET SCHEMA y;";
        let found: Vec<(String, bool)> =
            extensions(sql).into_iter().map(|it| (it.name, it.asks_version)).collect();
        let expected =
            [("uuid-ossp", false), ("hstore", true), ("pg_trgm", true), ("citext", false), ("ltree", false)];
        assert_eq!(found, expected.map(|(name, asks)| (name.to_owned(), asks)));
    }

    #[test]
    fn a_concurrent_index_is_understood() {
        let sql = "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"By Mail\"\n    \
                   ON ONLY app.users USING btree (lower(mail) DESC) INCLUDE (id) WHERE mail <> '';\n";
        let Statement::CreateIndexConcurrently(index) = first(sql) else { panic!("{:?}", first(sql)) };
        assert_eq!(index.name.as_deref(), Some("\"By Mail\""));
        assert_eq!(index.table, "app.users");
        assert!(index.if_not_exists);
        assert_eq!(
            index.probe.trim_end_matches(';'),
            "CREATE UNIQUE INDEX canai_db_probe_index ON pg_temp.canai_db_probe \
             USING btree (lower(mail) DESC) INCLUDE (id) WHERE mail <> ''"
        );
    }

    #[test]
    fn other_concurrent_statements_are_understood() {
        for (sql, expected) in [
            (
                "drop index concurrently if exists app.i",
                Statement::DropIndexConcurrently { index: "app.i".into() },
            ),
            (
                "REINDEX INDEX CONCURRENTLY i;",
                Statement::ReindexConcurrently(ReindexScope::Index("i".into())),
            ),
            (
                "reindex (verbose, concurrently) table app.t",
                Statement::ReindexConcurrently(ReindexScope::Table("app.t".into())),
            ),
            (
                "REINDEX SCHEMA CONCURRENTLY s",
                Statement::ReindexConcurrently(ReindexScope::Schema("s".into())),
            ),
            (
                "ALTER TABLE logs DETACH PARTITION logs_2025 CONCURRENTLY",
                Statement::DetachPartitionConcurrently {
                    parent: "logs".into(),
                    partition: "logs_2025".into(),
                },
            ),
            ("ALTER TYPE mood ADD VALUE 'meh' AFTER 'ok'", Statement::AddEnumValue),
            ("vacuum (analyze) t", Statement::Vacuum),
            ("create index i on t (a)", Statement::Other),
            ("drop index i", Statement::Other),
            ("alter table logs detach partition logs_2025", Statement::Other),
        ] {
            assert_eq!(first(sql), expected, "{sql}");
        }
    }

    #[test]
    fn transaction_control_is_refused_with_its_line() {
        for (sql, line, words) in [
            ("create table t ();\ncommit;\n", 2, "commit"),
            ("BEGIN;\ncreate table t ();\nEND;", 1, "BEGIN"),
            ("create table t ();\n\n  rollback and chain;", 3, "rollback and chain"),
            (
                "start transaction isolation level serializable;",
                1,
                "start transaction isolation level serializable",
            ),
            ("prepare transaction 'x';", 1, "prepare transaction 'x'"),
        ] {
            assert_eq!(
                problems(sql),
                [Problem::TransactionControl { file: "1_x.up.sql".into(), line, words: words.into() }],
                "{sql}"
            );
        }
    }

    #[test]
    fn what_only_looks_like_transaction_control_is_not_refused() {
        for sql in [
            "savepoint a; create table t (); rollback to savepoint a; release savepoint a;",
            "create function f() returns int language sql begin atomic select 1; select 2; end;",
            "do $$ begin perform 1; commit; end $$;",
            "create function f() returns void language plpgsql as $$ begin return; end $$;",
            "select 'commit;'; -- commit;\n/* commit; */",
            "create table t (\"commit\" int);",
            "this is not sql at all ((( ; commit;",
            "",
            "-- only words\n",
        ] {
            assert_eq!(problems(sql), [], "{sql}");
        }
    }

    #[test]
    fn a_no_transaction_file_holds_one_statement() {
        assert_eq!(problems("-- no-transaction\nvacuum t;\n;\n"), []);
        assert_eq!(problems("-- no-transaction\ndo $$ begin commit; end $$;\n"), []);
        assert_eq!(problems("-- no-transaction\n-- nothing else\n"), []);
        assert_eq!(
            problems("-- no-transaction\nvacuum t;\nvacuum u;"),
            [Problem::SeveralStatements { file: "1_x.up.sql".into(), count: 2 }]
        );
    }

    #[test]
    fn statements_in_the_wrong_kind_of_file() {
        assert_eq!(
            problems("create table t (a int);\ncreate index concurrently i on t (a);"),
            [Problem::NeedsNoTransaction { file: "1_x.up.sql".into(), words: "CREATE INDEX CONCURRENTLY" }]
        );
        assert_eq!(
            problems("-- no-transaction\ncreate index concurrently on t (a);"),
            [Problem::UnnamedIndex { file: "1_x.up.sql".into() }]
        );
        assert_eq!(
            problems("create table t ();\r\n"),
            [Problem::WindowsLineEndings { file: "1_x.up.sql".into() }]
        );
    }
}
