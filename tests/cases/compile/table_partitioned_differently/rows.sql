INSERT INTO visits (host, before) VALUES ('x', 2), ('y', NULL), ('z', 1);
INSERT INTO hosts VALUES ('b', 'a', 1), ('x', 'b', 3);
