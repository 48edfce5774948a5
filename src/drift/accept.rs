//! The change of schema/ that accepts a drift, as a diff of the files as they stand: what differs between
//! the database and what it should be, both in the words of the format, is made in the text that somebody
//! wrote. Where the text does not show how, the object is written anew; where even that does not come to
//! what the database has, it is told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::diagnostic::Source;
use crate::import::draft;
use crate::model::routine::name_and_types;
use crate::model::{DataType, QualifiedName, Schema};
use crate::yaml::edit::{self, Edit};
use crate::yaml::merge::{self, Written};
use crate::yaml::node::{Key, Node};
use crate::yaml::{self, FileNames};

/// The files of schema/ as they are.
pub struct Own<'a> {
    pub sources: &'a [Source],
    /// The folder that they are in.
    pub folder: &'a Path,
    /// The file in that folder that editors check the others with.
    pub json_schema: Option<&'a str>,
}

/// A diff, and what it could not say.
#[derive(Debug)]
pub struct Accepted {
    pub diff: String,
    pub by_hand: Vec<String>,
}

/// What is written as one thing: the section it stands in, and its name there.
type Unit = (&'static str, String);

/// The sections of which each entry is a thing of its own.
const SECTIONS: [&str; 13] = [
    "roles",
    "schemas",
    "extensions",
    "collations",
    "enums",
    "domains",
    "types",
    "ranges",
    "sequences",
    "functions",
    "procedures",
    "views",
    "materialized_views",
];
/// The keys by which a file is of one table.
const TABLES: [&str; 2] = ["table", "extends"];
/// The sections that are one thing.
const WHOLE: &str = "default_privileges";

/// How a unit is changed, the most careful way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Edited,
    Anew,
    ByHand,
}

/// The diff of the files that makes them say `live` where that is not what was `expected`.
pub fn accepted(mut expected: Schema, mut live: Schema, own: &Own) -> Accepted {
    let (declared, _) = yaml::read(own.sources);
    for schema in [&mut expected, &mut live] {
        draft::say_as_written(schema, &declared);
    }
    let [from, to] = [&expected, &live].map(|schema| yaml::write(schema, None));
    let ([from_trees, to_trees], mine) = ([&from, &to].map(|it| yaml::trees(it)), yaml::trees(own.sources));
    let (from, to) = (units(&from, &from_trees), units(&to, &to_trees));
    let differ = |unit: &&Unit| match (from.get(*unit), to.get(*unit)) {
        (Some(from), Some(to)) => !merge::same(from.value(), to.value()),
        _ => true,
    };
    let all: BTreeSet<&Unit> = from.keys().chain(to.keys()).collect();
    let mine = units(own.sources, &mine);
    let way = |unit: &&Unit| {
        // What schema/ does not declare, it says nothing of.
        let is_said = mine.contains_key(*unit) || !from.contains_key(*unit);
        if is_said { Way::Edited } else { Way::ByHand }
    };
    let mut ways: BTreeMap<Unit, Way> =
        all.into_iter().filter(differ).map(|it| (it.clone(), way(&it))).collect();
    let change = Change { own, mine, from, to };
    let untouched = yaml::write(&declared, None);
    loop {
        let files = change.made(&ways);
        let failed = change.failed(&ways, &files, &untouched);
        if failed.is_empty() {
            let by_hand = ways.iter().filter(|(_, way)| **way == Way::ByHand);
            let by_hand =
                by_hand.map(|((section, name), _)| format!("{section} {name}").trim_end().to_owned());
            return Accepted { diff: diff(own.sources, &files), by_hand: by_hand.collect() };
        }
        for unit in failed {
            let next = if ways.get(&unit) == Some(&Way::Edited) { Way::Anew } else { Way::ByHand };
            ways.insert(unit, next);
        }
    }
}

/// Where a unit is written.
#[derive(Clone, Copy, Debug)]
struct At<'a> {
    source: &'a Source,
    /// The mapping that it is an entry of; for a table the whole file.
    within: &'a Node,
    /// Its entry there; none for a table.
    entry: Option<&'a (Key, Node)>,
}

impl<'a> At<'a> {
    fn value(&self) -> &'a Node {
        self.entry.map_or(self.within, |(_, value)| value)
    }

    fn value_written(&self) -> Written<'a> {
        Written { source: self.source, node: self.value() }
    }

    fn within_written(&self) -> Written<'a> {
        Written { source: self.source, node: self.within }
    }
}

