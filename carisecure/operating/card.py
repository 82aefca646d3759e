"""The card to hang up beside the machine."""

from __future__ import annotations


def pdf() -> bytes:
    raise NotImplementedError
