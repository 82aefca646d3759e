"""Settings of the real web processes that `test_web_processes.py` starts.

Wrong codes lock a name after five. Here they do not: what is tested is that a used code is refused as used, by every
process, and not because its sender was silenced first.
"""

from carisecure.settings.testing import *  # noqa: F403

AXES_FAILURE_LIMIT = 100_000
