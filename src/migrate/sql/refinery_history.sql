SELECT count(*) AS count, max(version)::int8 AS newest FROM refinery_schema_history
