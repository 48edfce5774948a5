-- ==== create_2_tables.down.sql
-- irreversible: column ph.c holds values of the domain inside of others, for which nothing is proved

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: column ph.c holds values of the domain inside of others, for which nothing is proved';
END $$;

