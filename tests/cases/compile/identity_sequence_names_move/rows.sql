INSERT INTO p (v) VALUES ('p'), ('b');
INSERT INTO q (v) VALUES ('q'), ('b');
INSERT INTO old (v) VALUES ('old'), ('b');
INSERT INTO moved (v) VALUES ('moved'), ('b');
INSERT INTO own (v) VALUES ('own'), ('b');
INSERT INTO other (v) VALUES ('other'), ('b');
INSERT INTO ends (v) VALUES ('ends'), ('b');
