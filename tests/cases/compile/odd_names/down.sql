-- ==== add_value_x_y_to_enum_s_p_e_not_null.down.sql
-- Undo

ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_A B_not_null" CHECK ("A B" IS NOT NULL);
ALTER TABLE "S p"."Ünï t" ALTER COLUMN "A B" DROP NOT NULL;

-- ==== add_value_x_y_to_enum_s_p_e_validate.down.sql
-- Undo

DROP TRIGGER "T r" ON "S p"."Ünï t";

ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_new one_fkey";
ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_new one_fkey" FOREIGN KEY ("new one") REFERENCES "S p"."Ünï t" ("quo""te") NOT VALID;
ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_A B_not_null";
ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_A B_not_null" CHECK ("A B" IS NOT NULL) NOT VALID;

-- ==== add_value_x_y_to_enum_s_p_e_8.down.sql
-- Undo

DROP POLICY "P ol" ON "S p"."Ünï t";

COMMENT ON INDEX "S p"."I 2" IS NULL;

ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_new one_fkey";
ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_quo""te_key";
ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_A B_not_null";
ALTER TABLE "S p"."Ünï t" ALTER COLUMN "select" TYPE integer;

CREATE POLICY "P ol" ON "S p"."Ünï t" FOR ALL TO PUBLIC
    USING ("select" = 1);

CREATE TRIGGER "T r"
    BEFORE UPDATE OF "select" ON "S p"."Ünï t"
    FOR EACH ROW EXECUTE FUNCTION "S p"."select"();

CREATE UNIQUE INDEX "Ünï t_quo""te_key" ON "S p"."Ünï t" ("quo""te");

-- ==== add_value_x_y_to_enum_s_p_e_create_i_2.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY "S p"."I 2";

-- ==== add_value_x_y_to_enum_s_p_e_create_n_t_quo_te_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY "S p"."Ünï t_quo""te_key";

-- ==== add_value_x_y_to_enum_s_p_e_backfill.down.sql
-- Nothing is left to undo.

-- ==== add_value_x_y_to_enum_s_p_e_not_null.down.sql
-- Undo

ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee_not_null" CHECK (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg IS NOT NULL);
ALTER TABLE "S p"."Ünï t" ALTER COLUMN aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg DROP NOT NULL;

-- ==== add_value_x_y_to_enum_s_p_e_validate.down.sql
-- Undo

ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeee_check";
ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeee_check" CHECK (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg > 1) NOT VALID;
ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee_not_null";
ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee_not_null" CHECK (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg IS NOT NULL) NOT VALID;

-- ==== add_value_x_y_to_enum_s_p_e_2.down.sql
-- Undo

COMMENT ON COLUMN "S p"."Ünï t"."A B" IS 'it''s';

ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeee_check";
ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeee_check" CHECK (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg > 0);
ALTER TABLE "S p"."Ünï t" DROP COLUMN "new one";
ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee_not_null";
ALTER TABLE "S p"."Ünï t" ALTER COLUMN "1" SET DEFAULT 'a''b';
ALTER TABLE "S p"."Ünï t" ALTER COLUMN "quo""te" SET DEFAULT 1;

ALTER TABLE "S p"."Ünï t" RENAME COLUMN "A B" TO "a b";

-- ==== add_value_x_y_to_enum_s_p_e.down.sql
-- irreversible: PostgreSQL cannot remove a value from an enum

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: PostgreSQL cannot remove a value from an enum';
END $$;

