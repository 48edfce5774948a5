-- ==== create_tree.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.tree (
    id     integer,
    parent integer,
    CONSTRAINT tree_pkey PRIMARY KEY (id),
    CONSTRAINT tree_parent_fkey FOREIGN KEY (parent) REFERENCES public.tree (id) ON DELETE SET NULL
);

