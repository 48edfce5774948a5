INSERT INTO canai_db.subject_requests (kind, subject_hmac, plan_hash) VALUES ('erase', $1::bytea, $2) RETURNING id::text
