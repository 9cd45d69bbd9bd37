"""Files sent with a figure: stored with it or not at all, shown with it, handed out to who may see it."""

from pathlib import Path

import pytest

from targets import recording
from targets.models import Evidence, ProgressEntry
from tests.targets.evidence_samples import PDF, picture, sent
from tests.targets.factories import give_duty, make_user, make_village
from tests.targets.pages.conftest import NOW
from tests.targets.pages.forms_as_sent import form_of


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def send(town, logged_in):
    """Send the form of the share with files, as the reporter; the same token again with `again`."""
    url, client = f"/2021/record/{town.share.pk}/", logged_in(town.reporter)
    first = form_of(client, url)

    def post(*files, **fields):
        return client.post(url, {**first, "amount": "5", "evidence": list(files), **fields})

    return post


def status_of(answer):
    """The status, with the file of an answer read to its end, as a server does."""
    b"".join(answer)
    return answer.status_code


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_files_are_stored_with_the_figure_and_nobody_else_reads_them(town, send, folder):
    assert send(sent(picture()), sent(PDF, "验收单.pdf")).status_code == 302
    photo, document = ProgressEntry.objects.get().evidence.all()
    assert (photo.name, document.name, photo.uploaded_by) == ("照片.jpg", "验收单.pdf", town.reporter)
    assert len(on_disk(folder)) == 3  # a photo, its thumbnail, a document
    assert {path.stat().st_mode & 0o777 for path in on_disk(folder)} == {0o600}
    assert "照片" not in "".join(str(path) for path in on_disk(folder))
    assert Path(photo.file.path).stat().st_size == photo.size


def test_the_same_form_sent_twice_stores_its_files_once(send, folder):
    assert [send(sent(picture())).status_code for _ in range(2)] == [302, 302]
    assert (Evidence.objects.count(), len(on_disk(folder))) == (1, 2)


def test_a_refused_figure_or_file_leaves_nothing(send, folder):
    page = send(sent(picture()), sent(b"MZ", "a.exe"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["evidence"])
    assert send(sent(picture()), amount="501").status_code == 422  # asks for a note
    assert not ProgressEntry.objects.exists()
    assert on_disk(folder) == []


def test_a_transaction_that_fails_leaves_no_file(send, folder, monkeypatch):
    def fail(*_args, **_kwargs):
        assert on_disk(folder)
        raise RuntimeError

    monkeypatch.setattr(Evidence.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        send(sent(picture()))
    assert not ProgressEntry.objects.exists()
    assert on_disk(folder) == []


def test_ten_files_are_counted_with_those_of_earlier_versions(town, send, logged_in):
    send(*(sent(PDF + b"\n" * number, f"{number}.pdf") for number in range(9)))
    entry = ProgressEntry.objects.get()
    recording.send_back(user=town.reviewer, entry=entry, reason="请补照片", now=NOW)
    client, url = logged_in(town.reporter), f"/2021/entries/{entry.pk}/resubmit/"
    assert len(client.get(url).context["kept"]) == 9
    typed, two = form_of(client, url), [sent(picture()), sent(picture("PNG"))]
    assert list(client.post(url, {**typed, "evidence": two}).context["form"].errors) == ["evidence"]
    assert client.post(url, {**typed, "evidence": [sent(picture())]}).status_code == 302
    assert entry.evidence.count() == 10


@pytest.mark.parametrize(("keep_nothing", "goes_with"), [("", "replaces"), ("on", "corrects")])
def test_of_a_correction_files_go_with_the_line_that_is_to_stand(
    log, town, logged_in, keep_nothing, goes_with
):
    entry = log("100")
    client, url = logged_in(town.reporter), f"/2021/entries/{entry.pk}/correct/"
    fields = {**form_of(client, url), "amount": "90", "note": "多报", "evidence": [sent(PDF)]}
    if keep_nothing:
        fields["keep_nothing"] = keep_nothing
    else:
        fields.pop("keep_nothing", None)
    assert client.post(url, fields).status_code == 302
    assert getattr(Evidence.objects.get().entry, goes_with)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("submitted", {"reporter", "reviewer", "colleague"}),
        ("returned", {"reporter", "reviewer", "colleague"}),
        ("withdrawn", {"reporter", "reviewer", "colleague"}),
        ("approved", {"reporter", "reviewer", "colleague", "leader", "stranger", "clerk"}),
    ],
)
def test_a_file_is_open_to_those_who_may_see_its_entry(town, send, logged_in, client, state, may):
    give_duty(make_user("clerk"), "reporter", village=make_village())
    send(sent(picture()))
    entry = ProgressEntry.objects.get()
    if state == "approved":
        recording.approve(user=town.reviewer, entry=entry, now=NOW)
    if state == "returned":
        recording.send_back(user=town.reviewer, entry=entry, reason="核实", now=NOW)
    if state == "withdrawn":
        recording.withdraw(user=town.reporter, entry=entry, now=NOW)
    url = f"/2021/evidence/{Evidence.objects.get().pk}/"
    people = type(town.reporter).objects.all()
    for address in (url, f"{url}thumbnail/"):
        answers = {user.username: status_of(logged_in(user).get(address)) for user in people}
        assert {name for name, status in answers.items() if status == 200} == may
        assert set(answers.values()) <= {200, 404}
        assert client.get(address).status_code == 302


