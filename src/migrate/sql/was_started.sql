SELECT EXISTS (SELECT FROM _canai_db_started WHERE version = $1 AND checksum = $2) AS started
