"""A closed year is read-only by every way in, with a sentence that says what to do; it can be opened again."""

import json
import uuid
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError

from targets import recording
from targets.ledger_rules import Figure
from targets.models import Allocation, Document, Plan, ProgressEntry, Section, Step, Target
from targets.setup.facts import load_facts
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import make_office, make_plan, make_share, make_target, make_village
from tests.targets.ledger_factories import DAY, NOW, make_town

pytestmark = pytest.mark.django_db
CLOSED = "已结账"
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def closed():
    """One row of each kind in a year that was closed."""
    plan = make_plan()
    target = make_target(plan, measure="steps", lead_office=make_office())
    share = make_share(target, make_village())
    step = Step.objects.create(allocation=share, name="硬化")
    document = plan.documents.get()
    Plan.objects.update(state=Plan.State.CLOSED)
    return {
        Document: document,
        Section: document.sections.first(),
        Target: target,
        Allocation: share,
        Step: step,
    }


MODELS = [Document, Section, Target, Allocation, Step]


@pytest.mark.parametrize("model", MODELS)
def test_a_page_of_a_closed_year_says_so_and_has_no_button(desk, closed, model):
    html = desk.get(address(model, "change", closed[model].pk)).content.decode()
    assert "先说明原因重新打开" in html
    assert 'name="_save"' not in html
    Plan.objects.update(state=Plan.State.RUNNING)
    html = desk.get(address(model, "change", closed[model].pk)).content.decode()
    assert "先说明原因重新打开" not in html
    assert 'name="_save"' in html


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("page", ["change", "delete"])
def test_a_forged_form_is_refused_with_the_sentence(desk, closed, model, page):
    row = closed[model]
    versions = model.history.count()
    sent = {"name": "其他", "title": "其他", "reason": "试", "post": "yes"}
    response = desk.post(address(model, page, row.pk), sent)
    assert response.status_code == 403
    assert "先说明原因重新打开" in response.content.decode()
    assert model.history.count() == versions
    assert model.objects.filter(pk=row.pk).exists()


def test_a_form_below_another_is_refused_with_it(desk, closed):
    target, share = closed[Target], closed[Allocation]
    Plan.objects.update(state=Plan.State.RUNNING)
    url = address(Target, "change", target.pk)
    form = filled_form(desk, url, reason="试", **{"allocations-1-name": "", "allocations-1-is_owed": None})
    Plan.objects.update(state=Plan.State.CLOSED)
    assert desk.post(url, form).status_code == 403
    share.refresh_from_db()
    assert share.is_owed


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        (Document, {"plan": "plan", "kind": "report", "title": "新文件", "body": "无"}),
        (Section, {"document": Document, "number": "9", "name": "新"}),
        (
            Target,
            {"section": Section, "code": "4.2.9", "name": "新", "measure": "routine", "quote": "今年实现"},
        ),
        (Allocation, {"target": Target, "name": "项目", "is_owed": "on"}),
        (Step, {"allocation": Allocation, "name": "新", "weight": "1"}),
    ],
)
def test_nothing_is_added_to_a_closed_year(desk, closed, model, sent):
    rows = {"plan": closed[Target].plan.pk} | {kind: row.pk for kind, row in closed.items()}
    url = address(model, "add")
    count = model.objects.count()
    form = filled_form(desk, url, **{name: str(rows.get(value, value)) for name, value in sent.items()})
    assert errors_of(desk.post(url, form))
    assert model.objects.count() == count


@pytest.mark.parametrize("page", ["sheet", "start"])
def test_the_pages_of_a_plan_change_nothing_in_it(desk, closed, page):
    plan = closed[Target].plan
    response = desk.post(f"/admin/targets/plan/{plan.pk}/{page}/", {"reason": "试"}, follow=True)
    assert response.redirect_chain
    assert Plan.objects.get().state == Plan.State.CLOSED


def test_a_closed_plan_opens_again_with_a_reason_and_closes_again(desk, closed):
    plan = closed[Target].plan
    url = address(Plan, "change", plan.pk)
    assert "reason" in errors_of(desk.post(url, {"state": "running"}))
    assert desk.post(url, {"state": "running", "reason": "补录年终数"}).status_code == 302
    assert 'name="_save"' in desk.get(address(Target, "change", closed[Target].pk)).content.decode()
    assert desk.post(url, filled_form(desk, url, state="closed", reason="结账")).status_code == 302
    reasons = [each.history_change_reason for each in Plan.history.all()[:2]]
    assert reasons == ["结账", "补录年终数"]


@pytest.mark.parametrize(("waits", "refused"), [(True, True), (False, False)])
def test_a_year_with_entries_that_wait_is_not_closed(desk, waits, refused):
    town = make_town()
    share = town.share()
    (town.log if waits else town.counted)(share)
    url = address(Plan, "change", town.plan.pk)
    response = desk.post(url, filled_form(desk, url, state="closed", reason="结账"))
    assert (response.status_code == 200) is refused
    assert (Plan.objects.get().state == Plan.State.CLOSED) is not refused


