"""Every page at the sizes people use: no fault of access, no complaint, no stranger asked, no sideways scroll."""

import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from projects import reporting
from projects.models import Project, ProjectYear
from projects.report_rules import Monthly
from targets import recording
from tests.browser.conftest import SCREENS

YEAR = timezone.localdate().year
PAGES = {
    "leader": [
        f"/{YEAR}/", f"/{YEAR}/targets/", f"/{YEAR}/targets/4.2.3/", f"/{YEAR}/targets/4.2.6/",
        f"/{YEAR}/villages/", f"/{YEAR}/villages/village-0/", f"/{YEAR}/villages/village-12/",
    ],
    "reporter": [
        f"/{YEAR}/record/", f"/{YEAR}/record/grid/", "form", "/admin/", "/accounts/password/",
        f"/{YEAR}/villages/village-0/",
    ],
    "reviewer": [
        f"/{YEAR}/review/", f"/{YEAR}/targets/4.2.3/",
        f"/{YEAR}/projects/", f"/{YEAR}/projects/P05/", f"/{YEAR}/projects/P05/report/",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("width", "language"), SCREENS)
@pytest.mark.parametrize("username", list(PAGES))
def test_pages_are_accessible_quiet_and_their_own(town, visit, username, width, language):
    log_one_figure(town)
    report_on_a_road(town)
    page = visit(username, width=width, language=language)
    for address in PAGES[username]:
        page.goto(f"/{YEAR}/record/{town.share.pk}/" if address == "form" else address)
        page.wait_for_load_state("networkidle")
        assert page.complaints == []
        assert page.strangers == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        # Axe's own style elements are refused by the policy of the page, which says so.
        page.complaints.clear()


def report_on_a_road(town):
    """A project with a month that counts and one that waits, on the board, its own page and its form."""
    road = Project.objects.create(
        code="P05", name="李家磅道路", kind="road", office=town.office, total_investment=100
    )
    year = ProjectYear.objects.create(project=road, plan=town.plan, year_investment=100)
    today = timezone.localdate()
    said = Monthly(month=today.replace(day=1), stage="works", progress="路基完成2公里", amount="30")
    now = timezone.now()
    reporting.submit(user=town.reporter, project_year=year, said=said, token=uuid.uuid4(), now=now)


def log_one_figure(town):
    recording.submit(
        user=town.reporter,
        allocation=town.share,
        figure=recording.Figure(happened_on=timezone.localdate(), amount="5"),
        token=uuid.uuid4(),
        now=timezone.now(),
    )


def test_the_login_page_is_accessible_and_asks_nobody_else(live_server, browser, transactional_db):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    strangers = []
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url) if not request.url.startswith(live_server.url) else None
        ),
    )
    page.goto(f"{live_server.url}/accounts/login/")
    assert Axe().run(page).violations_count == 0
    assert strangers == []
    context.close()


@pytest.mark.parametrize("width", [1024, 390])
def test_targets_and_villages_stay_in_sight_while_the_matrix_scrolls(town, visit, width):
    page = visit("leader", width=width)
    page.goto(f"/{YEAR}/villages/")
    place = "document.querySelector('tbody .m-target').getBoundingClientRect().left"
    before = page.evaluate(place)
    page.evaluate("document.querySelector('.matrix-frame').scrollTo(200, 0)")
    assert page.evaluate("document.querySelector('.matrix-frame').scrollLeft") == 200
    assert page.evaluate(place) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_place_of_the_matrix_leads_to_the_share_on_the_page_of_its_target(town, visit):
    page = visit("leader")
    page.goto(f"/{YEAR}/villages/")
    page.click(".matrix a.m-cell >> nth=0")
    page.wait_for_url("**/targets/4.2.3/?on=*#share-*")
    assert page.locator("tr:target").count() == 1


def test_on_paper_the_paths_of_entries_stay_folded_and_other_folds_do_not(town, visit):
    log_one_figure(town)
    page = visit("reporter")
    page.goto(f"/{YEAR}/targets/4.2.3/")
    # The ledger is too short to be folded here: another fold stands in for its earlier entries.
    fold = "<details class=fold></details>"
    page.evaluate(f"document.querySelector('main').insertAdjacentHTML('beforeend', '{fold}')")
    state = (
        "[...document.querySelectorAll('main details.fold')].map(fold => [!!fold.closest('td'), fold.open])"
    )
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(state) == [[True, False], [False, True]]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(state) == [[True, False], [False, False]]
    page.click("td .fold > summary")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(state)[0] == [True, True]  # opened by hand, so it is wanted
