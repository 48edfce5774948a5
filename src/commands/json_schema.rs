//! `canai-db json-schema`: the YAML format, for editors.

use clap::{Args, ValueEnum};

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
  canai-db json-schema seeds > seeds/schema.json
  canai-db json-schema jobs > jobs/schema.json
  canai-db json-schema generate > seeds/generate.schema.json
  canai-db json-schema targets > targets/schema.json
  canai-db json-schema settings > canai-db.schema.json
  canai-db json-schema | jq '.then.properties | keys'")]
pub struct JsonSchema {
    /// Which files it is for
    #[arg(value_enum, default_value_t)]
    files: Files,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Files {
    /// Those in schema/.
    #[default]
    Schema,
    /// Those in the sets of seeds/.
    Seeds,
    /// Those in jobs/.
    Jobs,
    /// The file seeds/generate.yaml.
    Generate,
    /// Those in targets/.
    Targets,
    /// The file canai-db.yaml.
    Settings,
}

pub fn run(command: &JsonSchema, ui: &Ui) -> anyhow::Result<Outcome> {
    let schema = match command.files {
        Files::Schema => yaml::json_schema(),
        Files::Seeds => yaml::seed_json_schema(),
        Files::Jobs => yaml::job_json_schema(),
        Files::Generate => yaml::generate_json_schema(),
        Files::Targets => yaml::target_json_schema(),
        Files::Settings => yaml::settings_json_schema(),
    };
    ui.line(serde_json::to_string_pretty(&schema)?);
    Ok(Outcome::Done)
}
