-- ==== drop_policy_orders_op.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP POLICY op ON public.orders;

ALTER TABLE public.users ALTER COLUMN mail TYPE text;

ALTER TABLE public.users RENAME COLUMN mail TO email;

CREATE POLICY op ON public.orders FOR ALL TO PUBLIC
    USING (exists ( select 1
   from public.users u
  where u.id = orders.user_id and u.email = current_user));

