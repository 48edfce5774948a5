-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE FUNCTION public.search_trust_indicators(search text, at_most integer DEFAULT 20)
    RETURNS table (id uuid, text text, author text, type text)
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 20
    SET search_path = ''
AS $$
select it.id, it.text, it.author, it.type
from public.trust_indicators as it
where it.active = true
  and to_tsvector('english', it.text) @@ plainto_tsquery('english', search)
order by it.display_priority desc, it.id
limit least(greatest(at_most, 0), 100)
$$;

COMMENT ON ROUTINE public.search_trust_indicators(text, integer) IS 'Finds what visitors may see of trust_indicators, the most important first; 100 at the most.';

GRANT EXECUTE ON ROUTINE public.search_trust_indicators(text, integer) TO anon;
GRANT EXECUTE ON ROUTINE public.search_trust_indicators(text, integer) TO authenticated;
REVOKE EXECUTE ON ROUTINE public.search_trust_indicators(text, integer) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.search_trust_indicators(text, integer) TO service_role;
