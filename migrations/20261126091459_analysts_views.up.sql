-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE SCHEMA stats;

COMMENT ON SCHEMA stats IS 'Counts over all visitors, for analysts.';

GRANT USAGE ON SCHEMA stats TO analytics;

CREATE MATERIALIZED VIEW stats.trust_by_day AS
select (created_at at time zone 'utc')::date as day, avg(trust_delta) as trust_delta, count(*) as comparisons
from public.comparisons
group by 1;

COMMENT ON MATERIALIZED VIEW stats.trust_by_day IS 'How far our output is ahead of the generic one, by day (UTC).';

CREATE UNIQUE INDEX trust_by_day_key ON stats.trust_by_day (day);

GRANT SELECT ON TABLE stats.trust_by_day TO analytics;

CREATE MATERIALIZED VIEW stats.visits_by_day AS
select (created_at at time zone 'utc')::date as day, interaction_type, count(*) as visits
from public.session_logs
group by 1, 2;

COMMENT ON MATERIALIZED VIEW stats.visits_by_day IS 'Interactions by day (UTC) and kind.';

CREATE UNIQUE INDEX visits_by_day_key ON stats.visits_by_day (day, interaction_type);

GRANT SELECT ON TABLE stats.visits_by_day TO analytics;
