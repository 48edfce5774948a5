//! What the files say, checked before anything runs.

use std::fs;

use super::Project;

#[test]
fn a_column_that_nobody_classified_fails() {
    let project = Project::new();
    assert!(project.ok(&["subject", "verify"]).starts_with("Classified:"));
    let path = project.root.join("schema/tables/usage_logs.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace(
            "success:                { type: boolean, not_null: true, default: true, pii: none }",
            "success:                { type: boolean, not_null: true, default: true }",
        ),
    )
    .unwrap();
    let output = project.run(&["subject", "verify", "--format", "github"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.starts_with("::error file=schema/tables/usage_logs.yaml,line=")
            && said.contains("`success` is not classified"),
        "{said}"
    );
}

#[test]
fn what_is_said_of_persons_changes_the_functions_and_nothing_else() {
    let project = Project::new();
    let path = project.root.join("schema/tables/usage_logs.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let said = text.replace("user_context:           { type: jsonb, not_null: true, default: {}, pii: free_text, on_export: observed }", "user_context:           { type: jsonb, not_null: true, default: {}, pii: free_text, on_export: { exclude: a test } }");
    assert_ne!(said, text);
    fs::write(&path, said).unwrap();
    project.ok(&["compile", "--name", "left_out"]);
    let files = fs::read_dir(project.root.join("migrations")).unwrap().map(|it| it.unwrap().path());
    let mut ups: Vec<_> = files.filter(|it| it.to_str().unwrap().ends_with("left_out.up.sql")).collect();
    let up = fs::read_to_string(ups.remove(0)).unwrap();
    assert_eq!(ups.len(), 0);
    assert!(up.contains("CREATE OR REPLACE FUNCTION canai_db.export_subject"), "{up}");
    assert!(!up.contains("TABLE public."), "{up}");
    project.ok(&["migrate"]);
    assert!(
        project.call("export_subject", super::BEN)["tables"]["usage_logs"][0].get("user_context").is_none()
    );
    project.ok(&["drift"]);
}
