SELECT EXISTS (
    SELECT FROM canai_db.subject_queue AS q
    WHERE q.request = current_setting('canai_db.request')::uuid AND q.table_name = $1
)
