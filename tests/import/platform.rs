//! Databases that somebody else made a part of, read by somebody who may not do everything.

use canai_db::import::{self, Selection};
use canai_db::model::{Name, Object, ObjectId, QualifiedName};

use super::{ids, read_as, table, unsupported};
use crate::harness::{TestDatabase, block_on, connect, execute, start_server};

/// A platform's database: its administrator owns schemas that the project's role may use but not have.
const PLATFORM: &str = "
    CREATE ROLE platform_admin; CREATE ROLE project LOGIN; CREATE ROLE anon; CREATE ROLE authenticated IN ROLE anon;
    GRANT CREATE ON DATABASE test_1 TO project;
    CREATE SCHEMA auth AUTHORIZATION platform_admin; CREATE SCHEMA storage AUTHORIZATION platform_admin;
    CREATE SCHEMA extensions AUTHORIZATION platform_admin;
    CREATE EXTENSION \"uuid-ossp\" SCHEMA extensions; CREATE EXTENSION pgcrypto SCHEMA extensions;
    GRANT USAGE ON SCHEMA auth, storage, extensions TO project;
    SET ROLE platform_admin;
    CREATE TYPE auth.factor AS ENUM ('totp', 'phone');
    CREATE TABLE auth.users (id uuid PRIMARY KEY, email text UNIQUE, role text, secret text, factor auth.factor);
    CREATE TABLE auth.sessions (id uuid PRIMARY KEY, user_id uuid REFERENCES auth.users);
    CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'select null::uuid';
    CREATE FUNCTION auth.internal() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
    CREATE TRIGGER platforms_own BEFORE INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.internal();
    GRANT REFERENCES, TRIGGER, SELECT ON auth.users TO project;
    RESET ROLE;
    ALTER SCHEMA public OWNER TO project;
    SET ROLE project;
    CREATE TABLE public.profiles (
        id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE, nickname text NOT NULL, factor auth.factor,
        token uuid DEFAULT extensions.uuid_generate_v4()
    );
    ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_profile ON public.profiles FOR SELECT TO authenticated USING (auth.uid() = id);
    CREATE VIEW public.emails WITH (security_invoker = true) AS SELECT u.id, u.email FROM auth.users u;
    CREATE FUNCTION public.greet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    begin
        return new;
    end $$;
    CREATE TRIGGER on_user AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.greet();
    GRANT SELECT, UPDATE (nickname) ON public.profiles TO anon;
    RESET ROLE;
";

#[test]
fn a_platforms_part_is_declared_as_far_as_it_is_referred_to() {
    let server = start_server();
    let database = TestDatabase::create_on(&server);
    execute(&database.config, &PLATFORM.replace("test_1", &database.name));
    let mut config = database.config.clone();
    config.user("project");
    let imported = read_as(&config);
    assert_eq!(unsupported(&imported), Vec::<String>::new());
    assert_eq!(imported.left_out, [Name::from("auth"), Name::from("storage"), Name::from("extensions")]);
    assert_eq!(
        ids(&imported.schema.objects),
        ["function greet()", "table profiles", "view emails", "additions to table auth.users"]
    );
    assert_eq!(
        ids(&imported.schema.platform),
        [
            "role anon",
            "role authenticated",
            "schema auth",
            "schema extensions",
            "extension \"uuid-ossp\"",
            "enum auth.factor",
            "function auth.uid()",
            "table auth.users"
        ]
    );
    // Its extensions are in a schema of the project's, as Supabase has them.
    execute(
        &database.config,
        &format!(
            "ALTER DATABASE {} OWNER TO project; ALTER SCHEMA extensions OWNER TO project",
            database.name
        ),
    );
    let again = read_as(&config);
    assert_eq!(again.left_out, [Name::from("auth"), Name::from("storage")]);
    assert_eq!(ids(&again.schema.objects), ids(&imported.schema.objects));
    let platform = ids(&again.schema.platform);
    for theirs in ["schema extensions", "extension \"uuid-ossp\"", "extension pgcrypto"] {
        assert!(platform.iter().any(|it| it == theirs), "{theirs}: {platform:?}");
    }
    // A service's role that the database's owner was made a member of stays a service; a group is a team's.
    execute(
        &database.config,
        "ALTER ROLE platform_admin LOGIN; GRANT platform_admin TO project; CREATE ROLE team; GRANT team TO project;
         CREATE SCHEMA sales AUTHORIZATION team; CREATE ROLE alice LOGIN IN ROLE platform_admin;
         CREATE ROLE deputy LOGIN IN ROLE project",
    );
    let left_out = |role: &str| {
        let mut config = config.clone();
        config.user(role);
        let names = read_as(&config).left_out;
        names.iter().map(|it| it.as_str().to_owned()).collect::<Vec<_>>()
    };
    for role in ["project", "deputy"] {
        assert_eq!(left_out(role), ["auth", "storage"], "{role}");
    }
    assert_eq!(left_out("alice"), ["sales"], "she works for that role");
    execute(&database.config, "GRANT platform_admin TO project WITH ADMIN OPTION");
    assert_eq!(left_out("project"), Vec::<String>::new(), "whoever gives a role away has it");
    let users = table(&imported.schema, "auth", "users");
    let columns: Vec<&str> = users.columns.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(columns, ["id", "email"], "only what is referred to");
    let id = ObjectId::Additions(QualifiedName::new("auth", "users"));
    let Some(Object::Additions(added)) = imported.schema.get(&id) else { panic!("no additions") };
    let triggers: Vec<&str> = added.triggers.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(triggers, ["on_user"], "the platform's own stays the platform's");
}

#[test]
fn a_schema_is_imported_because_it_was_asked_for() {
    let database = TestDatabase::create();
    database.execute(
        "CREATE SCHEMA sales; CREATE SCHEMA stock; CREATE TABLE stock.items (id int PRIMARY KEY, name text);
         CREATE TABLE sales.orders (id int PRIMARY KEY, item int REFERENCES stock.items);",
    );
    let of = |name: &str| Selection { schemas: Some(vec![Name::from(name)]) };
    let read = |selection: Selection| {
        block_on(async { import::read(&connect(&database.config).await, &selection).await })
    };
    let imported = read(of("sales")).unwrap();
    assert_eq!(ids(&imported.schema.objects), ["schema sales", "table sales.orders"]);
    assert_eq!(ids(&imported.schema.platform), ["schema stock", "table stock.items"]);
    let message = read(of("Sales")).unwrap_err().to_string();
    assert!(message.starts_with("there is no schema \"Sales\""), "{message}");
}
