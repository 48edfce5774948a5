set session_replication_role = replica; insert into a values (1); insert into b values (1); reset session_replication_role;
