-- ==== rename_table_t_to_t2.down.sql
-- Undo

DROP ROUTINE public.put(IN integer);
DROP ROUTINE public.greatest_of();

ALTER TABLE public.t2 DROP COLUMN more;

ALTER TABLE public.t2 RENAME COLUMN z TO a;
ALTER TABLE public.t2 RENAME TO t;

CREATE PROCEDURE public.put(x integer)
    LANGUAGE sql
begin atomic
  insert into t (a) values (x) on conflict (a) do nothing;
  update t set a = t.a + 1 where a = x;
  insert into o (b) select k.a as b from t k;
end;

CREATE FUNCTION public.greatest_of()
    RETURNS integer
    LANGUAGE sql
return (select max(k.a) from t k);

