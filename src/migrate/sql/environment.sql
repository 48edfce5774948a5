-- Where the ledgers are, seen through the connection's own search_path.
SELECT (SELECT format('%I.%I', n.nspname, c.relname)
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = to_regclass('_sqlx_migrations')) AS ledger,
       to_regclass('refinery_schema_history') IS NOT NULL AS refinery_history,
       pg_is_in_recovery() AS standby
