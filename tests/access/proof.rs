//! A schema that does what it declares, and one change at a time that opens or closes something: each is
//! found, by the probe that is for it, and nothing else is.

use std::path::Path;
use std::process::Command;

use super::Folder;
use crate::harness::canai_db;

const PLATFORM: &str = "
platform:
  roles:
    anon:          { inherit: false }
    authenticated: { inherit: false }
    clerk:         {}
    robot:         { bypassrls: true }
  schemas: { auth: { grants: { authenticated: [usage] } } }
  tables:
    auth.users: { columns: { id: { type: uuid, primary_key: true } } }
  functions:
    auth.uid:
      returns: uuid
      language: sql
      volatility: stable
      body: select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
";

const POSTS: &str = "
table: posts
columns:
  id:      { type: uuid, primary_key: true, default_sql: gen_random_uuid() }
  user_id: { type: uuid, references: { table: auth.users, column: id } }
  title:   { type: text, not_null: true }
  secret:  { type: text }
row_security: enabled
policies:
  see:    { for: select, to: [authenticated], using: auth.uid() = user_id }
  add:    { for: insert, to: [authenticated], with_check: auth.uid() = user_id }
  edit:   { for: update, to: [authenticated], using: auth.uid() = user_id, with_check: auth.uid() = user_id }
  remove: { for: delete, to: [authenticated], using: auth.uid() = user_id }
  begin:  { for: insert, to: [anon], with_check: user_id is null }
grants:
  anon: [{ insert: [title] }]
  authenticated: [{ select: [id, user_id, title], insert: [user_id, title], update: [user_id, title] }, delete]
  robot: [all]
access:
  anon: { insert: { rows: unowned, columns: [title] } }
  authenticated:
    select: { rows: own, except: [secret] }
    insert: { rows: own, columns: [user_id, title] }
    update: { rows: own, columns: [user_id, title] }
    delete: own
  robot: all
";

const COMMENTS: &str = "
table: comments
columns:
  id:      { type: bigint, identity: always, primary_key: true }
  post_id: { type: uuid, references: { table: posts, column: id, on_delete: cascade } }
  user_id: { type: uuid, not_null: true, references: { table: auth.users, column: id } }
  body:    { type: text, not_null: true, default: nothing }
row_security: enabled
policies:
  own:
    for: all
    to: [authenticated]
    using: (select auth.uid()) = user_id
    with_check: (select auth.uid()) = user_id and (post_id is null or post_id in (select id from posts))
grants:
  authenticated: [select, insert, update, delete]
access:
  authenticated: { select: own, insert: own, update: own, delete: own }
  robot: none
";

const PAGES: &str = "
table: pages
columns:
  id:        { type: integer, primary_key: true }
  published: { type: boolean, not_null: true }
  text:      { type: text }
row_security: enabled
policies:
  public_read: { for: select, to: [anon, authenticated], using: published }
  clerk_read:  { for: select, to: [clerk], using: 'true' }
  clerk_edit:  { for: update, to: [clerk], using: 'true', with_check: 'true' }
grants:
  anon: [select]
  authenticated: [select]
  clerk: [select, { update: [text] }]
access:
  anon:          { select: { where: published } }
  authenticated: { select: { where: published } }
  clerk:         { select: all, update: { columns: [text] } }
";

/// What a person likes, once: the key holds the owner.
const LIKES: &str = "
table: likes
columns:
  user_id: { type: uuid, references: { table: auth.users, column: id } }
  post_id: { type: uuid, references: { table: posts, column: id } }
  stars:   { type: integer, range: { min: 1, max: 5 } }
primary_key: [user_id, post_id]
row_security: enabled
policies:
  own:
    for: all
    to: [authenticated]
    using: (select auth.uid()) = user_id
    with_check: (select auth.uid()) = user_id and post_id in (select id from posts)
grants:
  authenticated: [select, insert, delete]
access:
  authenticated: { select: own, insert: own, delete: own }
";

fn project(change: impl Fn(&str) -> String) -> Folder {
    Folder::new(&[
        ("schema/platform.yaml", PLATFORM.to_owned()),
        ("schema/tables/posts.yaml", change(POSTS)),
        ("schema/tables/comments.yaml", change(COMMENTS)),
        ("schema/tables/pages.yaml", change(PAGES)),
        ("schema/tables/likes.yaml", change(LIKES)),
    ])
}

/// What is found once a piece of the schema is replaced.
#[track_caller]
fn found(before: &str, after: &str) -> Vec<String> {
    let whole = [POSTS, COMMENTS, PAGES, LIKES].concat();
    assert!(whole.matches(before).count() == 1, "{before} is there once");
    project(|text| text.replace(before, after)).wrong()
}

#[test]
fn what_is_declared_holds() {
    assert_eq!(project(str::to_owned).wrong(), Vec::<String>::new());
}

