//! Findings as SARIF 2.1.0, which code scanning services take.

use serde_json::{Value, json};

use super::finding::Finding;
use super::rule::{Rule, Severity};

/// One run with the rules that were looked at and what they found.
pub fn sarif(findings: &[Finding], rules: &[&'static Rule]) -> String {
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "canai-db",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|finding| result(finding, rules)).collect::<Vec<_>>(),
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.about },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.why },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "kind": rule.check.kind() },
    })
}

fn result(finding: &Finding, rules: &[&'static Rule]) -> Value {
    let mut result = json!({
        "ruleId": finding.rule.name,
        "level": level(finding.rule.severity),
        "message": { "text": format!("{}\n{}", finding.message, finding.help) },
    });
    if let Some(at) = rules.iter().position(|rule| rule.name == finding.rule.name) {
        result["ruleIndex"] = json!(at);
    }
    if let Some(spot) = &finding.spot {
        let (start, end) = (spot.span.start, spot.span.end);
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&spot.path.to_string_lossy().replace('\\', "/")) },
            "region": {
                "startLine": start.0,
                "startColumn": start.1 + 1,
                "endLine": end.0,
                "endColumn": end.1 + 1,
            },
        } }]);
    }
    result
}

/// A path as a relative reference: what has a meaning in one, or no place in it, by its bytes.
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|it| if is_plain(it) { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warn => "warning",
        Severity::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_path_is_a_reference() {
        assert_eq!(super::uri("schema/a-b_c.yaml"), "schema/a-b_c.yaml");
        assert_eq!(super::uri("my tables/a%b,c:d.yaml"), "my%20tables/a%25b%2Cc%3Ad.yaml");
    }
}
