//! The grammar as JSON Schema, for editors that complete and check YAML while it is written.

use serde_json::{Map, Value, json};

use super::grammar::{
    ADDITIONS_FILE, GENERATE_FILE, JOB_FILE, OBJECTS_FILE, PLATFORM_FILE, Record, SEED_FILE, SET_FILE,
    SETTINGS_FILE, Shape, TABLE_FILE, TARGET_FILE,
};

/// One schema for every file kind: a file is a table's, the platform's or one of other objects.
pub fn json_schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "canai-db schema file",
        "if": { "required": ["table"] },
        "then": record(&TABLE_FILE),
        "else": {
            "if": { "required": ["platform"] },
            "then": record(&PLATFORM_FILE),
            "else": {
                "if": { "required": ["extends"] },
                "then": record(&ADDITIONS_FILE),
                "else": record(&OBJECTS_FILE),
            },
        },
    })
}

/// One schema for the files of seed sets: rows of a table, or what holds for the set.
pub fn seed_json_schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "canai-db seed file",
        "if": { "anyOf": [{ "required": ["comment"] }, { "required": ["environments"] }] },
        "then": record(&SET_FILE),
        "else": record(&SEED_FILE),
    })
}

/// The schema of the files in jobs/.
pub fn job_json_schema() -> Value {
    let mut schema = record(&JOB_FILE);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("canai-db job file");
    schema
}

/// The schema of `seeds/generate.yaml`.
pub fn generate_json_schema() -> Value {
    let mut schema = record(&GENERATE_FILE);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema
}

/// The schema of the files in targets/.
pub fn target_json_schema() -> Value {
    let mut schema = record(&TARGET_FILE);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema
}

/// The schema of `canai-db.yaml`.
pub fn settings_json_schema() -> Value {
    let mut schema = record(&SETTINGS_FILE);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema
}

fn record(record: &Record) -> Value {
    let mut properties = Map::new();
    for key in record.keys {
        let mut schema = shape(&key.shape);
        if let Value::Object(object) = &mut schema {
            object.insert("description".to_owned(), json!(key.doc));
        }
        properties.insert(key.name.to_owned(), schema);
    }
    let required: Vec<&str> = record.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({
        "type": "object",
        "title": record.title,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let either = record.keys.iter().filter(|key| key.either).map(|key| json!({ "required": [key.name] }));
    let either: Vec<Value> = either.collect();
    if !either.is_empty() {
        schema["oneOf"] = Value::Array(either);
    }
    schema
}

fn shape(shape_: &Shape) -> Value {
    match shape_ {
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Name | Shape::Type | Shape::Sql | Shape::Query => json!({ "type": "string", "minLength": 1 }),
        // `check: true` and `default_sql: 0` are expressions too.
        Shape::Text | Shape::Expression => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Value => json!({}),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::List(item) => json!({ "type": "array", "items": shape(item) }),
        Shape::Map(value) => json!({ "type": "object", "additionalProperties": shape(value) }),
        Shape::Record(inner) => record(inner),
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(shape).collect::<Vec<_>>() }),
        Shape::Optional(inner) => json!({ "anyOf": [{ "type": "null" }, shape(inner)] }),
    }
}
