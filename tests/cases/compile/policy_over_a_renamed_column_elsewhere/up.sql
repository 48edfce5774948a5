-- ==== rename_column_users_email_to_mail.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.users RENAME COLUMN email TO mail;

DROP POLICY op ON public.orders;

ALTER TABLE public.users ALTER COLUMN mail TYPE varchar(100);

CREATE POLICY op ON public.orders FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.users u
  where u.id = orders.user_id and u.mail::text = current_user));

