-- ==== rename_table_t_to_t2.down.sql
-- Undo

CREATE OR REPLACE FUNCTION public.total()
    RETURNS bigint
    LANGUAGE sql
begin atomic select sum(t2.z) from t2; end;

CREATE OR REPLACE PROCEDURE public.put(x integer)
    LANGUAGE sql
begin atomic
  insert into t2 (z) values (x) on conflict (z) do nothing;
  update t2 set z = t2.z + 1 where z = x;
  insert into o (b) select k.z as b from t2 k;
end;

DROP ROUTINE public.greatest_of();

ALTER TABLE public.t2 DROP COLUMN more;

ALTER TABLE public.t2 RENAME COLUMN z TO a;
ALTER TABLE public.t2 RENAME TO t;

CREATE FUNCTION public.greatest_of()
    RETURNS integer
    LANGUAGE sql
return (select max(k.a) from t k);

