"""Real database servers on loopback, for tests, benchmarks and rehearsals: Debian's PostgreSQL and Redis.

    with postgres() as server:
        server.login      # host, port, username, password, dbname, sslrootcert: a superuser's, as a rotation takes it

Each serves TLS with a certificate made for it, keeps its data in a directory of its own, and leaves nothing behind.
"""

from local.servers.postgres import PostgresServer, postgres
from local.servers.redis import RedisServer, redis

__all__ = ["PostgresServer", "RedisServer", "postgres", "redis"]
