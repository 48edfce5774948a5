UPDATE canai_db.subject_requests
SET counts = $2::text::jsonb, left_over = $3::text::jsonb,
    finished_at = CASE WHEN $4::boolean THEN clock_timestamp() END
WHERE id = $1::text::uuid
