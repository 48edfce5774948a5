-- ==== rename_table_t_to_t2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP ROUTINE public.greatest_of();
DROP ROUTINE public.put(IN integer);

ALTER TABLE public.t RENAME TO t2;

ALTER TABLE public.t2 RENAME COLUMN a TO z;

ALTER TABLE public.t2 ADD COLUMN more integer;

CREATE FUNCTION public.greatest_of()
    RETURNS bigint
    LANGUAGE sql
return (select max(k.z) from t2 k);

CREATE PROCEDURE public.put(x integer)
    LANGUAGE sql
begin atomic
  insert into t2 (z, more) values (x, 1) on conflict (z) do nothing;
  update t2 set z = t2.z + 1 where z = x;
  insert into o (b) select k.z as b from t2 k;
end;

