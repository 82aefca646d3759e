"""Which test process runs what: the story's house and the sweep's world are built once."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# A group is a module here. xdist's own groups are by mark, and are lost with pytest 9.2.
ONE_PROCESS = ("tests/story/test_story.py", "tests/access/test_sweep.py", "tests/audit/test_log_unwritable.py")


class OneHouse(LoadScopeScheduling):  # type: ignore[misc]  # xdist publishes no types
    """Each test by itself to whichever process is free, but those of a module in `ONE_PROCESS` together."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module in ONE_PROCESS else nodeid
