"""A text mended in a release: the words of its targets are found where they stand now."""

import json
import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from targets.models import Document, Target
from targets.setup.facts import FILES, REASON

WORDS = "新植金银花500亩"
MENDED = "新栽植金银花500亩"


def load(folder) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("load_facts", folder=folder, stdout=out)
    return out.getvalue()


def summary(updated: int) -> str:
    return f"Facts: 0 added, {updated} updated, "


@pytest.fixture
def release(tmp_path):
    """Write a release in which text and quotes were mended by `mend`, with the positions that follow."""

    def write(mend):
        shutil.copytree(settings.BASE_DIR / "fixtures", tmp_path, dirs_exist_ok=True)
        rows = json.loads((tmp_path / FILES[1]).read_text(encoding="utf-8"))
        (document,) = [row["fields"] for row in rows if row["model"] == "targets.document"]
        document["body"] = mend(document["body"], "body")
        for fact in [row["fields"] for row in rows if row["model"] == "targets.target"]:
            fact["quote"] = mend(fact["quote"], "quote")
            fact["quote_start"] = document["body"].index(fact["quote"])
        (tmp_path / FILES[1]).write_text(json.dumps(rows), encoding="utf-8")
        return tmp_path

    return write


def held():
    """Codes of the targets whose quotes do not stand where they are said to."""
    body = Document.objects.get().body
    return [
        target.code
        for target in Target.objects.all()
        if not body.startswith(target.quote, target.quote_start)
        or body.find(target.quote) != target.quote_start
    ]


def test_quotes_that_moved_are_found_again_and_a_second_run_changes_nothing(facts, release):
    folder = release(lambda text, name: f"关路镇\n{text}" if name == "body" else text)
    assert summary(updated=1) in load(folder)
    assert held() == []
    assert set(Target.history.values_list("history_change_reason", "history_user")) == {(REASON, None)}
    records = Target.history.count()
    load(folder)
    assert Target.history.count() == records


def test_words_mended_in_the_text_and_its_target_arrive_together(facts, release):
    quote = Target.objects.get(code="4.2.3").quote
    assert WORDS in quote
    load(release(lambda text, name: text.replace(WORDS, MENDED)))
    assert MENDED in Target.objects.get(code="4.2.3").quote
    assert held() == []


def test_a_target_people_edited_keeps_its_words_and_is_reported(facts, release):
    target = Target.objects.get(code="4.2.3")
    target.note = "注"
    target.save()
    said = load(release(lambda text, name: text.replace(WORDS, MENDED)))
    assert "4.2.3" in said
    assert held() == ["4.2.3"]


def test_a_target_people_edited_is_found_again_where_its_words_moved_and_is_not_reported(facts, release):
    target = Target.objects.get(code="4.2.3")
    target.note = "注"
    target.save()
    said = load(release(lambda text, name: f"关路镇\n{text}" if name == "body" else text))
    assert held() == []
    assert said.startswith("target 2021 4.2.3: left as people changed it (note)\n")
