"""Names, numbers and years that are taken, and days the wrong way round: said in plain words beside the field."""

import pytest
from django.core.exceptions import ValidationError

from targets.models import Area, Document, Office, Plan, Section, Step, Target, Village
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import (
    QUOTE,
    make_area,
    make_office,
    make_plan,
    make_target,
    make_village,
    whole_town,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def plan():
    return make_plan(2021, state=Plan.State.DRAFT)


def refused(desk, model, **typed):
    """What the form of a new row says, by field."""
    url = address(model, "add")
    return errors_of(desk.post(url, filled_form(desk, url, **typed)))


def test_a_code_or_number_or_title_that_is_taken_is_said_beside_it(desk, plan):
    make_target(plan, code="4.2.3")
    document = plan.documents.get()
    section = document.sections.get(number="4.2")
    typed = {"section": str(section.pk), "code": "4.2.3", "name": "新植", "measure": "sum", "quote": QUOTE}
    typed |= {"done_at": "100", "cadence": "month"}
    assert refused(desk, Target, **typed) == {"code": ["本年度已有编号4.2.3的目标任务，请换一个编号。"]}
    typed = {"document": str(document.pk), "number": "4.2", "name": "新"}
    assert refused(desk, Section, **typed) == {"number": ["本文件已有编号4.2的章节，请换一个编号。"]}
    typed = {"plan": str(plan.pk), "kind": "report", "title": document.title, "body": "文"}
    sentence = f"本年度已有文件“{document.title}”，请换一个标题。"
    assert refused(desk, Document, **typed) == {"title": [sentence]}


def test_a_code_that_is_taken_is_said_on_the_page_of_a_target_too(desk, plan):
    make_target(plan, code="4.2.3")
    url = address(Target, "change", make_target(plan, code="4.2.4").pk)
    said = errors_of(desk.post(url, filled_form(desk, url, code="4.2.3", reason="更正")))
    assert said == {"code": ["本年度已有编号4.2.3的目标任务，请换一个编号。"]}


@pytest.mark.parametrize(
    ("model", "make", "typed", "field", "sentence"),
    [
        (Plan, make_plan, {"year": "2021", "starts_on": "2021-01-01", "ends_on": "2021-12-31"},
         "year", "该年度已存在，请换一个年度。"),
        (Office, lambda: make_office("农办"), {"name": "农办"}, "name", "“农办”已存在，请换一个名称。"),
        (Area, lambda: make_area("东片"), {"name": "东片"}, "name", "“东片”已存在，请换一个名称。"),
        (Village, lambda: make_village("关渡村", slug="g"), {"name": "关渡村", "slug": "h", "code": "9" * 12},
         "name", "“关渡村”已存在，请换一个名称。"),
        (Village, lambda: make_village("关渡村", slug="g", code="9" * 12),
         {"name": "新村", "slug": "h", "code": "9" * 12},
         "code", "行政区划代码999999999999已用于其他村（社区），请核对。"),
    ],
)  # fmt: skip
def test_a_year_or_name_or_code_that_is_taken_is_said_beside_it(desk, model, make, typed, field, sentence):
    make()
    assert refused(desk, model, **typed) == {field: [sentence]}


def test_a_step_that_is_there_already_is_named(plan):
    share = whole_town(make_target(plan, measure="steps", goal=None, unit=""))
    Step.objects.create(allocation=share, name="验收")
    with pytest.raises(ValidationError) as refusal:
        Step(allocation=share, name="验收").full_clean()
    assert refusal.value.message_dict == {"name": ["本分解任务已有节点“验收”，请换一个名称。"]}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2022-12-01", "2022-01-31", "终止日不能早于起始日。"),
        ("2022-01-01", "2022-12-31", None),
        ("2022-01-01", "2023-01-31", "年度目标任务从起始日起最长12个月。"),
    ],
)
def test_days_the_wrong_way_round_are_called_that(desk, first, last, said):
    url = address(Plan, "add")
    response = desk.post(url, filled_form(desk, url, year="2022", starts_on=first, ends_on=last))
    if said is None:
        assert response.status_code == 302
    else:
        assert errors_of(response)["ends_on"] == [said]


def test_a_character_that_cannot_be_seen_is_called_that(desk):
    assert refused(desk, Office, name="农\0办")["name"] == ["含有看不见的空字符，请删去后重新填写。"]
