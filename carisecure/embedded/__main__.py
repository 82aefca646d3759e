"""The command line of the embedded servers; see the package's docstring."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys

from carisecure.embedded import children, demo, places, servers
from carisecure.embedded.errors import CannotStart, StopRequested
from carisecure.embedded.supervisor import Supervisor


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m carisecure.embedded")
    parser.add_argument("--with-parent", action="store_true", help="stop when the process that started this one ends")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="servers, web, worker and beat, until Ctrl-C")
    commands.add_parser("serve", help="PostgreSQL and Redis alone, until Ctrl-C")
    run = commands.add_parser("run", help="one command with DATABASE_URL and REDIS_URL set")
    run.add_argument("--temporary", action="store_true", help="on empty servers that are thrown away")
    run.add_argument("--as-owner", action="store_true", help="as the role that migrates")
    run.add_argument("argv", nargs=argparse.REMAINDER)
    commands.add_parser("clean", help="stop what is left and remove the data")
    options = parser.parse_args()
    if options.with_parent:
        children.die_with_parent(signal.SIGTERM)
    throwaway = options.command == "run" and options.temporary
    supervisor = Supervisor(None if throwaway else places.VAR / "log")
    supervisor.heed_signals()
    try:
        return _do(options, supervisor)
    except StopRequested:
        print("Stopped.", flush=True)
        return 0
    except CannotStart as error:
        print(error, file=sys.stderr, flush=True)
        return 1


def _do(options: argparse.Namespace, supervisor: Supervisor) -> int:
    if options.command == "demo":
        demo.run(supervisor)
    elif options.command == "serve":
        _serve(supervisor)
    elif options.command == "clean":
        _clean()
    else:
        argv = options.argv[1:] if options.argv[:1] == ["--"] else options.argv
        return _run(argv, supervisor, temporary=options.temporary, as_owner=options.as_owner)
    return 0


def _serve(supervisor: Supervisor) -> None:
    with servers.only_one() as lock:
        if lock is None:
            raise CannotStart("The servers run already.")
        with servers.started(supervisor) as addresses:
            servers.publish(addresses)
            print(f"export DATABASE_URL='{addresses.app}'\nexport REDIS_URL='{addresses.redis}'", flush=True)
            supervisor.watch()


def _run(argv: list[str], supervisor: Supervisor, *, temporary: bool, as_owner: bool) -> int:
    if temporary:
        with servers.started(supervisor, temporary=True) as addresses:
            # Not the demonstration's settings: they would rightly refuse a database without the mark.
            testing = {"DJANGO_SETTINGS_MODULE": "carisecure.settings.testing"}
            return _attended(argv, {**testing, **addresses.environment(as_owner=as_owner)})
    with servers.only_one() as lock:
        if lock is None:
            found = servers.published()
            if found is None:
                raise CannotStart("The servers are being started by somebody else; try again in a moment.")
            return _attended(argv, found[0].environment(as_owner=as_owner))
        with servers.started(supervisor) as addresses:
            servers.publish(addresses)
            return _attended(argv, addresses.environment(as_owner=as_owner))


def _attended(argv: list[str], env: dict[str, str]) -> int:
    """In our own session and with our own terminal: a shell or a debugger must work. Ctrl-C is the command's."""
    env.setdefault("DJANGO_SETTINGS_MODULE", "carisecure.settings.demo")
    with subprocess.Popen(argv, env=env, cwd=os.getcwd()) as child:
        return child.wait()


def _clean() -> None:
    with servers.only_one() as lock:
        if lock is None:
            raise CannotStart("The demonstration is running: stop it first (Ctrl-C where it runs).")
        servers.remove()


if __name__ == "__main__":
    sys.exit(main())
