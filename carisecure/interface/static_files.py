"""Where the house's own files are, looked up once: each page names twenty of them."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.utils.functional import cached_property
from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeepsAddresses(StaticFilesStorage):
    """The address of a file stays the same as long as the process lives: it belongs to the code that runs.

    Kept by each storage for itself, since other settings (another STATIC_URL) make another one.
    """

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {}

    def url(self, name: str | None, *asked: Any) -> str:
        if name is None or asked:
            return super().url(name, *asked)
        found = self._addresses.get(name)
        if found is None:
            found = self._addresses[name] = super().url(name)
        return found


class Published(KeepsAddresses, CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it publishes no types
    """As an installation has them: compressed, and with a digest in each name."""