@pytest.fixture
def ledger():
    """A town whose year was closed, with an approved and a returned entry in it."""
    town = make_town()
    share = town.share()
    town.approved, town.sent_back, town.open_share = town.counted(share), town.returned(share, "20"), share
    Plan.objects.update(state=Plan.State.CLOSED)
    return town


def figure(amount="7"):
    return Figure(happened_on=DAY, amount=amount, note="另一笔")


WRITES = {
    "submit": lambda town: recording.submit(
        user=town.li, allocation=town.open_share, figure=figure(), token=uuid.uuid4(), now=NOW
    ),
    "nothing new": lambda town: recording.report_nothing_new(
        user=town.li, allocation=town.open_share, happened_on=date(2021, 3, 31), token=uuid.uuid4(), now=NOW
    ),
    "resubmit": lambda town: recording.resubmit(
        user=town.li,
        entry=ProgressEntry.objects.get(pk=town.sent_back.pk),
        figure=figure(),
        reason="改",
        now=NOW,
    ),
    "correct": lambda town: town.correct(ProgressEntry.objects.get(pk=town.approved.pk)),
    "withdraw": lambda town: recording.withdraw(
        user=town.li, entry=ProgressEntry.objects.get(pk=town.sent_back.pk), now=NOW
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_the_ledger_of_a_closed_year_takes_nothing(ledger, name):
    from django.core.exceptions import PermissionDenied

    before = list(ProgressEntry.objects.order_by("pk").values())
    with pytest.raises((ValidationError, PermissionDenied, recording.Conflict)) as refusal:
        WRITES[name](ledger)
    assert str(refusal.value)
    assert list(ProgressEntry.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", WRITES)
def test_the_same_is_taken_while_the_year_runs(ledger, name):
    Plan.objects.update(state=Plan.State.RUNNING)
    assert WRITES[name](ledger)


def test_readers_are_told_that_a_year_is_closed(ledger, logged_in):
    page = logged_in(ledger.sun).get("/2021/").content.decode()
    assert "数据和设置只能查看" in page
    Plan.objects.update(state=Plan.State.RUNNING)
    assert "数据和设置只能查看" not in logged_in(ledger.sun).get("/2021/").content.decode()


@pytest.mark.parametrize(
    ("today", "is_administrator", "is_told"),
    [
        ("2021-12-31 15:59Z", True, False),
        ("2021-12-31 16:00Z", True, True),
        ("2022-03-01 04:00Z", True, True),
        ("2022-03-01 04:00Z", False, False),
    ],
)
def test_an_administrator_is_reminded_to_close_a_year_that_is_over(
    logged_in, today, is_administrator, is_told
):
    town = make_town()
    user = make_administrator() if is_administrator else town.li
    with time_machine.travel(today, tick=False):
        html = logged_in(user).get("/2021/").content.decode()
    assert ("请结账" in html) is is_told
    assert (f"/admin/targets/plan/{town.plan.pk}/change/" in html) is is_told


# --- facts ------------------------------------------------------------------------------------------------


def reload(tmp_path, change):
    """Load the facts again with one of them changed."""
    from targets.setup.facts import FILES

    for name in FILES:
        rows = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
        (tmp_path / name).write_text(json.dumps([change(row) for row in rows]), encoding="utf-8")
    return load_facts(tmp_path)


@pytest.mark.parametrize(("state", "updated"), [("closed", 0), ("running", 1)])
def test_facts_that_changed_do_not_reach_into_a_closed_year(facts, tmp_path, state, updated):
    def renamed(row):
        if row["model"] == "targets.target" and row["fields"]["code"] == "4.2.3":
            row["fields"]["name"] = "改名"
        return row

    facts.state = state
    facts.save()
    outcome = reload(tmp_path, renamed)
    assert outcome.updated == updated
    assert Target.objects.filter(name="改名").exists() is bool(updated)
    told = [str(each) for each in outcome.left if "4.2.3" in str(each)]
    assert (CLOSED in told[0]) if told else updated


@pytest.mark.parametrize(("state", "added"), [("closed", 0), ("running", 1)])
def test_facts_that_are_new_do_not_reach_into_a_closed_year(facts, tmp_path, state, added):
    def split(row):
        if row["model"] == "targets.section" and row["fields"]["number"] == "6.3":
            extra.append(json.loads(json.dumps(row)))
        return row

    extra: list = []
    facts.state = state
    facts.save()
    reload(tmp_path, split)
    path = tmp_path / "plan_2021.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    extra[0]["fields"]["number"] = "6.9"
    rows.append(extra[0])
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert load_facts(tmp_path).added == added
    assert Section.objects.filter(number="6.9").exists() is bool(added)


def test_facts_leave_a_closed_year_without_a_trace(facts, tmp_path):
    facts.state = Plan.State.CLOSED
    facts.save()
    before = facts.version.number
    outcome = reload(tmp_path, lambda row: row)
    facts.version.refresh_from_db()
    assert (outcome.added, outcome.updated, facts.version.number) == (0, 0, before)
    assert date(2021, 1, 1) == facts.starts_on