#[test]
fn rows_of_others_can_be_read() {
    assert_eq!(
        found(
            "see:    { for: select, to: [authenticated], using: auth.uid() = user_id }",
            "see: { for: select, to: [authenticated], using: 'true' }"
        ),
        [
            // Whoever sees a post may comment on it.
            "comments: authenticated may not attach own rows to others' rows of posts by insert (comments_post_id_fkey); allowed",
            "comments: authenticated may not attach own rows to unowned rows of posts by insert (comments_post_id_fkey); allowed",
            "comments: authenticated may not attach own rows to others' rows of posts by update (comments_post_id_fkey); allowed",
            "comments: authenticated may not attach own rows to unowned rows of posts by update (comments_post_id_fkey); allowed",
            "likes: authenticated may not attach own rows to others' rows of posts by insert (likes_post_id_fkey); allowed",
            "likes: authenticated may not attach own rows to unowned rows of posts by insert (likes_post_id_fkey); allowed",
            "posts: authenticated may not select others' rows; allowed",
            "posts: authenticated may not select unowned rows; allowed",
        ]
    );
}

#[test]
fn a_column_can_be_read() {
    assert_eq!(
        found("select: [id, user_id, title],", "select: [id, user_id, title, secret],"),
        ["posts: authenticated may not select secret; allowed"]
    );
}

#[test]
fn rows_of_others_can_be_added() {
    assert_eq!(
        found(
            "add:    { for: insert, to: [authenticated], with_check: auth.uid() = user_id }",
            "add: { for: insert, to: [authenticated], with_check: user_id is not null }"
        ),
        ["posts: authenticated may not insert others' rows; allowed"]
    );
}

#[test]
fn a_column_can_be_given_a_value() {
    assert_eq!(
        found("insert: [user_id, title],", "insert: [user_id, title, secret],"),
        ["posts: authenticated may not insert a value of secret; allowed"]
    );
    assert_eq!(
        found("anon: [{ insert: [title] }]", "anon: [{ insert: [title, secret] }]"),
        ["posts: anon may not insert a value of secret; allowed"]
    );
}

#[test]
fn what_was_added_can_be_read_back() {
    let wrong = found("anon: [{ insert: [title] }]", "anon: [select, { insert: [title] }]");
    // Without a policy nothing is read; with one it is.
    assert_eq!(wrong, Vec::<String>::new());
    let project = project(|text| {
        text.replace("anon: [{ insert: [title] }]", "anon: [select, { insert: [title] }]")
            .replace("  begin:", "  look: { for: select, to: [anon], using: user_id is null }\n  begin:")
    });
    assert_eq!(
        project.wrong(),
        [
            "posts: anon may not select unowned rows; allowed",
            "posts: anon may not insert unowned rows and read them back; allowed",
        ]
    );
}

#[test]
fn rows_of_others_can_be_changed() {
    assert_eq!(
        found(
            "edit:   { for: update, to: [authenticated], using: auth.uid() = user_id, with_check: auth.uid() = user_id }",
            "edit: { for: update, to: [authenticated], using: 'true' }"
        ),
        [
            "posts: authenticated may not update others' rows; allowed",
            "posts: authenticated may not update unowned rows; allowed",
            "posts: authenticated may not make own rows somebody else's; allowed",
            "posts: authenticated may not make own rows nobody's; allowed",
        ]
    );
}

#[test]
fn a_column_can_be_changed() {
    assert_eq!(
        found("update: [user_id, title] }, delete]", "update: [user_id, title, secret] }, delete]"),
        ["posts: authenticated may not update secret; allowed"]
    );
    assert_eq!(
        found("clerk: [select, { update: [text] }]", "clerk: [select, update]"),
        ["pages: clerk may not update id; allowed", "pages: clerk may not update published; allowed"]
    );
}

#[test]
fn a_row_can_be_given_away() {
    assert_eq!(
        found(
            "using: auth.uid() = user_id, with_check: auth.uid() = user_id }",
            "using: auth.uid() = user_id, with_check: 'true' }"
        ),
        [
            "posts: authenticated may not make own rows somebody else's; allowed",
            "posts: authenticated may not make own rows nobody's; allowed",
        ]
    );
}

#[test]
fn rows_of_others_can_be_deleted() {
    assert_eq!(
        found(
            "remove: { for: delete, to: [authenticated], using: auth.uid() = user_id }",
            "remove: { for: delete, to: [authenticated], using: user_id is not null }"
        ),
        ["posts: authenticated may not delete others' rows; allowed"]
    );
}

#[test]
fn a_row_can_be_attached_to_somebody_elses() {
    let open = " and (post_id is null or post_id in (select id from posts))";
    let attached = |by: &str, outcome: &str| {
        ["others'", "unowned"].map(|to| {
            format!("comments: authenticated may not attach own rows to {to} rows of posts by {by} (comments_post_id_fkey); {outcome}")
        })
    };
    let expected = [attached("insert", "allowed"), attached("update", "allowed")].concat();
    assert_eq!(found(open, ""), expected);
    // A foreign key over the owner as well keeps it out without a policy.
    let project = project(|text| {
        text.replace(open, "")
            .replace("references: { table: posts, column: id, on_delete: cascade } }", "}")
            .replace("table: comments\n", "table: comments\nforeign_keys:\n  comments_post_id_fkey: { columns: [post_id, user_id], references: { table: posts, columns: [id, user_id] } }\n")
            .replace("table: posts\n", "table: posts\nunique: [[id, user_id]]\n")
    });
    assert_eq!(project.wrong(), Vec::<String>::new());
}

