-- Where we are, and where pg_cron is: its settings are not everybody's to see.
SELECT current_database()::text AS database, current_user::text AS role,
       EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') AS is_here,
       (SELECT setting FROM pg_settings WHERE name = 'cron.database_name') AS cron_database,
       (SELECT setting FROM pg_settings WHERE name = 'cron.timezone') AS time_zone,
       (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS sees_all
