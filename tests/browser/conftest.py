"""A town of this year, served to Debian's Chromium; what a page asks for and complains of is kept."""

import os
import shutil
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.targets.factories import (
    give_duty,
    make_area,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_user,
    make_village,
    whole_town,
)

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PASSWORD = "correct horse 9"
# Width and language of the pages looked at: each is met once here, each with each by ALL_SCREENS=1.
SCREENS = [(1440, "zh-hans"), (390, "en")]
if os.environ.get("ALL_SCREENS"):
    SCREENS += [(1440, "en"), (390, "zh-hans"), (1920, "zh-hans")]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items):
    """Without Chromium these tests cannot run; where changes are checked they must."""
    here = [item for item in items if "tests/browser" in str(item.path).replace("\\", "/")]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if not os.path.exists(CHROMIUM) and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture
def town(transactional_db):
    """This year's plan with one target of each kind, and a person for each role."""
    today = timezone.localdate()
    plan = make_plan(today.year)
    office = make_office()
    village = make_village()
    target = make_target(plan, name="新植金银花", name_en="Honeysuckle newly planted", lead_office=office)
    make_share(target, village, goal=120)
    fill_villages(target, village)
    for code, measure, unit in (
        ("4.2.4", "ratio", "%"),
        ("4.2.5", "limit", "人"),
        ("4.2.6", "steps", ""),
        ("4.2.7", "routine", "次"),
        ("4.2.8", "level", "头"),
    ):
        make_target(
            plan, code=code, measure=measure, unit=unit, goal=100, lead_office=office, counted_unit="户"
        )
    people = {name: make_user(name, is_staff=name != "leader") for name in ("reporter", "reviewer", "leader")}
    for name, user in people.items():
        user.set_password(PASSWORD)
        user.save()
        give_duty(user, name, office, starts_on=date(today.year, 1, 1))
    return SimpleNamespace(plan=plan, target=target, share=whole_town(target), office=office, **people)


def fill_villages(target, village):
    """Twelve more villages, in an area or none, half of them with a share; one of them merged away."""
    area = make_area()
    for number in range(12):
        other = make_village(f"第{number}村民委员会", area=area if number % 3 else None)
        if number % 2:
            make_share(target, other, goal=10)
    other.ended_on, other.successor = date(timezone.localdate().year, 1, 1), village
    other.save()


@pytest.fixture
def visit(live_server, browser):
    """Log a person in, in a browser of their own: visit("reporter", width=390)."""
    contexts = []

    def log_in(username, *, width=1440, javascript=True, language="zh-hans"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, base_url=live_server.url
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.complaints, page.strangers = [], []
        page.on(
            "console",
            lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                page.strangers.append(request.url)
                if not request.url.startswith((live_server.url, "data:"))
                else None
            ),
        )
        page.goto("/accounts/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit], main .btn.primary")
        page.wait_for_url(f"{live_server.url}/{timezone.localdate().year}/")
        return page

    yield log_in
    for context in contexts:
        context.close()
