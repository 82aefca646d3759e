"""Files of exhibits: sent in pieces or whole, kept or refused with the reason, given out, read again each night."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access import session
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.vault import keys
from carisecure.access.vault.files import FRAME
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from carisecure.storage import keeping
from cases.exhibits import checking, rehashing, uploads
from cases.exhibits.models import Exhibit, ExhibitFile, ExhibitUpload, FileReading
from cases.exhibits.operations import add_exhibit, correct_exhibit
from cases.record.models import Case
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter
from tests.storage import hostile
from tests.storage.scanner import stand_in

PICTURE = hostile.picture()


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.CLAMAV_SOCKET = ""


@pytest.fixture
def thing(people: People) -> Exhibit:
    case = make_case(people.investigator)
    return add_exhibit(case=case, mark="A1", description="Telephone", by=people.investigator)


@pytest.fixture
def scanner(settings: Any) -> Iterator[Any]:
    with stand_in() as server:
        settings.CLAMAV_SOCKET = server.path
        yield server


def on_disk(folder: str = "") -> list[Path]:
    return [path for path in (keeping.root() / folder).rglob("*") if path.is_file()]


def sent(thing: Exhibit, people: People, name: str = "photo.jpg", content: bytes = PICTURE) -> ExhibitUpload:
    by = people.investigator
    return uploads.send_whole(exhibit=thing, name=name, size=len(content), read=io.BytesIO(content).read, by=by)


def checked(upload: ExhibitUpload, people: People, django_capture: Any) -> ExhibitUpload:
    with django_capture(execute=True):
        checking.check(upload.pk, people.investigator)
    upload.refresh_from_db()
    return upload


@pytest.fixture
def kept(thing: Exhibit, people: People, django_capture_on_commit_callbacks: Any) -> ExhibitFile:
    checked(sent(thing, people), people, django_capture_on_commit_callbacks)
    checking.make_copy(ExhibitFile.objects.get().pk, people.investigator)
    return ExhibitFile.objects.get()


def test_a_file_is_kept_as_it_came(thing: Exhibit, people: People, django_capture_on_commit_callbacks: Any) -> None:
    upload = sent(thing, people)
    assert upload.state == "waiting"
    assert on_disk("exhibits") == []
    assert checked(upload, people, django_capture_on_commit_callbacks).state == "kept"
    file = ExhibitFile.objects.get()
    assert (file.number, file.name, file.mime, file.scan) == (1, "photo.jpg", "image/jpeg", "none")
    assert (file.sha256, file.size) == (hashlib.sha256(PICTURE).hexdigest(), len(PICTURE))
    with keeping.opened(file.path, file.sha256) as stream:
        assert stream.read() == PICTURE
    (path,) = on_disk()
    assert b"JFIF" not in path.read_bytes()
    for change in (lambda: ExhibitFile.objects.update(sha256="x"), file.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_files_of_an_exhibit_are_numbered_without_a_gap(
    thing: Exhibit, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    for content in (PICTURE, b"MZ" + b"\0" * 99, hostile.picture("PNG") + b"", PICTURE):
        checked(sent(thing, people, content=content), people, django_capture_on_commit_callbacks)
    assert list(ExhibitFile.objects.values_list("number", flat=True)) == [1, 2]
    assert sorted(ExhibitUpload.objects.values_list("refusal", flat=True)) == ["", "", "ending", "unknown_kind"]


def test_none_that_means_harm_leaves_quarantine_and_each_says_why(
    thing: Exhibit, people: People, scanner: Any, django_capture_on_commit_callbacks: Any
) -> None:
    tried = [*hostile.contents(), ("found", "chat.txt", hostile.eicar()), ("found", "a.txt", b"x" + hostile.eicar())]
    wrong = []
    for code, name, content in tried:
        if not content:
            with pytest.raises(ValidationError, match="empty"):
                sent(thing, people, name, content)
            continue
        upload = checked(sent(thing, people, name, content), people, django_capture_on_commit_callbacks)
        if (upload.state, upload.refusal) != ("refused", code) or not keys.is_destroyed(upload.pk):
            wrong.append((code, name, upload.state, upload.refusal))
    assert wrong == []
    assert not ExhibitFile.objects.exists()
    assert on_disk() == []
    assert "Eicar-Test-Signature" in ExhibitUpload.objects.filter(refusal="found")[0].found


BY_NAME_ALONE = [*hostile.NAMES["name"], *hostile.NAMES["double_ending"], "photo", ".jpg"]


@pytest.mark.parametrize("name", BY_NAME_ALONE)
def test_a_name_that_misleads_is_refused_before_a_byte_is_taken(thing: Exhibit, people: People, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        sent(thing, people, name)
    assert list(refused.value.message_dict) == ["file"]
    assert on_disk() == []


def test_what_the_scanner_did_not_look_at_is_never_called_clean(
    thing: Exhibit, people: People, scanner: Any, django_capture_on_commit_callbacks: Any
) -> None:
    large = hostile.packed({"a": os.urandom(1_200_000)})
    for name, content in (("photo.jpg", PICTURE), ("phone.zip", hostile.locked_zip()), ("phone.zip", large)):
        checked(sent(thing, people, name, content), people, django_capture_on_commit_callbacks)
    assert list(ExhibitFile.objects.values_list("scan", flat=True)) == ["clean", "locked", "too_large"]


def test_while_the_scanner_is_away_a_file_waits_in_quarantine(
    thing: Exhibit, people: People, settings: Any, scanner: Any
) -> None:
    upload = sent(thing, people)
    settings.CLAMAV_SOCKET = scanner.path + ".not"
    with session_of(people):
        assert run_newest() == {"state": "waiting", "why": "scanner_away"}
    settings.CLAMAV_SOCKET = scanner.path
    upload.refresh_from_db()
    assert upload.state == "waiting"
    assert on_disk("exhibits") == []


def session_of(people: People) -> Any:
    enter(people.investigator)
    return transaction.atomic()


def run_newest() -> dict[str, Any]:
    from cases.exhibits.tasks import check_file

    job = Job.objects.filter(kind=uploads.JOB).latest("asked_at")
    return check_file(Running(job.pk, job.actor), **job.params)


def test_a_full_disk_leaves_no_row_and_no_file(
    thing: Exhibit, people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ValidationError, match="no room"):
        sent(thing, people)
    client.force_login(people.investigator)
    file = SimpleUploadedFile("photo.jpg", PICTURE)
    answer = client.post(
        reverse("cases:add_file", args=[thing.pk]), {"file": file, "submission_key": str(uuid.uuid4())}
    )
    assert answer.status_code == 422
    assert "There is no room" in answer.text
    assert not ExhibitUpload.objects.exists()
    assert on_disk() == []


def test_pieces_are_sent_and_gone_on_with_after_a_cut_line(thing: Exhibit, people: People, client: Client) -> None:
    content = hostile.picture("BMP", size=(400, 400))
    client.force_login(people.investigator)
    begin = reverse("cases:begin_upload", args=[thing.pk])
    told = {"name": "photo.bmp", "size": str(len(content)), "changed": "1764547200000"}
    begun = client.post(begin, told).json()
    assert begun["received"] == 0

    def piece(at: int, part: bytes) -> Any:
        return client.post(
            begun["piece"], part, content_type="application/octet-stream", headers={"Upload-Offset": str(at)}
        )

    assert piece(0, content[: FRAME + 9]).json() == {"received": FRAME}
    assert client.get(begun["piece"]).json()["received"] == FRAME
    assert client.post(begin, told).json() == begun | {"received": FRAME}
    assert piece(0, content).status_code == 409
    assert client.post(begun["finish"]).status_code == 422
    assert piece(FRAME, content[FRAME:]).json() == {"received": len(content)}
    assert client.post(begun["finish"]).json()["go"].endswith("#files")
    assert piece(len(content), b"x").status_code == 422
    assert ExhibitUpload.objects.get().state == "waiting"
    assert "It is being checked" in client.get(reverse("cases:exhibit", args=[thing.pk])).text


@pytest.mark.parametrize("changed", ["1764547200001", "", "x", "0"])
def test_another_file_of_the_same_name_and_size_is_not_joined_to_the_first(
    thing: Exhibit, people: People, client: Client, changed: str
) -> None:
    """A recorder's REC001.wav of yesterday and of today; without a moment nobody can tell."""
    client.force_login(people.investigator)
    begin = reverse("cases:begin_upload", args=[thing.pk])
    told = {"name": "REC001.wav", "size": str(2 * FRAME)}
    for first in ("1764547200000", changed):
        begun = client.post(begin, {**told, "changed": first}).json()
        client.post(
            begun["piece"], b"x" * FRAME, content_type="application/octet-stream", headers={"Upload-Offset": "0"}
        )
        assert client.get(begun["piece"]).json()["received"] == FRAME
    again = client.post(begin, {**told, "changed": changed}).json()
    assert again["piece"] != client.post(begin, {**told, "changed": "1764547200000"}).json()["piece"]
    assert again["received"] == (FRAME if changed == "1764547200001" else 0)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [({}, b"x", 422), ({"Upload-Offset": "-1"}, b"x", 422), ({"Upload-Offset": "9" * 30}, b"x", 422),
     ({"Upload-Offset": "0"}, b"x" * 30, 422), ({"Upload-Offset": "5"}, b"x", 409)],
)  # fmt: skip
def test_pieces_that_do_not_fit_are_refused(
    thing: Exhibit, people: People, client: Client, headers: dict[str, str], body: bytes, status: int
) -> None:
    client.force_login(people.investigator)
    begun = client.post(reverse("cases:begin_upload", args=[thing.pk]), {"name": "a.txt", "size": "20"}).json()
    answer = client.post(begun["piece"], body, content_type="application/octet-stream", headers=headers)
    assert answer.status_code == status
    assert on_disk() == [] or status == 409


