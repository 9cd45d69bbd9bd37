"""The folder of evidence: that it can be written in, and is emptied with a demonstration."""

from targets.checks import evidence_can_be_stored
from targets.evidence import store


def test_a_folder_that_cannot_be_is_told_before_anything_is_served(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "new" / "evidence"
    assert evidence_can_be_stored() == []
    (tmp_path / "file").write_text("x")
    settings.EVIDENCE_DIR = tmp_path / "file" / "evidence"
    assert [found.id for found in evidence_can_be_stored()] == ["targets.E001"]


def test_the_store_is_emptied_whole(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    store.empty()
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "cd.jpg").write_text("x")
    store.empty()
    assert list(tmp_path.iterdir()) == []
