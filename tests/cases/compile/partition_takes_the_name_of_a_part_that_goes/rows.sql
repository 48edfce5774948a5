insert into p select it from generate_series(1, 20) it where satisfies_hash_partition('p'::regclass, 3, 1, it);
