//! What a database should be: an empty one with the platform's objects, and what the migrations make of it.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Error, Facts, scope};
use crate::import::Imported;
use crate::migration::Migration;
use crate::migration::statement::{self, ExtensionUse};
use crate::model::Schema;
use crate::pg::catalog::{self, Catalog};
use crate::pg::scratch::{Bodies, Original, Place, Scratch};
use crate::replay::Replay;
use crate::sql;

/// What a replay came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Before the first migration: what PostgreSQL and the platform bring.
    pub before: Catalog,
    /// What the migrations made or changed.
    pub ours: Catalog,
    /// What was there before and is gone after them.
    pub dropped: Vec<String>,
}

/// All that decides what a replay comes to.
pub struct Expectation<'a> {
    version: i32,
    role: &'a str,
    search_path: Option<&'a str>,
    migrations: Vec<&'a Migration>,
    declared: &'a Schema,
    platform: String,
}

impl<'a> Expectation<'a> {
    pub fn new(facts: &'a Facts, migrations: &[&'a Migration], declared: &'a Schema) -> Result<Self, Error> {
        let platform = sql::platform_script(declared).map_err(|found| {
            let lines: Vec<String> =
                found.iter().map(|it| format!("{}: {}", it.object, it.message)).collect();
            Error::Platform(lines.join("; "))
        })?;
        Ok(Self {
            version: facts.version,
            role: &facts.role,
            search_path: facts.search_path.as_deref(),
            migrations: migrations.to_vec(),
            declared,
            platform,
        })
    }

    /// What schema/ says about others' objects.
    pub fn declared(&self) -> &Schema {
        self.declared
    }

    /// The extensions that the migrations make.
    pub fn extensions(&self) -> Vec<ExtensionUse> {
        self.migrations.iter().flat_map(|it| statement::extensions(&it.up.text)).collect()
    }

    /// A name for it that nothing else has: of the server's version, the migrations as they are and in
    /// their order, what the platform brings, and how catalogs are read.
    pub fn key(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(env!("CARGO_PKG_VERSION").as_bytes());
        part(catalog::SETTINGS.as_bytes());
        for sql in catalog::QUERIES {
            part(sql.as_bytes());
        }
        part(&self.version.to_le_bytes());
        part(self.role.as_bytes());
        part(self.search_path.unwrap_or_default().as_bytes());
        part(self.platform.as_bytes());
        for migration in &self.migrations {
            part(&migration.version.to_le_bytes());
            part(migration.up.text.as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Replays the migrations; for a fix, what they made is read in the words of the format too.
    pub async fn build(
        &self,
        original: &Original,
        place: Place,
        supervisor: &Path,
        for_fix: bool,
        progress: &(dyn Fn(&str) + Sync),
    ) -> Result<(Expected, Option<Imported>), Error> {
        progress("starting a scratch server");
        let scratch = Scratch::beside(original, place, supervisor).await?;
        let replay = Replay::begin(&scratch, "drift", self.declared, Bodies::Taken).await?;
        progress("replaying the migrations");
        let built = self.replay_and_import(&replay, for_fix).await;
        replay.end().await?;
        built
    }

    async fn replay_and_import(
        &self,
        replay: &Replay<'_>,
        for_fix: bool,
    ) -> Result<(Expected, Option<Imported>), Error> {
        let expected = self.replay(replay).await?;
        if !for_fix {
            return Ok((expected, None));
        }
        let catalog = replay.catalog().await?;
        let selection = scope::selection(&scope::schemas(&expected, self.declared), &catalog);
        let imported = replay.import(&selection).await?;
        Ok((expected, Some(imported)))
    }

    async fn replay(&self, replay: &Replay<'_>) -> Result<Expected, Error> {
        let before = replay.catalog().await?;
        // One run goes by version; what came late to the database comes late here too.
        let mut so_far: Vec<Migration> = Vec::new();
        let ascending = self.migrations.chunk_by(|a, b| a.version < b.version);
        for run in ascending {
            so_far.extend(run.iter().map(|migration| (*migration).clone()));
            so_far.sort_by_key(|migration| migration.version);
            replay.apply(&so_far, None, "the migrations that are applied cannot be replayed").await?;
        }
        let mut after = replay.catalog().await?;
        let dropped =
            before.objects.keys().filter(|name| !after.objects.contains_key(*name)).cloned().collect();
        after.objects.retain(|name, object| before.objects.get(name) != Some(object));
        self.forget_versions(&mut after);
        Ok(Expected { before, ours: after, dropped })
    }

    /// The version of an extension is whatever the server has, unless a migration asks for one.
    fn forget_versions(&self, catalog: &mut Catalog) {
        let used = self.extensions();
        for (name, object) in &mut catalog.objects {
            let Some(extension) = name.strip_prefix("extension ") else { continue };
            let asked = used.iter().any(|it| it.asks_version && it.name == extension);
            if !asked {
                object.facts.retain(|(attribute, _)| &**attribute != "version");
            }
        }
    }
}
