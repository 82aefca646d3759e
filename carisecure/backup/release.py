"""Which release this is, in a line: its version, and a digest of the names of its migrations."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache

from carisecure import history


@lru_cache(maxsize=1)
def here() -> str:
    """As `0.1.0, migrations 1a2b3c4d5e6f`."""
    project = tomllib.loads((history.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = "\n".join(f"{app}.{name}" for app, name in sorted(history.here()))
    return f"{project['version']}, migrations {hashlib.sha256(names.encode()).hexdigest()[:12]}"
