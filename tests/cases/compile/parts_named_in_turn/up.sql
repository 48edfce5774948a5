-- ==== change_type_of_column_orders_of_the_customers_who_came_by_fr.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.orders_of_the_customers_who_came_by_from_other_plac ALTER COLUMN name TYPE integer USING name::integer;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.orders_of_the_customers_who_came_by_from_other_plac_id_name_idx'::regclass AND indrelid = 'public.orders_of_the_customers_who_came_by_from_other_plac_a'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'orders_of_the_customers_who_came_by_from_other_pla_id_name_part' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'orders_of_the_customers_who_came_by_from_other_pla_id_name_part');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.orders_of_the_customers_who_came_by_from_other_plac_id_name_idx'::regclass AND indrelid = 'public.orders_of_the_customers_who_came_by_from_other_plac_b'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'orders_of_the_customers_who_came_by_from_other_pla_id_nam_part1' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'orders_of_the_customers_who_came_by_from_other_pla_id_nam_part1');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.orders_of_the_customers_who_came_by_from_other_plac_id_name_idx'::regclass AND indrelid = 'public.orders_of_the_customers_who_came_by_from_other_plac_a'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'orders_of_the_customers_who_came_by_from_other_pla_id_name_idx2' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'orders_of_the_customers_who_came_by_from_other_pla_id_name_idx2');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.orders_of_the_customers_who_came_by_from_other_plac_id_name_idx'::regclass AND indrelid = 'public.orders_of_the_customers_who_came_by_from_other_plac_b'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'orders_of_the_customers_who_came_by_from_other_pla_id_name_idx1' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'orders_of_the_customers_who_came_by_from_other_pla_id_name_idx1');
    END IF;
END $$;

ALTER TABLE public.swapped ALTER COLUMN name TYPE integer USING name::integer;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.swapped_id_name_idx'::regclass AND indrelid = 'public.swapped_a'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'swapped_b_id_name_idx_part' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'swapped_b_id_name_idx_part');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.swapped_id_name_idx'::regclass AND indrelid = 'public.swapped_b'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'swapped_a_id_name_idx_part' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'swapped_a_id_name_idx_part');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.swapped_id_name_idx'::regclass AND indrelid = 'public.swapped_a'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'swapped_b_id_name_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'swapped_b_id_name_idx');
    END IF;
END $$;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.swapped_id_name_idx'::regclass AND indrelid = 'public.swapped_b'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'swapped_a_id_name_idx' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'swapped_a_id_name_idx');
    END IF;
END $$;

