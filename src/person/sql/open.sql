SELECT id::text, counts::text FROM canai_db.subject_requests
WHERE kind = 'erase' AND subject_hmac = $1::bytea AND finished_at IS NULL
