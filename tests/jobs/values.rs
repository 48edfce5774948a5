//! Values that must come back as they were, and values that must not stay: triggers, odd types, odd names.

use super::{Project, said};

fn anonymize(set: &str) -> String {
    format!(
        "job: anonymize-t\nkind: anonymize\nby: at\nolder_than: 1 day\ntables:\n  t:\n    set: {set}\n    mark: done\n"
    )
}

#[test]
fn a_chunk_gives_back_what_it_was_given() {
    let table = "create table t (id int primary key, at timestamptz not null, j jsonb, k jsonb not null, b bytea, r numrange, a int[], unique (at, id));
        create table t_archive (id bigint generated always as identity primary key, lower timestamptz not null, upper timestamptz not null, row_count int not null, rows jsonb not null);
        insert into t values (1, '2026-01-01', null, 'null', '\\x00ff', '[1.50,)', '{1,null}'), (2, '2026-01-02', 'null', '{\"a\": null}', null, null, null)";
    let job = "job: archive-t\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  t:\n    into: { table: t_archive, as: chunks }\n";
    let project = Project::new(table, job);
    let all = "select t::text from t order by id";
    let before = project.query(all);
    assert_eq!(project.run(&["archive"])[0]["rows"], 2);
    let output = project.command(&["archive", "restore", "archive-t"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(project.query(all), before);

    // Bounds of an array are not in JSON: nothing is archived, and it is said.
    project.database.execute("update t set a = '[0:1]={7,8}' where id = 1");
    let told = project.fails(&["archive"]);
    assert!(told.contains("1 rows of a batch would come back from their chunk with other values"), "{told}");
    assert_eq!(project.value("select count(*) from t"), "2");
    project.database.execute("alter table t add doc json");
    let told = project.fails(&["archive"]);
    assert!(told.contains("`doc` of t is json, which does not come back from a chunk as it was"), "{told}");
}

#[test]
fn a_trigger_that_keeps_a_value_is_told() {
    let table = "create table t (id int primary key, at timestamptz not null, name text, done boolean);
        create index on t (at);
        insert into t values (1, '2026-01-01', 'secret', false);
        create function keep() returns trigger language plpgsql as $$ begin new.name := old.name; return new; end $$;
        create trigger keep before update on t for each row execute function keep()";
    let project = Project::new(table, &anonymize("{ name: gone }"));
    let told = project.fails(&["anonymize"]);
    assert!(told.contains("1 rows of a batch still have a value that the job sets"), "{told}");
    assert_eq!(project.query("select name, done from t"), ["secret|f"]);
}

#[test]
fn odd_types_and_names_are_set() {
    let table = "create table t (id int primary key, at timestamptz not null, small smallint, x xml, p point, done boolean);
        create index on t (at);
        insert into t values (1, '2026-01-01', -32768, '<a/>', '(1,2)', false), (2, '2026-01-01', -1, null, null, false)";
    let project =
        Project::new(table, &anonymize("{ small: { generalize: 1000 }, x: { value: '<b/>' }, p: '(0,0)' }"));
    project.run(&["anonymize"]);
    assert_eq!(
        project.query("select small, x, p from t order by id"),
        ["-32000|<b/>|(0,0)", "-1000|<b/>|(0,0)"]
    );

    // Tables that have the names of our own.
    let table = "create table changed (id int primary key, at timestamptz not null, town text, done boolean);
        create index on changed (at);
        insert into changed select i, '2026-01-01', 'town ' || i, false from generate_series(1, 30) i";
    let job = anonymize("{ town: { shuffle: true } }").replace("  t:", "  changed:");
    let project = Project::new(table, &job);
    assert_eq!(project.run(&["anonymize"])[0]["rows"], 30);
    let table = "create table newer (id int primary key, at timestamptz not null, who int, unique (at, id));
        create index on newer (who, at, id);
        insert into newer select i, timestamptz '2026-01-01' + i * interval '1 day', i % 2 from generate_series(1, 10) i";
    let job = "job: purge-newer\nkind: purge\nby: at\nolder_than: 1 day\ntables:\n  newer:\n    keep_last: { rows: 2, per: who }\n";
    let project = Project::new(table, job);
    project.run(&["purge"]);
    assert_eq!(project.query("select id from newer order by id"), ["7", "8", "9", "10"]);
}

#[test]
fn a_partition_does_not_go_past_a_trigger() {
    let table = "create table t (id int, at timestamptz not null, primary key (at, id)) partition by range (at);
        create table t_old partition of t for values from ('2026-01-01') to ('2026-02-01');
        create table t_new partition of t for values from ('2026-02-01') to ('2027-01-01');
        insert into t values (1, '2026-01-05'), (2, '2026-01-06');
        create function hold() returns trigger language plpgsql as $$ begin if old.id = 2 then return null; end if; return old; end $$;
        create trigger hold before delete on t for each row execute function hold()";
    let job = "job: purge-t\nkind: purge\nby: at\nolder_than: 1 month\ntables:\n  t: {}\n";
    let project = Project::new(table, job);
    let told = project.fails(&["purge"]);
    assert!(told.contains("a trigger or a rule of the table keeps them"), "{told}");
    assert_eq!(project.query("select id from t"), ["2"]);
}

#[test]
fn what_an_archive_keeps_out_or_would_lose_is_told() {
    let table = "create table t (id int primary key, at timestamptz not null, note text, unique (at, id));
        create table t_archive (like t including all); alter table t_archive add archived_at timestamptz default now();
        insert into t values (1, '2026-01-01', 'one'), (2, '2026-01-02', 'two');
        create function drop_one() returns trigger language plpgsql as $$ begin if new.id = 2 then return null; end if; return new; end $$;
        create trigger drop_one before insert on t_archive for each row execute function drop_one()";
    let job = "job: archive-t\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  t:\n    into: { table: t_archive }\n";
    let project = Project::new(table, job);
    let told = project.fails(&["archive"]);
    assert!(told.contains("1 rows of a batch would not be in the archive"), "{told}");
    assert_eq!(project.value("select count(*) from t"), "2");
    project.database.execute("drop trigger drop_one on t_archive");
    project.run(&["archive"]);
    project.database.execute("alter table t drop note");
    let output = project.command(&["archive", "restore", "archive-t"]).output().unwrap();
    assert!(said(&output).contains("t has no column for note in t_archive"), "{}", said(&output));
    assert_eq!(project.value("select count(*) from t_archive"), "2");
}

#[test]
fn by_whichever_way_what_is_detached_stays() {
    let table = "create table t (id int primary key, at timestamptz not null, unique (at, id));
        create table c (id int primary key, a int references t on delete cascade, b int references t on delete cascade);
        create table pay (id int primary key, c int references c on delete cascade);
        create index on c (a); create index on c (b); create index on pay (c);
        insert into t values (1, '2026-01-01'), (2, '2026-01-01');
        insert into c values (1, 1, null), (2, null, 2);
        insert into pay values (1, 1), (2, 2)";
    let job = "job: purge-t\nkind: purge\nby: at\nolder_than: 1 day\ntables:\n  t: { cascade_into: [c], detach: [pay] }\n";
    let project = Project::new(table, job);
    project.run(&["purge"]);
    assert_eq!(project.query("select id, c from pay order by id"), ["1|", "2|"]);
}
