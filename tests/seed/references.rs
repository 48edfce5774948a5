//! Rows that name other rows.

use super::{Project, told};

#[test]
fn a_row_is_named_instead_of_its_id() {
    let project = Project::new(
        "create schema auth; create table auth.users (id uuid primary key default gen_random_uuid(), email text);
         create table posts (id bigint generated always as identity primary key, author uuid not null references auth.users, title text);
         create table likes (post bigint references posts, by uuid references auth.users, at int)",
    );
    project
        .file("users.yaml", "table: auth.users\nkey: [email]\nrows:\n  ana: { email: ana@x.org }\n  ben: { email: ben@x.org }\n")
        .file("posts.yaml", "table: posts\nkey: [author, title]\nrows:\n  hello: { author: !ref users/ana, title: Hello }\n  again: { author: !ref auth.users/ana, title: Again }\n")
        .file("likes.yaml", "table: likes\nkey: [post, by]\nrows:\n  - { post: !ref posts/hello, by: !ref users/ben, at: 1 }\n");
    // Ana is there already, with an id of her own.
    project
        .database
        .execute("insert into auth.users values ('11111111-1111-1111-1111-111111111111', 'ana@x.org')");
    project.seed(&[]);
    let read = "select u.email, p.title, b.email from posts p join auth.users u on u.id = p.author
                left join likes l on l.post = p.id left join auth.users b on b.id = l.by order by title";
    assert_eq!(project.query(read), ["ana@x.org|Again|", "ana@x.org|Hello|ben@x.org"]);
    assert_eq!(
        project.query("select count(*) from posts where author = '11111111-1111-1111-1111-111111111111'"),
        ["2"]
    );
    assert!(project.seed(&[]).contains("0 rows changed"));
    // One table alone finds what it refers to in the database.
    project.database.execute("delete from likes");
    assert_eq!(project.counts(&["--only", "likes"]), [("likes".to_owned(), [1, 0, 0, 0])]);
    project.database.execute("delete from likes; delete from posts");
    let said = project.fails(&["--only", "likes"]);
    assert!(
        said.contains("the row that `post` names is not in posts yet\n --> seeds/s/likes.yaml:4:"),
        "{said}"
    );
}

#[test]
fn circles_of_tables_and_trees() {
    let project = Project::new(
        "create table teams (id uuid primary key default gen_random_uuid(), name text, lead uuid not null);
         create table people (id uuid primary key default gen_random_uuid(), name text, team uuid not null references teams, boss uuid references people);
         alter table teams add foreign key (lead) references people",
    );
    project
        .file("teams.yaml", "table: teams\nkey: name\nrows:\n  red: { name: red, lead: !ref people/ana }\n")
        .file("people.yaml", "table: people\nkey: name\nrows:\n  ben: { name: ben, team: !ref teams/red, boss: !ref people/ana }\n  ana: { name: ana, team: !ref teams/red }\n");
    project.seed(&[]);
    let read = "select p.name, t.name, b.name, l.name from people p join teams t on t.id = p.team
                join people l on l.id = t.lead left join people b on b.id = p.boss order by 1";
    assert_eq!(project.query(read), ["ana|red||ana", "ben|red|ana|ana"]);
    assert!(project.seed(&[]).contains("0 rows changed"));
}

