-- ==== create_p4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p
    ADD CONSTRAINT p_a_b_key UNIQUE (a, b);

CREATE TABLE public.p4 PARTITION OF public.p
    FOR VALUES FROM ('ddd') TO ('eee');

DO $$ DECLARE part record; apart boolean; BEGIN
    FOREACH apart IN ARRAY ARRAY[true, false] LOOP
        FOR part IN SELECT inhrelid::regclass AS index, inhrelid, name
            FROM (VALUES
                ('public.p_a_idx'::regclass, 'p4_a_idx1'),
                ('public.p_a_idx1'::regclass, 'p4_a_idx2')
            ) AS it (parent, name)
            JOIN pg_inherits ON inhparent = parent JOIN pg_index ON indexrelid = inhrelid
            JOIN pg_class ON pg_class.oid = inhrelid
            WHERE indrelid = 'public.p4'::regclass AND relname <> name
        LOOP
            EXECUTE format('ALTER INDEX %s RENAME TO %I', part.index,
                CASE WHEN apart THEN 'part_' || part.inhrelid ELSE part.name END);
        END LOOP;
    END LOOP;
END $$;

CREATE INDEX p4_a_idx ON public.p4 (a COLLATE pg_catalog."POSIX");

CREATE TABLE public.p6 (
    b text,
    a text
);

ALTER TABLE public.p ATTACH PARTITION public.p6 FOR VALUES FROM ('fff') TO ('ggg');

DO $$ DECLARE part record; apart boolean; BEGIN
    FOREACH apart IN ARRAY ARRAY[true, false] LOOP
        FOR part IN SELECT inhrelid::regclass AS index, inhrelid, name
            FROM (VALUES
                ('public.p_a_idx'::regclass, 'p6_a_idx'),
                ('public.p_a_idx1'::regclass, 'p6_a_idx1')
            ) AS it (parent, name)
            JOIN pg_inherits ON inhparent = parent JOIN pg_index ON indexrelid = inhrelid
            JOIN pg_class ON pg_class.oid = inhrelid
            WHERE indrelid = 'public.p6'::regclass AND relname <> name
        LOOP
            EXECUTE format('ALTER INDEX %s RENAME TO %I', part.index,
                CASE WHEN apart THEN 'part_' || part.inhrelid ELSE part.name END);
        END LOOP;
    END LOOP;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.p_a_b_key'::regclass AND indrelid = 'public.p6'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'p6_a_b_key1' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'p6_a_b_key1');
    END IF;
END $$;

ALTER TABLE public.p6
    ADD CONSTRAINT p6_a_b_key UNIQUE (b);