/// What files hold, except for what is declared under `platform`.
fn units<'a>(sources: &'a [Source], trees: &'a [Option<Node>]) -> BTreeMap<Unit, At<'a>> {
    let mut units = BTreeMap::new();
    for (source, root) in
        sources.iter().zip(trees).filter_map(|(source, root)| Some((source, root.as_ref()?)))
    {
        if let Some((key, name)) = TABLES.iter().find_map(|key| Some((*key, root.get(key)?.text()?))) {
            units.insert((key, plain(name)), At { source, within: root, entry: None });
            continue;
        }
        for section in SECTIONS {
            let Some(within) = root.get(section).filter(|it| it.map().is_some()) else { continue };
            for entry in within.map().unwrap_or_default() {
                let unit = (section, name_in(section, &entry.0.text, within));
                units.insert(unit, At { source, within, entry: Some(entry) });
            }
        }
        if let Some(entry) = root.entry(WHOLE) {
            units.insert((WHOLE, String::new()), At { source, within: root, entry: Some(entry) });
        }
    }
    units
}

/// A name in one notation.
fn plain(name: &str) -> String {
    QualifiedName::parse(name).map_or_else(|| name.to_owned(), |it| it.to_string())
}

/// A key's name; types tell functions of one name apart, and are left out where there is one.
fn name_in(section: &str, key: &str, within: &Node) -> String {
    if !matches!(section, "functions" | "procedures") {
        return if matches!(section, "roles" | "schemas" | "extensions") {
            key.to_owned()
        } else {
            plain(key)
        };
    }
    let short = |key: &str| plain(name_and_types(key.trim_start()).0);
    let name = short(key);
    let several =
        within.map().unwrap_or_default().iter().filter(|(other, _)| short(&other.text) == name).count() > 1;
    let Some(types) = name_and_types(key.trim_start()).1.filter(|_| several) else { return name };
    let one = |it: &str| DataType::parse(it).map_or_else(|| it.trim().to_owned(), |it| it.to_string());
    let types: Vec<String> = types.trim_end().trim_end_matches(')').split(',').map(one).collect();
    format!("{name}({})", types.join(", "))
}

/// Files by their paths; one that is to go has no text.
type Files = BTreeMap<PathBuf, Option<String>>;

struct Change<'a> {
    own: &'a Own<'a>,
    mine: BTreeMap<Unit, At<'a>>,
    from: BTreeMap<Unit, At<'a>>,
    to: BTreeMap<Unit, At<'a>>,
}

