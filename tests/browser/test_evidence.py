"""Files chosen for a figure: listed, taken out again, kept where the form comes back, seen by the reviewer."""

import pytest
from django.utils import timezone

from targets.models import Evidence, ProgressEntry
from tests.targets.evidence_samples import PDF, picture

YEAR = timezone.localdate().year


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def files(tmp_path):
    """A photo and a document on the disk of the person who reports."""
    for name, content in (("验收现场.jpg", picture()), ("验收单.pdf", PDF), ("误选.pdf", PDF + b"\n")):
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / name) for name in ("验收现场.jpg", "验收单.pdf", "误选.pdf")]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def choose_two(page, files):
    """Two at once, another afterwards, one taken out again."""
    field = page.locator(".evidence-field")
    assert not page.locator("input[data-evidence]").is_visible()  # the short form stays short
    field.locator("summary").click()
    page.set_input_files("input[data-evidence]", files[:2])
    page.set_input_files("input[data-evidence]", files[2:])
    assert field.locator("li").count() == 3
    field.locator("li", has_text="误选.pdf").locator("button").click()
    assert listed(page) == ["验收现场.jpg", "验收单.pdf"]
    assert fits(page)


def listed(page):
    return [text.split(" · ")[0] for text in page.locator(".evidence-chosen li span").all_inner_texts()]


@pytest.mark.parametrize("width", [1440, 390])
def test_files_chosen_in_a_row_stay_when_it_is_refused_and_reach_the_reviewer(town, visit, files, width):
    page = visit("reporter", width=width)
    page.goto(f"/{YEAR}/record/")
    row = page.locator("tbody.owed", has_text="新植金银花").first
    row.locator("[data-main]").click()
    page.wait_for_selector(".in-place [name=amount]:focus")
    choose_two(page, files)
    page.fill(".in-place [name=amount]", "二十上下")
    page.click(".in-place .form-foot .btn.primary")
    page.wait_for_selector(".in-place .errorlist")
    assert page.locator("input[data-evidence]").is_visible()
    assert listed(page) == ["验收现场.jpg", "验收单.pdf"]
    page.fill(".in-place [name=amount]", "20")
    page.click(".in-place .form-foot .btn.primary")
    page.wait_for_selector("tbody.is-done")
    assert set(Evidence.objects.values_list("name", flat=True)) == {"验收现场.jpg", "验收单.pdf"}
    assert not [said for said in page.complaints if "422" not in said]

    reviewer = visit("reviewer", width=width)
    reviewer.goto(f"/{YEAR}/review/")
    thumbnail = reviewer.locator(".evidence-picture img").first
    thumbnail.scroll_into_view_if_needed()
    reviewer.wait_for_function("() => document.querySelector('.evidence-picture img').naturalWidth > 0")
    assert fits(reviewer)
    with reviewer.expect_download() as coming:
        reviewer.locator(".evidence-file").first.click()
    assert coming.value.suggested_filename == "验收单.pdf"
    thumbnail.click()
    reviewer.wait_for_url("**/evidence/*/")
    assert reviewer.evaluate("document.querySelector('img').naturalWidth") == 640
    assert not reviewer.complaints


@pytest.mark.parametrize("width", [1440, 390])
def test_files_go_with_a_figure_of_a_share_of_its_own_page(town, visit, files, width):
    page = visit("reporter", width=width)
    page.goto(f"/{YEAR}/record/{town.share.pk}/")
    choose_two(page, files)
    page.fill("[name=amount]", "二十上下")
    page.click(".form-foot .btn.primary")
    page.wait_for_selector(".errorlist")
    assert page.locator(".evidence-field [role=status]").is_visible()  # a browser forgets them: it is said
    page.set_input_files("input[data-evidence]", files[:2])
    page.fill("[name=amount]", "20")
    page.click(".form-foot .btn.primary")
    page.wait_for_url(f"**/{YEAR}/record/**")
    assert ProgressEntry.objects.get().evidence.count() == 2
    assert not [said for said in page.complaints if "422" not in said]