@pytest.mark.parametrize("size", ["", "0", "-1", "x", "²", "9" * 40, str(10**14)])
def test_a_size_that_cannot_be_is_refused(thing: Exhibit, people: People, client: Client, size: str) -> None:
    client.force_login(people.investigator)
    answer = client.post(reverse("cases:begin_upload", args=[thing.pk]), {"name": "a.txt", "size": size})
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_a_file_of_a_plain_form_and_a_photograph_taken_now(thing: Exhibit, people: People, client: Client) -> None:
    client.force_login(people.investigator)
    address = reverse("cases:add_file", args=[thing.pk])
    page = client.get(address).text
    assert 'capture="environment"' in page
    for field in ("file", "photograph"):
        file = SimpleUploadedFile("photo.jpg", PICTURE)
        assert client.post(address, {field: file, "submission_key": str(uuid.uuid4())}).status_code == 302
    assert ExhibitUpload.objects.filter(state="waiting").count() == 2
    empty = client.post(address, {"submission_key": str(uuid.uuid4())})
    assert empty.status_code == 422
    assert "Choose a file." in empty.text


def test_an_exhibit_that_was_struck_out_takes_no_file(thing: Exhibit, people: People) -> None:
    correct_exhibit(exhibit=thing, version=1, reason="x", is_retracted=True, changes={}, by=people.investigator)
    with pytest.raises(ValidationError, match="struck out"):
        sent(thing, people)


