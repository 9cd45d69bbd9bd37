"""Rows for tests, made as the program makes them: a plan, a target, a share, a person and their duties."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from targets.models import Allocation, Area, Document, Duty, Office, Plan, Section, Target, Village
from targets.setup.new_rows import open_plan, open_target

BODY = "今年实现新植金银花500亩,核桃1000亩。\n"
QUOTE = "新植金银花500亩"


def make_plan(year: int = 2021, **fields: Any) -> Plan:
    """A running plan of a calendar year, with a document of one theme (4) and one group in it (4.2)."""
    fields.setdefault("starts_on", date(year, 1, 1))
    fields.setdefault("ends_on", date(year, 12, 31))
    plan = Plan.objects.create(year=year, **{"state": Plan.State.RUNNING, **fields})
    open_plan(plan)
    document = Document.objects.create(
        plan=plan, kind=Document.Kind.REPORT, title=f"{year}年政府工作报告", body=BODY
    )
    theme = Section.objects.create(document=document, number="4", name="产业升级")
    Section.objects.create(document=document, number="4.2", name="扩大产业覆盖面", parent=theme)
    return plan


def make_target(
    plan: Plan,
    code: str = "4.2.3",
    measure: str = "sum",
    goal: Any = 500,
    unit: str = "亩",
    *,
    counted_unit: str = "",
    villages: tuple[Village, ...] = (),
    **fields: Any,
) -> Target:
    """A target with its share of the whole town, due at the plan's end unless `due_on` says otherwise.

    Steps and routine work take no goal: for them `goal` and `unit` are left out unless they are given.
    """
    if measure in ("steps", "routine"):
        goal = None
        unit = "" if unit == "亩" else unit
    fields.setdefault("section", Section.objects.get(document__plan=plan, number="4.2"))
    fields.setdefault("due_on", plan.ends_on)
    fields.setdefault("due_basis", "year" if fields["due_on"] else "")
    fields.setdefault("name", f"目标{code}")
    fields.setdefault("quote", QUOTE)
    target = Target(plan=plan, code=code, measure=measure, goal=goal, unit=unit, **fields)
    target.full_clean(validate_unique=False, validate_constraints=False)
    target.save()
    target.villages.set(villages)
    open_target(target, counted_unit=counted_unit)
    return target


def make_share(target: Target, village: Village | None = None, name: str = "", **fields: Any) -> Allocation:
    """One more share: a village's, or one with a name."""
    share = Allocation(target=target, village=village, name=name, **fields)
    share.full_clean(validate_unique=False, validate_constraints=False)
    share.save()
    return share


def whole_town(target: Target) -> Allocation:
    """The share every target starts with."""
    return target.allocations.get(village=None, name="全镇")


def make_village(name: str = "关渡村", **fields: Any) -> Village:
    """A village; slug and code follow from how many there are."""
    number = Village.objects.count()
    fields.setdefault("slug", f"village-{number}")
    fields.setdefault("code", f"{511922131200 + number}")
    fields.setdefault("groups", 5)
    return Village.objects.create(name=name, **fields)


def make_area(name: str = "东片区", **fields: Any) -> Area:
    return Area.objects.create(name=name, **fields)


def make_office(name: str = "农业服务中心", **fields: Any) -> Office:
    return Office.objects.create(name=name, **fields)


def make_user(username: str, **fields: Any) -> Any:
    """A person who may log in, without any duty."""
    fields.setdefault("full_name", f"{username}同志")
    return get_user_model().objects.create_user(username=username, password=None, **fields)


def give_duty(
    user: Any,
    role: str,
    office: Office | None = None,
    village: Village | None = None,
    starts_on: date = date(2021, 1, 1),
    ends_on: date | None = None,
) -> Duty:
    """Duties in office or village: give_duty(li, "reviewer", office)."""
    duty = Duty(user=user, role=role, office=office, village=village, starts_on=starts_on, ends_on=ends_on)
    duty.full_clean(validate_unique=False, validate_constraints=False)
    duty.save()
    return duty
