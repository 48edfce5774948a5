-- For this transaction: a role, its claims, whether each run is planned anew, and how long one may take.
SELECT set_config('role', $1, true), set_config($2, $3, true), set_config('plan_cache_mode', $4, true),
    set_config('statement_timeout', $5, true)
