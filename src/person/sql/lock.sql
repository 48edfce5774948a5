SELECT pg_try_advisory_lock(hashtextextended(encode($1::bytea, 'hex'), 0))
