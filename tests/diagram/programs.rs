//! The real programs that read diagrams, and what they have to find.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{draw, project};
use crate::connect::programs::Folder;

/// What Graphviz makes of it; nothing to complain about.
pub fn dot_to_svg(text: &str) -> String {
    let mut child = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("dot: {error}; apt-get install graphviz"));
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.lines().filter(|it| !it.to_lowercase().contains("font")).collect();
    assert!(output.status.success() && said.is_empty(), "{said:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A file as a browser has it when it is loaded, its scripts run.
pub fn chromium_dom(file: &Path) -> String {
    let folder = Folder::create("chromium");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap_or_else(|error| panic!("chromium: {error}; apt-get install chromium"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn graphviz_draws_the_project() {
    let svg = dot_to_svg(&draw(&["--format", "dot"]));
    assert_eq!(svg.matches("class=\"edge\"").count(), 21, "16 keys, 5 relations");
    assert!(svg.contains("ip_address") && svg.contains("displays"));
}

#[test]
fn a_browser_draws_the_project_and_asks_for_nothing_else() {
    let folder = Folder::create("browser");
    let page = folder.path().join("page.html");
    let text = draw(&["--format", "html"]);
    for outside in ["http://", "https://", "url(", "@import", " src=", "<link"] {
        let own = text.replace("http://www.w3.org/2000/svg", "");
        assert!(!own.contains(outside), "{outside}");
    }
    std::fs::write(&page, &text).unwrap();
    let shown = chromium_dom(&page);
    assert!(shown.contains("<g id=\"view\" transform=\"translate("));
    let tables = project().iter().filter(|it| it.text.contains("\ntable: ")).count();
    // With auth.users and the audit log.
    assert_eq!(shown.matches("<article ").count(), tables + 2);
    let picture = folder.path().join("picture.svg");
    std::fs::write(&picture, draw(&["--format", "svg"])).unwrap();
    let shown = chromium_dom(&picture);
    assert!(!shown.contains("parsererror"));
    assert_eq!(shown.matches("class=\"er-edge").count(), 1 + 21);
}
