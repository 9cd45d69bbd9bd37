"""The Chinese catalogue: whole, in step with the code, and written as Chinese is written."""

import os
import re
import shutil
import string
from pathlib import Path

import axes
import django
import polib
import pytest
from django.core.management import call_command
from django.test import override_settings

from guanlu import borrowed_words

ROOT = Path(__file__).parents[1]
PO = ROOT / "guanlu/locale/zh_Hans/LC_MESSAGES/django.po"
PACKAGES = ("guanlu", "projects", "targets", "templates")
GETTEXT_TOOLS = ("xgettext", "msguniq", "msgmerge", "msgattrib")

CHINESE = "\u4e00-\u9fff"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|%%")
# A comma, bracket or quotation mark of ASCII beside a Chinese character; or a blank between two of them.
NARROW = re.compile(rf"[{CHINESE}][,;:?!.()'\"]|[,;:?!()'\"][{CHINESE}]|[{CHINESE}] [{CHINESE}]")


def texts(entry: polib.POEntry) -> list[str]:
    """What is said in Chinese: one text, or that of a plural."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural)


def content(entries: list[polib.POEntry]) -> dict[tuple[str, str, str], list[str]]:
    return {key(entry): texts(entry) for entry in entries}


def catalogue() -> polib.POFile:
    return polib.pofile(str(PO))


def faults(is_wrong) -> list[tuple[str, str]]:
    """The translations a rule objects to."""
    return [(entry.msgid, text) for entry in catalogue() for text in texts(entry) if is_wrong(entry, text)]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """What makemessages finds in a copy of the code, with nothing translated."""
    missing = [tool for tool in GETTEXT_TOOLS if shutil.which(tool) is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(
            f"GNU gettext is not installed ({', '.join(missing)}): the code was not searched for texts"
        )
    folder = tmp_path_factory.mktemp("catalogue")
    for package in PACKAGES:
        if (ROOT / package).is_dir():
            shutil.copytree(
                ROOT / package,
                folder / package,
                ignore=lambda place, names: [
                    name
                    for name in names
                    if name in ("locale", "__pycache__")
                    or not (name.endswith((".py", ".html", ".txt")) or (Path(place) / name).is_dir())
                ],
            )
    (folder / "words").mkdir()
    with pytest.MonkeyPatch.context() as patch, override_settings(LOCALE_PATHS=[str(folder / "words")]):
        patch.chdir(folder)
        call_command("makemessages", locale=["zh_Hans"], no_location=True, verbosity=0)
    return polib.pofile(str(folder / "words/zh_Hans/LC_MESSAGES/django.po"))


def test_every_text_of_the_code_is_in_the_catalogue(extracted):
    assert {key(entry) for entry in extracted} - {key(entry) for entry in catalogue()} == set()


def test_the_catalogue_holds_nothing_the_code_no_longer_says(extracted):
    assert {key(entry) for entry in catalogue()} - {key(entry) for entry in extracted} == set()


def test_every_text_is_translated():
    assert [entry.msgid for entry in catalogue() if not all(texts(entry)) or not texts(entry)] == []


def test_nothing_is_guessed_or_left_over():
    entries = catalogue()
    assert not entries.metadata_is_fuzzy
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []
    # polib counts obsolete entries apart.
    assert [entry.msgid for entry in entries.obsolete_entries()] == []


def test_the_header_says_chinese_with_one_form_for_any_number():
    metadata = catalogue().metadata
    assert metadata["Language"] == "zh_Hans"
    assert metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert metadata["Content-Type"] == "text/plain; charset=UTF-8"


def test_each_translation_keeps_the_placeholders():
    def differs(entry, text):
        said = entry.msgid_plural or entry.msgid
        return set(PLACEHOLDER.findall(said)) != set(PLACEHOLDER.findall(text))

    assert faults(differs) == []


def test_the_compiled_catalogue_is_in_step():
    entries = catalogue()
    compiled = polib.mofile(str(PO.with_suffix(".mo")))
    assert content(compiled) == content(entries)
    assert compiled.metadata["Plural-Forms"] == entries.metadata["Plural-Forms"]


def test_punctuation_is_chinese_punctuation():
    assert faults(lambda _entry, text: NARROW.search(PLACEHOLDER.sub("0", text))) == []


def test_every_translation_is_in_chinese_or_has_no_words():
    def is_foreign(_entry, text):
        said = PLACEHOLDER.sub("", text)
        return not re.search(f"[{CHINESE}]", said) and set(said) & set(string.ascii_letters)

    assert faults(is_foreign) == []


def test_a_sentence_stays_a_sentence():
    """What ends with a full stop in English does so in Chinese, and the other way round."""

    def differs(entry, text):
        return entry.msgid.rstrip().endswith(".") != text.endswith("。")

    assert faults(differs) == []


@pytest.mark.parametrize(
    ("package", "folders", "words"),
    [
        (django, ("contrib/admin", "contrib/auth", "core", "forms"), borrowed_words.DJANGO),
        (axes, (".",), borrowed_words.AXES),
    ],
)
def test_what_is_borrowed_is_still_said_by_its_library(package, folders, words):
    root = Path(package.__file__).parent
    said = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for suffix in ("*.py", "*.html")
        for path in (root / folder).rglob(suffix)
    )
    said = re.sub(r'"\n\s+"', "", said)  # one sentence, written in parts
    in_templates = {word: re.sub(r"%\((\w+)\)s", r"{{ \1 }}", word) for word in words}
    assert [word for word in words if word not in said and in_templates[word] not in said] == []


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("请填写数字，例如 1,200。", False),
        ("截至2021-09-30", False),
        ("已保存,待审核。", True),
        ("数据来源:台账", True),
        ("确定吗?", True),
        ("（百分点)内", True),
        ("年度 目标", True),
    ],
)
def test_ascii_punctuation_beside_chinese_would_be_seen(text, is_wrong):
    assert bool(NARROW.search(text)) == is_wrong
