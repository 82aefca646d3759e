"""The base template, its switches and the pages for what went wrong."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

NOT_HERE = "Not here, or not shared with you. Ask the person who sent it."


def test_a_page_carries_no_code_and_no_style_of_its_own(at_work: Client) -> None:
    html = at_work.get("/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


def test_the_banner_stands_only_in_the_demonstration(at_work: Client, settings: Settings) -> None:
    assert "invented" not in at_work.get("/").content.decode()
    settings.DEMO = True
    assert "invented" in at_work.get("/").content.decode()


def test_not_here_is_the_same_for_every_address_and_carries_nothing(at_work: Client) -> None:
    first, second = at_work.get("/fail/404/"), at_work.get("/fail/and-another/")
    html = first.content.decode()
    assert first.status_code == 404
    assert first.content == second.content
    assert NOT_HERE in html
    for forbidden in ("<form", "csrf", "nonce", "/fail/", "<time"):
        assert forbidden not in html


@pytest.mark.parametrize(("kind", "says"), [("403", "Your role does not allow this."), ("409", "their text")])
def test_a_refusal_says_what_to_do_next(at_work: Client, kind: str, says: str) -> None:
    response = at_work.get(f"/fail/{kind}/")
    assert response.status_code == int(kind)
    assert says in response.content.decode()


def test_a_fault_shows_a_page_that_needs_nothing(at_work: Client) -> None:
    at_work.raise_request_exception = False
    response = at_work.get("/fail/500/")
    assert response.status_code == 500
    assert "Nothing was changed" in response.content.decode()


def test_language_follows_a_plain_link_and_comes_back(at_work: Client) -> None:
    response = at_work.get("/language/es/", headers={"referer": "http://testserver/agencies/?sort=name"})
    assert response["Location"] == "/agencies/?sort=name"
    assert '<html lang="es"' in at_work.get("/").content.decode()


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/agencies/", "http://testserver//evil.example/x", "/\\evil.example", "http:evil"]
)
def test_no_switch_leads_to_another_house(at_work: Client, away: str) -> None:
    response = at_work.get("/theme/dark/", headers={"referer": away})
    assert response["Location"] == "/"


def test_theme_is_kept_in_a_cookie_that_scripts_cannot_read(at_work: Client) -> None:
    response = at_work.get("/theme/dark/")
    assert response.cookies["theme"]["httponly"]
    assert 'data-bs-theme="dark"' in at_work.get("/").content.decode()
    assert at_work.get("/theme/pink/").status_code == 404


def test_htmx_gets_the_fragment_alone(at_work: Client) -> None:
    whole, part = at_work.get("/job/"), at_work.get("/job/", headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()
    assert part.content.decode().lstrip().startswith('<div id="job-1"')
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]


def test_going_back_gets_the_whole_page(at_work: Client) -> None:
    response = at_work.get("/job/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in response.content.decode()
