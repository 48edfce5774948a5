-- Whether a constraint of a table may wait for the end of a transaction.
SELECT condeferrable FROM pg_constraint WHERE conrelid = $1::text::regclass AND conname = $2
