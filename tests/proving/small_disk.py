"""A disk of a few megabytes that can be filled: a file system in memory that only this process and its children see.

Linux alone. As root it needs the right to mount; as anybody else the right to a user namespace of one's own, which most
systems give. Nothing of it is left when the process ends, however it ends.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path

_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_PRIVATE, _ALL_BELOW = 1 << 18, 1 << 14
_DETACHED = 2
_BLOCK = 64 * 1024


def apart() -> None:
    """From now on this process has mounts of its own. Raises OSError where it may not."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    _asked(libc.unshare(_NEW_MOUNTS if user == 0 else _NEW_MOUNTS | _NEW_USER))
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _asked(libc.mount(b"none", b"/", None, ctypes.c_ulong(_PRIVATE | _ALL_BELOW), None))


def _asked(answer: int) -> None:
    if answer:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class SmallDisk:
    """Mounted on `folder`, which has to be there. Call `apart` once before."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        libc = ctypes.CDLL(None, use_errno=True)
        options = f"size={megabytes}m,mode=755".encode()
        _asked(libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", ctypes.c_ulong(0), options))
        self._ballast = folder / "ballast"

    @property
    def free(self) -> int:
        """Bytes."""
        told = os.statvfs(self.folder)
        return told.f_bavail * told.f_frsize

    def fill(self, leave: int = 0) -> None:
        """To the last byte, or all but so many."""
        with self._ballast.open("ab", buffering=0) as ballast, suppress(OSError):
            while self.free > leave:
                ballast.write(b"\0" * min(_BLOCK, self.free - leave))

    def clear(self) -> None:
        self._ballast.unlink(missing_ok=True)

    def take_away(self) -> None:
        """Even while somebody still uses it."""
        ctypes.CDLL(None, use_errno=True).umount2(str(self.folder).encode(), _DETACHED)
