INSERT INTO t VALUES ('x', 'abc', '{y}');
