"""A project's month by keyboard and mouse: reported with a photo, approved, on the board, corrected."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from projects.models import Project, ProjectPhoto, ProjectReport, ProjectShare, ProjectYear
from targets.models import ProgressEntry
from tests.targets.evidence_samples import picture
from tests.targets.factories import make_share, make_target

YEAR = timezone.localdate().year


@pytest.fixture
def works(town, settings, tmp_path):
    """A road of the town's office that fills a share of the year's investment."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    target = make_target(
        town.plan,
        code="1.2.2",
        name="年内完成投资",
        measure="sum",
        unit="万元",
        goal=1000,
        lead_office=town.office,
    )
    project = Project.objects.create(code="P05", name="李家磅道路", kind="road", office=town.office)
    ProjectYear.objects.create(project=project, plan=town.plan, year_investment=400)
    ProjectShare.objects.create(project=project, allocation=make_share(target, name="李家磅道路", goal=400))
    return town


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def faults(page):
    """What an auditor of accessibility finds: the rule, and where."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def invested(page):
    page.goto(f"/{YEAR}/projects/")
    return page.locator(".projects tbody tr td").nth(4).inner_text()


def approve(page):
    page.goto(f"/{YEAR}/projects/P05/")
    page.get_by_role("button", name="审核通过").click()
    page.wait_for_selector("#messages .message.success")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_month_goes_from_the_form_to_the_target_and_is_corrected(works, visit, tmp_path, width):
    reporter, reviewer = visit("reporter", width=width), visit("reviewer", width=width)
    reporter.goto(f"/{YEAR}/record/")
    assert fits(reporter)
    reporter.locator("tr", has_text="李家磅道路").get_by_role("link", name="报送").click()
    # The page opens with the cursor in the amount.
    reporter.wait_for_function("() => document.activeElement.name === 'amount'")
    reporter.keyboard.type("三十左右")
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(picture())
    reporter.set_input_files("[name=evidence]", str(photo))
    reporter.press("[name=amount]", "Enter")
    reporter.wait_for_selector(".errors")  # the photo is still there, and so is what was typed
    assert reporter.input_value("[name=amount]") == "三十左右"
    assert reporter.evaluate("document.querySelector('[name=evidence]').files.length") == 1
    reporter.fill("[name=amount]", "30")
    reporter.wait_for_function("() => document.querySelector('[data-delta]').textContent.includes('+30')")
    assert fits(reporter)
    assert faults(reporter) == []
    reporter.press("[name=amount]", "Enter")
    reporter.wait_for_url(f"**/{YEAR}/record/")
    assert ProjectPhoto.objects.filter(report__state="submitted").count() == 1
    approve(reviewer)
    assert invested(reviewer) == "30"
    assert fits(reviewer)
    assert faults(reviewer) == []
    assert ProgressEntry.objects.get().quantity == 30
    report = ProjectReport.objects.get()
    reporter.goto(f"/{YEAR}/project-reports/{report.pk}/correct/")
    reporter.fill("[name=amount]", "25")
    reporter.fill("[name=reason]", "多报")
    reporter.press("[name=amount]", "Enter")
    reporter.wait_for_url(f"**/{YEAR}/projects/P05/")
    approve(reviewer)
    assert invested(reviewer) == "25"
    assert sorted(each.quantity for each in ProgressEntry.objects.all()) == [-30, 25, 30]
    refused = [said for said in reporter.complaints if "422" not in said]
    assert refused + reviewer.complaints == []
