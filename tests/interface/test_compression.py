"""Pages are compressed, with padding that hides how well; nothing else is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory

from carisecure.interface.compression import PageGZipMiddleware
from tests.people import People

PAGE = HttpResponse("<p>She came to the door.</p>" * 100)


def _answer(response: HttpResponse | FileResponse, accept: str = "gzip, deflate, br") -> HttpResponse:
    request = RequestFactory().get("/", headers={"accept-encoding": accept})
    return PageGZipMiddleware(lambda _request: response)(request)  # type: ignore[return-value]


def test_a_page_is_a_fraction_of_its_size(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    plain = client.get("/reports/new/")
    packed = client.get("/reports/new/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert len(packed.content) < 8_000
    assert "Is anyone in danger now?" in gzip.decompress(packed.content).decode()
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]


def test_one_page_has_many_lengths() -> None:
    """The attack by compression (BREACH) reads lengths: each answer has up to 100 bytes more, by chance."""
    lengths = {len(_answer(HttpResponse(PAGE.content)).content) for _ in range(60)}
    assert len(lengths) > 20
    assert 60 < max(lengths) - min(lengths) <= 100


def test_the_token_of_a_page_is_masked_anew(people: People, client: Client) -> None:
    """The other secret that such an attack is after."""
    client.force_login(people.investigator)
    tokens = {str(client.get("/reports/new/").context["csrf_token"]) for _ in range(5)}
    assert len(tokens) == 5


@pytest.mark.parametrize("accept", ["", "identity", "br", "zstd"])
def test_who_does_not_take_it_gets_the_page_as_it_is(accept: str) -> None:
    answer = _answer(HttpResponse(PAGE.content), accept)
    assert answer.content == PAGE.content
    assert "Content-Encoding" not in answer


@pytest.mark.parametrize("kind", ["text/csv", "application/pdf", "application/json", "application/octet-stream"])
def test_a_file_goes_out_as_it_is(kind: str) -> None:
    answer = _answer(HttpResponse(PAGE.content, content_type=kind))
    assert answer.content == PAGE.content
    assert "Content-Encoding" not in answer


def test_a_file_that_is_streamed_keeps_its_length(tmp_path: Path) -> None:
    path = tmp_path / "figures.html"
    path.write_bytes(PAGE.content)
    with path.open("rb") as opened:
        answer = _answer(FileResponse(opened))
        assert answer["Content-Length"] == str(len(PAGE.content))
        assert "Content-Encoding" not in answer


def test_nothing_in_front_compresses_pages_without_the_padding() -> None:
    lines = (Path(settings.BASE_DIR) / "docker" / "Caddyfile").read_text().splitlines()
    assert not [line for line in lines if line.strip().startswith("encode")]
