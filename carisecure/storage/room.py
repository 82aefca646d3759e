"""Is a disk full? One answer for files, jobs and pages."""

from __future__ import annotations

import errno

# No space, no more of one's share of it, larger than a file may be.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException | None) -> bool:
    """Whether something could not be written because there is no room for it: whoever asks again later may have it."""
    return isinstance(error, OSError) and error.errno in _FULL
