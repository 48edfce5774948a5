-- Which database this is, and whether its server is reached over a socket of its machine.
SELECT current_database()::text, inet_server_addr() IS NULL
