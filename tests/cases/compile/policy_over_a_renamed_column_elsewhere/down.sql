-- ==== rename_column_users_email_to_mail.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP POLICY op ON public.orders;

ALTER TABLE public.users ALTER COLUMN mail TYPE text;

CREATE POLICY op ON public.orders FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.users u
  where u.id = orders.user_id and u.mail = current_user));

ALTER TABLE public.users RENAME COLUMN mail TO email;