NOTHING_RUNS = {
    "default-src 'none'",
    "sandbox",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
}


def test_nothing_in_a_file_can_run(town, send, logged_in):
    send(sent(picture()), sent(PDF, "验收单.pdf"))
    client = logged_in(town.reviewer)
    for found, disposition in zip(Evidence.objects.all(), ("inline", "attachment"), strict=True):
        answer = client.get(f"/2021/evidence/{found.pk}/")
        assert answer["X-Content-Type-Options"] == "nosniff"
        policy = set(answer["Content-Security-Policy"].split("; "))
        attributes = {"style-src-attr 'unsafe-inline'"} if disposition == "inline" else set()
        assert policy == NOTHING_RUNS | attributes
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["Content-Type"] == found.content_type
        assert answer["Content-Disposition"].startswith(f"{disposition}; filename*=utf-8''")
        assert len(b"".join(answer.streaming_content)) == found.size
        again = client.get(f"/2021/evidence/{found.pk}/", headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304


def test_the_headers_of_a_file_are_plain_texts(send, town, logged_in):
    """A server such as wsgiref takes no other; a member of an enumeration is none."""
    send(sent(picture()))
    url = f"/2021/evidence/{Evidence.objects.get().pk}/"
    for address in (url, f"{url}thumbnail/"):
        answer = logged_in(town.reviewer).get(address)
        assert {type(value) for _name, value in answer.items()} == {str}
        assert status_of(answer) == 200


def test_a_file_lost_from_the_disk_gets_a_sentence(town, send, logged_in, caplog):
    send(sent(picture()))
    found = Evidence.objects.get()
    Path(found.file.path).unlink()
    answer = logged_in(town.reviewer).get(f"/2021/evidence/{found.pk}/")
    assert (answer.status_code, found.name in answer.content.decode()) == (410, True)
    assert "not in the store" in caplog.text


def test_files_stand_with_their_entry_on_every_page(town, send, logged_in):
    send(sent(picture()), sent(PDF, "验收单.pdf"))
    found = Evidence.objects.first()
    for user, page in (
        (town.reporter, "/2021/record/"),
        (town.reporter, f"/2021/record/{town.share.pk}/"),
        (town.reviewer, "/2021/review/"),
        (town.reviewer, "/2021/targets/4.2.3/"),
    ):
        shown = logged_in(user).get(page).content.decode()
        assert f"/2021/evidence/{found.pk}/thumbnail/" in shown, page
        assert "验收单.pdf" in shown
    assert "/2021/evidence/" not in logged_in(town.leader).get("/2021/targets/4.2.3/").content.decode()


def test_a_copy_that_cannot_be_removed_takes_nothing_stored_with_it(send, folder, monkeypatch, caplog):
    def refuse(paths):
        raise PermissionError(paths)

    monkeypatch.setattr("targets.evidence.attaching.store.remove", refuse)
    assert send(sent(picture()), sent(picture(), "again.jpg")).status_code == 302
    found = Evidence.objects.get()
    assert (folder / found.file.name).exists()
    assert "could not be removed" in caplog.text
