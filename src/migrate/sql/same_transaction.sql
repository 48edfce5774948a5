-- False when the file ended the transaction it was run in: the setting was local to that one.
SELECT coalesce(current_setting('canai_db.migration', true), '') = $1 AS same
