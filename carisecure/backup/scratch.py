"""A PostgreSQL server for one drill: made in a temporary folder, reachable by a private socket alone, thrown away."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT

from carisecure.backup.target import CannotRestore
from carisecure.embedded import places, postgres
from carisecure.embedded.errors import CannotStart
from carisecure.embedded.supervisor import Service, Supervisor

DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def server(database: str, *, major: int) -> Iterator[str]:
    """The superuser's address of a database that does not exist there yet, on a PostgreSQL of that version or later.

    Raises CannotRestore.
    """
    supervisor, account = Supervisor(), places.server_account()
    sockets, data = places.temporary_folder(account), places.temporary_folder(account)
    try:
        made = postgres.Postgres(
            programs=programs(account, major), data=data, sockets=sockets, account=account, durable=False
        )
        made.initialise()
        service = Service("postgresql", made.command, postgres.ENVIRONMENT, account=account, cwd="/")
        service.stop_signal, service.grace = SIGINT, 30.0
        running = supervisor.start(service)
        made.wait_until_ready(running)
        yield made.address(postgres.SUPERUSER, database)
    except CannotStart as fault:
        raise CannotRestore(f"No server for the drill could be started: {fault}") from fault
    finally:
        supervisor.stop()
        shutil.rmtree(sockets, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def programs(account: places.Account | None, major: int, *, exactly: bool = False) -> Path:
    """The folder with `initdb` and `postgres` of that version or a later one: the machine's, or the demonstration's.

    `exactly`: of that one alone, because a data folder is none for another. Raises CannotRestore.
    """
    found = [path.parent for path in sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    fitting = [one for one in found if (_major(one) == major if exactly else _major(one) >= major)]
    try:
        return fitting[0] if fitting else places.postgres_programs(places.server_home(account), account)
    except CannotStart as fault:
        raise CannotRestore(
            f"A drill needs the programs of a PostgreSQL {major} server (postgresql-{major}) on this machine, or the"
            " address of an empty server: --server-file."
        ) from fault


def _major(folder: Path) -> int:
    said = subprocess.run([str(folder / "initdb"), "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0
