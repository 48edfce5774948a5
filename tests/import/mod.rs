//! A live database read into the model: what the pairs of other projects do not show.

mod exact;
mod platform;
mod round_trip;

use canai_db::compile::{self, Allowed, Compiled, Refusal};
use canai_db::import::{self, Imported, Selection};
use canai_db::lock::Lock;
use canai_db::model::{Object, ObjectId, QualifiedName, Schema};
use time::macros::datetime;
use tokio_postgres::Config;

use crate::harness::{TestDatabase, block_on, connect};

/// Everything that the database's owner would import.
fn read(database: &TestDatabase) -> Imported {
    read_as(&database.config)
}

fn read_as(config: &Config) -> Imported {
    block_on(async { import::read(&connect(config).await, &Selection::default()).await.unwrap() })
}

fn compiled(from: &Schema, to: &Schema) -> Compiled {
    compile_from(from, to).unwrap()
}

fn compile_from(from: &Schema, to: &Schema) -> Result<Compiled, Refusal> {
    let lock = Lock { schema: from.clone(), ..Lock::default() };
    let now = datetime!(2026-01-01 00:00:00 UTC);
    compile::compile(&lock, to, &[], None, &Allowed::everything(), now)
}

/// The database that the schema makes from nothing.
fn built(schema: &Schema) -> TestDatabase {
    let database = TestDatabase::create();
    let empty = Schema { platform: schema.platform.clone(), ..Schema::default() };
    for migration in compiled(&empty, schema).migrations {
        database.execute(&migration.up.text);
    }
    database
}

fn unsupported(imported: &Imported) -> Vec<String> {
    imported.unsupported.iter().map(|it| format!("{}: {}", it.object, it.reason)).collect()
}

fn table<'s>(schema: &'s Schema, schema_name: &str, name: &str) -> &'s canai_db::model::Table {
    let id = ObjectId::Table(QualifiedName::new(schema_name, name));
    match schema.find(&id) {
        Some(Object::Table(table)) => table,
        other => panic!("{id}: {other:?}"),
    }
}

fn ids(objects: &std::collections::BTreeMap<ObjectId, Object>) -> Vec<String> {
    objects.keys().map(ToString::to_string).collect()
}
