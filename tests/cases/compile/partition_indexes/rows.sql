insert into log values (1, '2026-05-05', 'a');
