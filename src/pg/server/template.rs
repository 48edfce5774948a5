//! A cluster made by initdb once per PostgreSQL version and copied ever after: a copy costs a
//! seventh of an initdb. Superuser `postgres`, UTF8, sorted by code point, in UTC, so that results
//! are the same on any machine.

use std::fs;
use std::path::{Path, PathBuf};

use super::binaries::{Binaries, Version};
use super::identity::{self, Identity};
use super::{ServerError, folders, launch, spawn};

/// The template of this version, made now if it is not there. Safe in several processes at once.
pub fn ensure(binaries: &Binaries, identity: &Identity) -> Result<PathBuf, ServerError> {
    let templates = folders::cache()?.join("templates");
    folders::ours(&templates)?;
    // Two builds of one version need not read each other's clusters.
    let name = format!("{}-{}", binaries.version(), folders::fingerprint(binaries.folder()));
    let template = templates.join(&name);
    if template.exists() {
        return Ok(template);
    }
    let _lock = folders::lock(&templates.join(format!("{name}.lock")))?;
    if !template.exists() {
        let unfinished = templates.join(format!("{name}.new"));
        initialise(binaries, identity, &unfinished)?;
        fs::rename(&unfinished, &template).map_err(ServerError::io("create", &template))?;
    }
    Ok(template)
}

fn initialise(binaries: &Binaries, identity: &Identity, data: &Path) -> Result<(), ServerError> {
    identity.check_reach(binaries.folder())?;
    let mut outcome = Ok(());
    for locale in locales(binaries.version()) {
        folders::remove(data)?;
        folders::make(data, 0o700)?;
        identity.own(data)?;
        outcome = initdb(binaries, identity, data, locale);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

/// What to try as the locale, best first: C.UTF-8 sorts like C and knows the case of all letters,
/// but before version 17 the system has to have it.
fn locales(version: &Version) -> &'static [&'static [&'static str]] {
    if version.major >= 17 {
        &[&["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
    } else {
        &[&["--locale=C.UTF-8", "--lc-messages=C"], &["--locale=C"]]
    }
}

fn initdb(binaries: &Binaries, identity: &Identity, data: &Path, locale: &[&str]) -> Result<(), ServerError> {
    let path = binaries.program("initdb");
    let mut command = launch::program(&path, identity);
    // Small WAL files make the template, and so every copy, 15 MB smaller.
    command.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--wal-segsize=1"]);
    command.args(locale).arg("-D").arg(data);
    // An initdb that outlived us would write into what the next one is making.
    spawn::die_with_parent(&mut command);
    let output = command.output().map_err(ServerError::io("run", &path))?;
    if output.status.success() {
        return Ok(());
    }
    let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let user = rustix::process::geteuid().as_raw();
    Err(if *identity == Identity::Same && !identity::is_listed(user) {
        ServerError::InitdbWithoutUser { program: path, user, output }
    } else {
        ServerError::Initdb { program: path, output }
    })
}