#[test]
fn a_table_can_be_emptied() {
    assert_eq!(
        found(
            "  authenticated: [select, insert, update, delete]\n",
            "  authenticated: [select, insert, update, delete, truncate]\n"
        ),
        ["comments: authenticated may not truncate; allowed"]
    );
}

#[test]
fn a_condition_is_held_against_rows_that_fail_it() {
    assert_eq!(
        found("using: published }", "using: 'true' }"),
        [
            "pages: anon may not select rows where not (published); allowed",
            "pages: authenticated may not select rows where not (published); allowed",
        ]
    );
}

#[test]
fn what_is_declared_and_refused_is_found() {
    assert_eq!(
        found("  begin:  { for: insert, to: [anon], with_check: user_id is null }\n", ""),
        ["posts: anon may insert unowned rows; denied", "posts: anon may insert a value of title; denied",]
    );
    assert_eq!(
        found("  clerk_read:  { for: select, to: [clerk], using: 'true' }\n", ""),
        ["pages: clerk may select rows; filtered"]
    );
}

#[test]
fn a_role_that_is_not_named_may_do_nothing() {
    assert_eq!(
        found("  authenticated: [select]\n  clerk", "  authenticated: [select]\n  robot: [select]\n  clerk"),
        ["pages: robot may not select rows; allowed"]
    );
}

/// An error that is none of access is no denial.
#[test]
fn another_error_proves_nothing() {
    let folder = Folder::new(&[
        ("schema/platform.yaml", PLATFORM.to_owned()),
        ("schema/tables/posts.yaml", POSTS.replace("policies:", "triggers:\n  stop: { before: delete, for_each: row, execute: stop }\npolicies:")),
        ("schema/tables/comments.yaml", COMMENTS.to_owned()),
        ("schema/functions.yaml", "functions:\n  stop: { returns: trigger, language: plpgsql, body: \"begin raise exception 'no'; end\" }\n".to_owned()),
    ]);
    assert_eq!(
        folder.wrong(),
        [
            "posts: authenticated may delete own rows; error",
            "posts: robot may delete others' rows; error",
            "posts: robot may delete unowned rows; error"
        ]
    );
}

/// Who asks may stand in a setting of one's own, as the id alone.
#[test]
fn the_caller_is_found_by_trying() {
    let asked = "current_setting('app.user', true)";
    let change = |value: &str| {
        project(|text| {
            text.replace("(select auth.uid()) = user_id", &format!("user_id = {value}"))
                .replace("auth.uid() = user_id", &format!("\"user_id = {value}\""))
        })
    };
    assert_eq!(change(&format!("{asked}::uuid")).wrong(), Vec::<String>::new());
    assert_eq!(change(&format!("nullif({asked}, '')::uuid")).wrong(), Vec::<String>::new());
    // Of another form nobody knows that it is the caller's id, so that no row is anybody's own.
    let output = change(&format!("concat({asked})::uuid")).test(&[]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("nothing says whose the rows of posts are"), "{said}");
}

#[test]
fn a_caller_that_no_setting_makes_is_told() {
    let folder = Folder::new(&[
        (
            "schema/platform.yaml",
            PLATFORM.replace(
                "select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid",
                "select null::uuid",
            ),
        ),
        ("schema/tables/posts.yaml", POSTS.to_owned()),
    ]);
    let output = folder.test(&[]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("nothing makes `auth.uid()` the id of a person") && said.contains("request.jwt.claims"),
        "{said}"
    );
}

/// A policy that nothing is declared for, of which no generated row says anything.
#[test]
fn what_no_row_decides_is_not_proved() {
    let drop = "  clerk_drop: { for: delete, to: [clerk], using: text = 'of no generated row' }\n";
    let change = |text: &str| {
        let policy = text.replace("  clerk_edit: ", &format!("{drop}  clerk_edit: "));
        policy.replace("clerk: [select, { update: [text] }]", "clerk: [select, delete, { update: [text] }]")
    };
    assert_eq!(project(change).wrong(), ["pages: clerk may not delete rows; filtered"]);
    let output = project(change).test(&["pages", "--role", "clerk"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let said =
        "not proved  pages: clerk may not delete rows; policies let it where text = 'of no generated row'";
    assert!(text.contains(said), "{text}");
}

/// The repository's own tables do what they declare, and each of them declares something.
#[test]
fn our_tables_do_what_they_declare() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command: Command = canai_db();
    let output = command.arg("-C").arg(root).args(["access", "test"]).output().unwrap();
    let (text, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{text}{said}");
    assert!(text.contains("Proved:") && !said.contains("No `access` is declared"), "{text}{said}");
}
