INSERT INTO t (id, state, states) VALUES (1, 'open', '{open,paid}'), (2, 'paid', NULL);
INSERT INTO u (id, was) VALUES (1, 'open'), (2, NULL);
INSERT INTO v (was) VALUES ('open');
