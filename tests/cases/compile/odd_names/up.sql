-- ==== add_value_x_y_to_enum_s_p_e.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE "S p"."E""" ADD VALUE 'x''y' BEFORE 'c d';

-- ==== add_value_x_y_to_enum_s_p_e_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE "S p"."Ünï t" RENAME COLUMN "a b" TO "A B";

ALTER TABLE "S p"."Ünï t" ALTER COLUMN "quo""te" SET DEFAULT 2;
ALTER TABLE "S p"."Ünï t" ALTER COLUMN "1" SET DEFAULT 'x''y';
ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee_not_null" CHECK (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg IS NOT NULL) NOT VALID;
ALTER TABLE "S p"."Ünï t" ADD COLUMN "new one" integer;
ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeee_check";
ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeee_check" CHECK (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg > 1) NOT VALID;

COMMENT ON COLUMN "S p"."Ünï t"."A B" IS 'it''s new';

-- ==== add_value_x_y_to_enum_s_p_e_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE "S p"."Ünï t" VALIDATE CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee_not_null";
ALTER TABLE "S p"."Ünï t" VALIDATE CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeee_check";

-- ==== add_value_x_y_to_enum_s_p_e_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE "S p"."Ünï t" ALTER COLUMN aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg SET NOT NULL;
ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeee_not_null";

-- ==== add_value_x_y_to_enum_s_p_e_backfill.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_select "S p"."Ünï t"."select"%TYPE;
    high_1_select "S p"."Ünï t"."select"%TYPE;
BEGIN
    -- "S p"."Ünï t"."A B"
    LOOP
        SELECT "select" INTO high_1_select
        FROM (
            SELECT "select" FROM "S p"."Ünï t"
            WHERE low_1_select IS NULL OR "select" > low_1_select
            ORDER BY "select" LIMIT 5000
        ) AS batch
        ORDER BY "select" DESC LIMIT 1;
        EXIT WHEN high_1_select IS NULL;
        UPDATE "S p"."Ünï t" SET "A B" = 'it''s'
        WHERE "A B" IS NULL
            AND (low_1_select IS NULL OR "select" > low_1_select)
            AND "select" <= high_1_select;
        COMMIT;
        low_1_select := high_1_select;
    END LOOP;
END
$backfill$;

-- ==== add_value_x_y_to_enum_s_p_e_create_n_t_quo_te_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY "Ünï t_quo""te_key" ON "S p"."Ünï t" ("quo""te");

-- ==== add_value_x_y_to_enum_s_p_e_create_i_2.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY "I 2" ON "S p"."Ünï t" ("1");

-- ==== add_value_x_y_to_enum_s_p_e_8.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP TRIGGER "T r" ON "S p"."Ünï t";

DROP POLICY "P ol" ON "S p"."Ünï t";

ALTER TABLE "S p"."Ünï t" ALTER COLUMN "select" TYPE bigint;
ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_A B_not_null" CHECK ("A B" IS NOT NULL) NOT VALID;

ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_quo""te_key" UNIQUE USING INDEX "Ünï t_quo""te_key";

ALTER TABLE "S p"."Ünï t"
    ADD CONSTRAINT "Ünï t_new one_fkey" FOREIGN KEY ("new one") REFERENCES "S p"."Ünï t" ("quo""te") NOT VALID;

COMMENT ON INDEX "S p"."I 2" IS 'x''y';

CREATE POLICY "P ol" ON "S p"."Ünï t" FOR ALL TO PUBLIC
    USING ("select" = 1);

-- ==== add_value_x_y_to_enum_s_p_e_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE "S p"."Ünï t" SET "A B" = 'it''s' WHERE "A B" IS NULL;
ALTER TABLE "S p"."Ünï t" VALIDATE CONSTRAINT "Ünï t_A B_not_null";
ALTER TABLE "S p"."Ünï t" VALIDATE CONSTRAINT "Ünï t_new one_fkey";

CREATE TRIGGER "T r"
    BEFORE UPDATE OF "select" ON "S p"."Ünï t"
    FOR EACH ROW EXECUTE FUNCTION "S p"."select"();

-- ==== add_value_x_y_to_enum_s_p_e_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE "S p"."Ünï t" ALTER COLUMN "A B" SET NOT NULL;
ALTER TABLE "S p"."Ünï t" DROP CONSTRAINT "Ünï t_A B_not_null";

