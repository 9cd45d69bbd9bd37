"""The wall's pages by themselves: what fits on one, what comes first, and that its dark colours can be read."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from targets.boards.wall import (
    ATTENTION_LINES,
    TARGET_LINES,
    VILLAGE_COLUMNS,
    VILLAGE_LINES,
    in_parts,
    theme_pages,
    village_pages,
)
from targets.boards.wall_links import ALPHABET, LENGTH, typed_code
from targets.verdicts import Verdict

TOKENS = Path(__file__).parents[2] / "guanlu/static/guanlu/css/tokens.css"
LEAST_CONTRAST = 4.5


def row(code="4.2.1", verdict=Verdict.ON_PACE, missing=0):
    return SimpleNamespace(
        code=code,
        order=tuple(map(int, code.split("."))),
        verdict=verdict,
        missing=missing,
        is_routine=verdict in (Verdict.REPORTED, Verdict.MISSED, Verdict.KEPT),
    )


@pytest.mark.parametrize(
    ("number", "most", "lengths"),
    [
        (0, 10, []),
        (1, 10, [1]),
        (10, 10, [10]),
        (11, 10, [6, 5]),
        (40, 10, [10, 10, 10, 10]),
        (200, 9, [9] * 22 + [2]),
    ],
)
def test_what_does_not_fit_goes_on_even_pages(number, most, lengths):
    parts = in_parts(range(number), most)
    assert [len(part) for part in parts] == lengths
    assert [item for part in parts for item in part] == [*range(number)]


def test_routine_work_that_is_reported_takes_no_line_and_what_is_missing_does():
    rows = [row("4.2.1", Verdict.REPORTED), row("4.2.2", Verdict.MISSED), row("4.2.3")]
    (page,) = theme_pages("4", "产业", [*rows, row("4.2.4", Verdict.KEPT, missing=1)])
    assert [each.code for each in page.rows] == ["4.2.2", "4.2.3", "4.2.4"]
    assert (page.targets, page.behind, page.missing, page.steady, page.listed) == (4, 0, 1, 1, ())


def test_a_theme_of_routine_work_alone_lists_it_and_one_of_many_targets_goes_on():
    (page,) = theme_pages("6", "廉政", [row("6.0.1", Verdict.REPORTED)])
    assert (page.rows, [each.code for each in page.listed]) == ((), ["6.0.1"])
    pages = theme_pages("4", "产业", [row(f"4.2.{number}") for number in range(1, TARGET_LINES + 2)])
    assert [(page.part, page.parts, len(page.rows)) for page in pages] == [(1, 2, 5), (2, 2, 5)]


def test_forty_villages_and_two_hundred_targets_are_all_shown_once():
    heads = tuple(f"village {number}" for number in range(40))
    lines = [
        SimpleNamespace(target=target, cells=tuple((target, place) for place in range(40)))
        for target in range(200)
    ]
    lines.append(
        SimpleNamespace(target=200, cells=(*[None] * 39, (200, 39)))
    )  # concerns the last village alone
    themes = [SimpleNamespace(rows=lines[:150]), SimpleNamespace(rows=lines[150:])]
    pages = village_pages(SimpleNamespace(villages=heads, themes=themes, legend=()))
    assert all(len(page.villages) <= VILLAGE_COLUMNS and len(page.lines) <= VILLAGE_LINES for page in pages)
    shown = [cell for page in pages for line in page.lines for cell in line.cells]
    expected = [(target, place) for target in range(200) for place in range(40)] + [(200, 39)]
    assert sorted(cell for cell in shown if cell) == expected
    assert shown.count(None) == VILLAGE_COLUMNS - 1  # beside the last village; elsewhere its line is left out
    for page in pages:
        assert [heads[place] for _target, place in page.lines[0].cells] == [*page.villages]


def test_what_needs_attention_on_the_first_page_is_no_more_than_fits():
    assert ATTENTION_LINES <= TARGET_LINES


@pytest.mark.parametrize(
    "typed",
    [
        "ABCD-efgh jk23",
        " https://example.org/wall/open/#abcdefghjk23\n",
        "ａｂｃｄｅｆｇｈｊｋ２３",
        "#abcdefghjk23",
    ],
)
def test_a_code_is_read_as_people_type_or_paste_it(typed):
    assert typed_code(typed) == "abcdefghjk23"


def test_a_code_cannot_be_guessed():
    assert len(set(ALPHABET)) ** LENGTH > 2**128
    assert not set(ALPHABET) & set("ilo01")


def luminance(colour):
    if len(colour) == len("#fff"):
        colour = "#" + "".join(sign * 2 for sign in colour[1:])
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_dark_text_can_be_read_on_every_dark_ground():
    block = re.search(r"^\.dark \{(.*?)^\}", TOKENS.read_text(encoding="utf-8"), re.M | re.S).group(1)
    dark = dict(re.findall(r"--([\w-]+): (#\w+);", block))
    texts = ("ink", "ink-2", "ink-3", "accent", "good", "ahead", "pace", "behind", "far", "idle", "routine")
    faint = {
        (text, ground): round(contrast(dark[text], dark[ground]), 2)
        for text in texts
        for ground in ("paper", "sheet", "wash")
        if contrast(dark[text], dark[ground]) < LEAST_CONTRAST
    }
    assert faint == {}
    assert contrast("#ffffff", dark["far-solid"]) >= LEAST_CONTRAST
    assert contrast(dark["behind"], dark["behind-wash"]) >= LEAST_CONTRAST
