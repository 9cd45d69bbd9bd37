"""A new row begins in the plan, document or section its list was filtered by; another one, where the last was."""

from urllib.parse import quote

import pytest

from targets.models import Document, Plan, Section, Target
from tests.targets.admin_pages import address, filled_form, make_administrator
from tests.targets.factories import QUOTE, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def plan():
    make_plan(2020)
    return make_plan(2021, state=Plan.State.DRAFT)


def from_list(model, **filters):
    """The address of the form for a new row, as the button of a filtered list has it."""
    asked = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{address(model, 'add')}?_changelist_filters={quote(asked)}"


def test_a_document_starts_with_the_plan_of_the_list(desk, plan):
    form = filled_form(desk, from_list(Document, plan__id__exact=plan.pk))
    assert form["plan"] == str(plan.pk)
    assert not filled_form(desk, address(Document, "add")).get("plan")


def test_a_section_starts_with_the_document_of_the_list_or_the_only_one_of_its_plan(desk, plan):
    document = plan.documents.get()
    for filters in ({"document__id__exact": document.pk}, {"document__plan__id__exact": plan.pk}):
        assert filled_form(desk, from_list(Section, **filters))["document"] == str(document.pk)
    Document.objects.create(plan=plan, kind="county", title="第二份", body="文")
    form = filled_form(desk, from_list(Section, document__plan__id__exact=plan.pk))
    assert not form.get("document")


def test_a_target_is_offered_the_sections_of_the_list(desk, plan):
    own = set(Section.objects.filter(document__plan=plan).values_list("pk", flat=True))
    for filters in ({"plan__id__exact": plan.pk}, {"section__document__id__exact": plan.documents.get().pk}):
        form = desk.get(from_list(Target, **filters)).context["adminform"].form
        assert {each.pk for each in form.fields["section"].queryset} == own
    form = desk.get(address(Target, "add")).context["adminform"].form
    assert len(form.fields["section"].queryset) > len(own)
    section = Section.objects.get(document__plan=plan, number="4.2")
    assert filled_form(desk, from_list(Target, section__id__exact=section.pk))["section"] == str(section.pk)


@pytest.mark.parametrize("filters", ["plan__id__exact=x", "plan__id__exact=999999", "%%%", "plan__id__exact"])
def test_a_filter_that_means_nothing_is_let_be(desk, plan, filters):
    for model in (Document, Section, Target):
        url = f"{address(model, 'add')}?_changelist_filters={quote(filters)}"
        assert desk.get(url).status_code == 200


def test_another_row_is_added_where_the_last_was(desk, plan):
    document = plan.documents.get()
    url = from_list(Section, document__id__exact=document.pk)
    typed = {"number": "6", "name": "民生", "_addanother": "1"}
    response = desk.post(url, filled_form(desk, url, **typed))
    assert f"document={document.pk}" in response.url
    assert filled_form(desk, response.url)["document"] == str(document.pk)
    section = document.sections.get(number="6")
    url = address(Target, "add")
    typed = {"section": str(section.pk), "code": "6.1", "name": "新植", "measure": "sum", "quote": QUOTE}
    response = desk.post(url, filled_form(desk, url, **typed, _addanother="1"))
    assert filled_form(desk, response.url)["section"] == str(section.pk)
