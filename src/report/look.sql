-- The rest of the transaction changes nothing and holds up nobody.
SET TRANSACTION READ ONLY; SET LOCAL lock_timeout = '500ms'
