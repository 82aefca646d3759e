"""What is sent: a name that says nothing, put away and not shown unless that is said, never guessed at, never kept."""

from __future__ import annotations

import io

import pytest

from carisecure.storage import serving

NAME = "access-log-2026-10-01.csv"


def test_an_attachment_is_put_away() -> None:
    for answer in (
        serving.attachment(b"a;b", name=NAME, content_type="text/csv; charset=utf-8"),
        serving.streamed(io.BytesIO(b"a;b"), name=NAME, content_type="text/csv; charset=utf-8"),
    ):
        assert answer["Content-Disposition"] == f'attachment; filename="{NAME}"'
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer.getvalue() == b"a;b"


def test_only_what_is_said_to_be_shown_is_shown() -> None:
    answer = serving.shown(b"%PDF-", name="list.pdf", content_type="application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="list.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["Rosa Demo.csv", "../up.csv", "", "a\nb.csv", 'a".csv', ".csv", "ñ.csv", "a" * 151])
def test_a_name_with_room_for_anything_else_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        serving.attachment(b"", name=name, content_type="text/csv")