def test_the_original_goes_out_as_it_came_and_only_the_copy_is_shown(
    kept: ExhibitFile, people: People, client: Client
) -> None:
    client.force_login(people.colleague)
    answer = client.get(reverse("cases:exhibit_file", args=[kept.pk]))
    assert b"".join(answer.streaming_content) == PICTURE  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="exhibit-1-1.jpg"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    shown = client.get(reverse("cases:exhibit_picture", args=[kept.pk]))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown.content != PICTURE
    out = lines(table_name="cases_exhibitfile", action="export")[-1]
    assert (out.actor, out.detail["sha256"]) == (people.colleague.pk, kept.sha256)
    assert lines(table_name="cases_exhibitfile", action="read")[-1].actor == people.colleague.pk
    page = client.get(reverse("cases:exhibit", args=[kept.exhibit_id])).text
    assert kept.sha256 in page
    assert "Not scanned: no scanner" in page


@pytest.mark.parametrize("key", ["outsider", "frontline", "caseworker", "prosecutor", "analyst", "auditor"])
def test_nobody_else(kept: ExhibitFile, thing: Exhibit, people: People, client: Client, key: str) -> None:
    who = getattr(people, key)
    client.force_login(who)
    for name in ("exhibit_file", "exhibit_picture"):
        assert client.get(reverse(f"cases:{name}", args=[kept.pk])).status_code == 404
    enter(who)
    assert not ExhibitFile.objects.exists()
    with pytest.raises((NotVisible, NotPermitted)):
        uploads.begin(exhibit=thing, name="a.txt", size=3, by=who)


def test_one_bit_flipped_is_found_and_named(kept: ExhibitFile, people: People, client: Client) -> None:
    def night() -> dict[str, Any]:
        with transaction.atomic():
            session.enter(None, purpose="maintenance")
            return rehashing.read_again(Running(uuid.uuid4(), None))

    assert night() | {"strays": 0} == {"read": 1, "changed": 0, "of": 1, "strays": 0}
    (path,) = [one for one in on_disk("exhibits") if one.name == kept.pk.hex]
    flipped = bytearray(path.read_bytes())
    flipped[200] ^= 1
    path.write_bytes(flipped)
    assert night()["changed"] == night()["changed"] == 1
    assert rehashing.standing().changed == 1
    assert FileReading.objects.get(changed_since__isnull=False).pk == kept.pk
    assert len(lines(table_name="cases_exhibitfile", action="exhibit.changed")) == 1
    client.force_login(people.investigator)
    page = client.get(reverse("cases:exhibit", args=[kept.exhibit_id])).text
    assert "This file is not the one that was kept" in page
    assert client.get(reverse("cases:exhibit_file", args=[kept.pk])).status_code == 404
    flipped[200] ^= 1
    path.write_bytes(flipped)
    assert night()["changed"] == 0
    assert rehashing.standing().changed == 0


def test_the_house_alone_may_ask_where_files_lie(kept: ExhibitFile, people: People) -> None:
    enter(people.investigator)
    with pytest.raises(DatabaseError, match="only the house"), transaction.atomic():
        rehashing._files()


def test_a_file_is_checked_by_a_worker(thing: Exhibit, people: People) -> None:
    sent(thing, people)
    enter(people.investigator)
    assert run_newest() == {"state": "kept"}
    assert Job.objects.filter(kind=checking.COPY_JOB).count() == 1
    with pytest.raises(TransitionRefused):
        uploads.take(upload=ExhibitUpload.objects.get(), offset=0, read=io.BytesIO(b"x").read)


def test_disposal_destroys_the_keys_of_the_files(kept: ExhibitFile) -> None:
    from cases.keeping.operations.disposing import _destroy

    _destroy(Case.objects.get())
    assert keys.is_destroyed(kept.pk)
    assert keys.is_destroyed(keeping.key_of(kept.copy_path))
    assert not keeping.is_unchanged(kept.path, kept.sha256)
