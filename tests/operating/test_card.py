"""The card to hang up: a page a language, for supervisors and administrators, without a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from carisecure import env
from carisecure.operating import card
from tests.people import People


def test_it_is_a_pdf_without_a_secret(tmp_path: Path) -> None:
    call_command("print_card", str(tmp_path / "card.pdf"))
    content = (tmp_path / "card.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    pages = [card._page(code) for code, _name in settings.LANGUAGES]
    said = repr(pages)
    assert not any(secret in said for name in env.SECRETS if len(secret := str(getattr(settings, name, ""))) > 5)
    assert pages[0]["title"] != pages[1]["title"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("print_card", str(tmp_path / "away" / "card.pdf"))


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("administrator", 200), ("investigator", 403)])
def test_for_those_who_keep_the_machine_and_those_who_may_have_to(
    role: str, status: int, db: None, client: Client, people: People
) -> None:
    client.force_login(getattr(people, role))
    answer = client.get("/condition/card/")
    assert answer.status_code == status
    assert (answer["Content-Type"] == "application/pdf") == (status == 200)
