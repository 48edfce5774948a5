//! `canai-db json-schema`: the YAML format, for editors.

use clap::Args;

use crate::error::Outcome;
use crate::ui::Ui;
use crate::yaml;

/// Print the JSON Schema of the YAML files, for editors
///
/// An editor with a YAML language server completes and checks a file that starts with
/// `# yaml-language-server: $schema=PATH`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  canai-db json-schema > schema/schema.json
  canai-db json-schema | jq '.then.properties | keys'")]
pub struct JsonSchema {}

pub fn run(_command: &JsonSchema, ui: &Ui) -> anyhow::Result<Outcome> {
    ui.line(serde_json::to_string_pretty(&yaml::json_schema())?);
    Ok(Outcome::Done)
}
