//! An import keeps what is declared of access, and says who has nothing where the platform gives something.

use std::fs;

use canai_db::diagnostic::Source;
use canai_db::pg::platform;
use canai_db::yaml;

use super::{Folder, server};
use crate::harness::{TestDatabase, block_on, canai_db};

const PLATFORM: &str = "
platform:
  roles: { guest_of_import: {}, member_of_import: {} }
  default_privileges:
    - { in: public, tables: { guest_of_import: [all], member_of_import: [all] } }
";

const NOTES: &str = "
table: notes
columns: { id: { type: integer, primary_key: true } }
grants: { guest_of_import: [] }
access:
  member_of_import: all
";

#[test]
fn access_comes_back() {
    let folder = Folder::new(&[
        ("schema/platform/p.yaml", PLATFORM.to_owned()),
        ("schema/tables/notes.yaml", NOTES.to_owned()),
    ]);
    let database = TestDatabase::create_on(server());
    let source = Source { path: "p.yaml".into(), text: PLATFORM.to_owned() };
    let (declared, mistakes) = yaml::read(&[source]);
    assert_eq!(mistakes, vec![]);
    block_on(async { platform::create(&database.client().await, &declared).await.unwrap() });
    let run = |words: &[&str]| {
        let mut command = canai_db();
        command.arg("-C").arg(&folder.0).args(words);
        if words[0] != "compile" {
            command.args(["--database-url", &database.url]);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {said}");
    };
    run(&["compile", "--name", "first"]);
    run(&["migrate"]);
    let held = "SELECT grantee, count(*) FROM information_schema.role_table_grants WHERE table_name = 'notes' AND grantee ~ 'of_import' GROUP BY 1";
    assert_eq!(database.query(held), ["member_of_import|7"]);
    run(&["import", "--overwrite"]);
    let text = fs::read_to_string(folder.0.join("schema/tables/notes.yaml")).unwrap();
    for line in ["guest_of_import:  []", "member_of_import: [all]", "access:", "member_of_import: all"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    run(&["compile", "--check"]);
}