impl Change<'_> {
    /// The files that change, each unit in its way.
    fn made(&self, ways: &BTreeMap<Unit, Way>) -> Files {
        let mut edits: BTreeMap<&Path, Vec<Edit>> = BTreeMap::new();
        let mut more: BTreeMap<PathBuf, String> = BTreeMap::new();
        let mut files = Files::new();
        let mut names = FileNames::default();
        let tables = self.own.folder.join("tables");
        for name in self.own.sources.iter().filter_map(|it| it.path.strip_prefix(&tables).ok()?.to_str()) {
            names.take(name);
        }
        for (unit, way) in ways.iter().filter(|(_, way)| **way != Way::ByHand) {
            let (mine, from, to) = (self.mine.get(unit), self.from.get(unit), self.to.get(unit));
            match (mine, to) {
                (None, None) => {}
                (Some(mine), None) if mine.entry.is_none() => {
                    files.insert(mine.source.path.clone(), None);
                }
                (Some(mine), None) => {
                    let gone =
                        mine.entry.and_then(|(key, _)| merge::remove(mine.within_written(), &key.text));
                    edits.entry(&mine.source.path).or_default().extend(gone);
                }
                (Some(mine), Some(to)) => {
                    let edited = from.filter(|_| *way == Way::Edited);
                    let edited = edited.and_then(|from| {
                        merge::change(mine.value_written(), from.value(), to.value_written())
                    });
                    match (edited, mine.entry.zip(to.entry)) {
                        (Some(edited), _) => edits.entry(&mine.source.path).or_default().extend(edited),
                        (None, Some((own, entry))) => {
                            let anew = merge::replace(mine.within_written(), own, entry, to.within_written());
                            edits.entry(&mine.source.path).or_default().extend(anew);
                        }
                        (None, None) => {
                            let head = &mine.source.text[..edit::start_of(mine.source, mine.within)];
                            files.insert(mine.source.path.clone(), Some(format!("{head}{}", to.source.text)));
                        }
                    }
                }
                (None, Some(to)) if to.entry.is_none() => {
                    let name = QualifiedName::parse(&unit.1)
                        .unwrap_or_else(|| QualifiedName::new("public", unit.1.as_str()));
                    let text = format!("{}{}", self.hint("../"), to.source.text);
                    files.insert(tables.join(names.of(&name, "yaml")), Some(text));
                }
                (None, Some(to)) => self.add(unit.0, to, &mut edits, &mut more),
            }
        }
        for (path, text) in more {
            match self.own.sources.iter().find(|it| it.path == path) {
                None => {
                    files.insert(path, Some(format!("{}{text}", self.hint(""))));
                }
                Some(source) => {
                    let end = source.text.len();
                    let line = if source.text.ends_with('\n') { "" } else { edit::line_break(source) };
                    let edit = Edit { range: end..end, text: format!("{line}{text}") };
                    edits.entry(&source.path).or_default().push(edit);
                }
            }
        }
        for source in self.own.sources {
            if let Some(edits) = edits.remove(source.path.as_path())
                && !files.contains_key(&source.path)
                && edit::fit_together(&edits)
            {
                files.insert(source.path.clone(), Some(edit::made(&source.text, edits)));
            }
        }
        files
    }

    /// An entry more: where others of its kind are, or at the end of the file that an import writes it to.
    fn add<'s>(
        &'s self,
        section: &'static str,
        to: &At<'_>,
        edits: &mut BTreeMap<&'s Path, Vec<Edit>>,
        more: &mut BTreeMap<PathBuf, String>,
    ) {
        let Some(entry) = to.entry else { return };
        let beside = self.mine.iter().find(|((it, _), _)| *it == section && section != WHOLE);
        if let Some((_, at)) = beside {
            let edit = merge::insert(at.within_written(), entry, to.within_written());
            edits.entry(&at.source.path).or_default().extend(edit);
            return;
        }
        let text = more.entry(self.own.folder.join(&to.source.path)).or_default();
        let (head, indent) = if section == WHOLE { (String::new(), 0) } else { (format!("{section}:\n"), 2) };
        if !text.contains(&head) {
            text.push_str(&head);
        }
        let entry = merge::text_of(entry, to.within_written(), to.source, indent);
        text.push_str(&format!("{}{entry}\n", " ".repeat(indent)));
    }

    fn hint(&self, up: &str) -> String {
        self.own
            .json_schema
            .map_or_else(String::new, |it| format!("# yaml-language-server: $schema={up}{it}\n"))
    }

    /// The units that are not as they are to be in the files, or because of which something else is not as
    /// it was.
    fn failed(&self, ways: &BTreeMap<Unit, Way>, files: &Files, untouched: &[Source]) -> Vec<Unit> {
        let open: Vec<&Unit> =
            ways.iter().filter(|(_, way)| **way != Way::ByHand).map(|(unit, _)| unit).collect();
        let owned = |units: Vec<&Unit>| units.into_iter().cloned().collect::<Vec<Unit>>();
        let kept = self.own.sources.iter().filter(|it| !files.contains_key(&it.path)).cloned();
        let changed =
            files.iter().filter_map(|(path, text)| Some(Source { path: path.clone(), text: text.clone()? }));
        let sources: Vec<Source> = kept.chain(changed).collect();
        let (read, mistakes) = yaml::read(&sources);
        if !mistakes.is_empty() {
            let at_fault = |unit: &&&Unit| {
                let path = self.mine.get(**unit).map(|at| &at.source.path);
                path.is_some_and(|path| mistakes.iter().any(|it| it.path == *path))
            };
            let found: Vec<&Unit> = open.iter().filter(at_fault).copied().collect();
            return owned(if found.is_empty() { open } else { found });
        }
        let (now, before) = (yaml::write(&read, None), untouched);
        let (now_trees, before_trees) = (yaml::trees(&now), yaml::trees(before));
        let (now, before) = (units(&now, &now_trees), units(before, &before_trees));
        let is_wrong = |unit: &&&Unit| match (self.from.get(**unit), self.to.get(**unit), now.get(**unit)) {
            (_, None, now) => now.is_some(),
            (_, Some(_), None) => true,
            (Some(from), Some(to), Some(now)) => !merge::has_arrived(now.value(), from.value(), to.value()),
            (None, Some(to), Some(now)) => !merge::same(now.value(), to.value()),
        };
        let wrong: Vec<&Unit> = open.iter().filter(is_wrong).copied().collect();
        let others = |unit: &&Unit| !ways.contains_key(*unit);
        let is_same = |unit: &Unit| match (now.get(unit), before.get(unit)) {
            (Some(now), Some(before)) => merge::same(now.value(), before.value()),
            _ => false,
        };
        if wrong.is_empty() && !now.keys().chain(before.keys()).filter(others).all(is_same) {
            return owned(open);
        }
        owned(wrong)
    }
}

/// As `git apply` and `patch -p1` take it.
fn diff(before: &[Source], files: &Files) -> String {
    let mut text = String::new();
    for (path, new) in files {
        let old = before.iter().find(|it| it.path == *path).map(|it| it.text.as_str());
        let name = |there: bool, letter: char| {
            let name = || format!("{letter}/{}", path.display()).replace('\\', "/");
            if there { name() } else { "/dev/null".to_owned() }
        };
        let diff = TextDiff::from_lines(old.unwrap_or_default(), new.as_deref().unwrap_or_default());
        let (old, new) = (name(old.is_some(), 'a'), name(new.is_some(), 'b'));
        text.push_str(&diff.unified_diff().header(&old, &new).to_string());
    }
    text
}
