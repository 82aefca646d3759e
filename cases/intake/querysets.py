"""The vocabulary for reading reports. Every list begins with `visible_to`."""

from __future__ import annotations

from typing import Self

from carisecure.access.models import WalledQuerySet


class ReportQuerySet(WalledQuerySet):
    def waiting(self) -> Self:
        """Reports about which nothing stands decided."""
        return self.filter(outcome="")

    def ordinary(self) -> Self:
        """Without what a register brought in and nobody has confirmed."""
        return self.filter(provisional_batch=None)

    def with_standing(self) -> Self:
        """With the words that stand at hand (`IntakeReport.standing`)."""
        return self.select_related("as_corrected")