#[test]
fn a_name_that_is_none() {
    let project = Project::new(
        "create table a (id int primary key); create table b (id int primary key, a int references a, c int)",
    );
    project
        .file("a.yaml", "table: a\nrows:\n  one: { id: 1 }\n")
        .file("b.yaml", "table: b\nrows:\n  two: { id: 1, a: !ref a/on }\n  three: { id: 2, a: !ref x/one }\n  four: { id: 3, a: !ref b/two }\n  five: { id: 4, a: !ref one }\n");
    let said = project.fails(&[]);
    for expected in [
        "unknown row `on`; did you mean `one`?\n --> seeds/s/b.yaml:3:",
        "unknown table `x`\n --> seeds/s/b.yaml:4:",
        "`a` refers to a, not to b\n --> seeds/s/b.yaml:5:",
        "`one` names no row\n --> seeds/s/b.yaml:6:",
        "4 mistakes found; nothing was changed.",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn rows_of_other_sets() {
    let project = Project::new(
        "create schema auth; create table auth.city (id int generated always as identity primary key, name text unique);
         create table people (name text primary key, city int references auth.city)",
    );
    project
        .other("ref", "city.yaml", "table: auth.city\nkey: name\nrows:\n  rome: { name: Rome }\n  bern: { name: Bern }\n")
        .other("more", "city.yaml", "table: auth.city\nkey: name\nrows:\n  oslo: { name: Oslo }\n")
        .other("broken", "people.yaml", "table: people\nrows: [{ nam: x }]\n")
        .file(
            "people.yaml",
            "table: people\nrows:\n  - { name: ana, city: !ref city/rome }\n  - { name: ben, city: !ref auth.city/oslo }\n",
        );
    // The set alone: the rows it names are not there yet.
    let said = project.fails(&["s"]);
    assert_eq!(
        told(&said),
        [
            "seeds/s/people.yaml:3:24 the row that `city` names is not in auth.city yet",
            "seeds/s/people.yaml:4:24 the row that `city` names is not in auth.city yet"
        ]
    );
    assert!(said.contains("load the set `ref` with it"), "{said}");
    let read = "select p.name, c.name from people p join auth.city c on c.id = p.city order by 1";
    // All that are named together.
    assert_eq!(
        project.counts(&["ref", "more", "s"]),
        [
            ("auth.city".to_owned(), [2, 0, 0, 0]),
            ("auth.city".to_owned(), [1, 0, 0, 0]),
            ("people".to_owned(), [2, 0, 0, 0])
        ]
    );
    assert_eq!(project.query(read), ["ana|Rome", "ben|Oslo"]);
    // By itself, when they are there: nothing of the other sets is loaded.
    project.database.execute("delete from people; delete from auth.city where name = 'Bern'");
    assert_eq!(project.counts(&["s"]), [("people".to_owned(), [2, 0, 0, 0])]);
    assert_eq!(project.query(read), ["ana|Rome", "ben|Oslo"]);
    assert_eq!(project.query("select count(*) from auth.city"), ["2"]);
    // What is wrong in a set that nothing refers to is its own affair; otherwise it is told.
    project.other("broken", "x.yaml", "table: x\nrows: [{ a: !ref nowhere/y }]\n");
    project.seed(&["s"]);
    project.file("people.yaml", "table: people\nrows: [{ name: ana, city: !ref people/x }]\n");
    let said = told(&project.fails(&["s"]));
    assert_eq!(said.last().unwrap(), "seeds/s/people.yaml:2:27 unknown row `x`");
    assert_eq!(said[1], "seeds/broken/people.yaml:2:10 unknown column `nam`; did you mean `name`?");
    // A name that no set has.
    project.file("people.yaml", "table: people\nrows: [{ name: ana, city: !ref city/romr }]\n");
    assert!(project.fails(&["s"]).contains("unknown row `romr`; did you mean `rome`?"));
}

#[test]
fn rows_of_a_set_that_may_not_be_loaded_here() {
    let project = Project::new(
        "create table city (id int primary key, name text unique); create table people (name text primary key, city int references city);
         insert into city values (7, 'Rome')",
    );
    project
        .other("ref", "city.yaml", "table: city\nkey: name\nrows:\n  rome: { name: Rome, id: 1 }\n")
        .other("ref", "set.yaml", "environments: [local]\n")
        .file("people.yaml", "table: people\nrows: [{ name: ana, city: !ref city/rome }]\n");
    // Where the file gives the value itself, that is taken.
    assert!(project.fails(&[]).contains("`city` refers to no row of city"));
    project.other("ref", "city.yaml", "table: city\nkey: name\nrows:\n  rome: { name: Rome }\n");
    assert_eq!(project.counts(&[]), [("people".to_owned(), [1, 0, 0, 0])]);
    assert_eq!(project.query("select city from people"), ["7"]);
}

#[test]
fn foreign_keys_of_several_columns() {
    let project = Project::new(
        "create table p (tenant int, id int generated always as identity, name text unique, primary key (tenant, id));
         create table c (name text primary key, tenant int, p int, foreign key (tenant, p) references p)",
    );
    project
        .file("p.yaml", "table: p\nkey: name\nrows:\n  one: { tenant: 5, name: one }\n  two: { tenant: 6, name: two }\n")
        .file(
            "c.yaml",
            "table: c\nrows:\n  - { name: x, tenant: !ref p/two, p: !ref p/two }\n  - { name: y, tenant: 5, p: !ref p/one }\n",
        );
    project.seed(&[]);
    assert_eq!(
        project.query(
            "select c.name, c.tenant, p.name from c join p on (p.tenant, p.id) = (c.tenant, c.p) order by 1"
        ),
        ["x|6|two", "y|5|one"]
    );
    assert!(project.seed(&[]).contains("0 rows changed"));
    project.file("c.yaml", "table: c\nrows: [{ name: x, tenant: !ref c/x, p: 1 }]\n");
    assert!(project.fails(&[]).contains("unknown row `x`"));
}
