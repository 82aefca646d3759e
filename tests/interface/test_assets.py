"""The browser packages: pinned, without an address, with their licences."""

from __future__ import annotations

from carisecure.interface import assets


def test_what_is_pinned_names_no_address() -> None:
    for path in assets.PINNED:
        assert "://" not in path.read_text()


def test_a_second_run_does_nothing_and_everything_has_its_licence() -> None:
    assets.build()
    assert assets.is_current()
    assert assets.build() is False
    for package in [*assets.NPM_FILES, "htmx", *(f"licences/{name}" for name in assets.BUNDLED)]:
        assert list((assets.VENDOR / package).glob("LICENSE*")), package


def test_no_file_points_at_a_map_that_is_not_here() -> None:
    assets.build()
    for path in (found for found in assets.VENDOR.rglob("*.*s") if found.is_file()):
        assert "sourceMappingURL" not in path.read_text(), path.name
