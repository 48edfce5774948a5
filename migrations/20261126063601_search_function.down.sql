-- Undo

DROP ROUTINE public.search_trust_indicators(text, integer);
