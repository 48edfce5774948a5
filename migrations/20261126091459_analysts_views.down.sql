-- Undo

DROP MATERIALIZED VIEW stats.visits_by_day;
DROP MATERIALIZED VIEW stats.trust_by_day;
DROP SCHEMA stats;
