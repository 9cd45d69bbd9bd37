"""A text and the words its targets quote from it: neither moves without the other."""

import pytest
from django.core.exceptions import ValidationError

from targets.models import Document, Plan, Target
from targets.paragraphs import Quote, in_paragraph
from targets.setup.new_rows import realign_quotes
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import BODY, QUOTE, make_plan, make_target

pytestmark = pytest.mark.django_db
NEXT = "核桃1000亩"


def shown_of(target):
    return in_paragraph(target.section.document.body, target.quote, target.quote_start)


@pytest.fixture
def document():
    """A text with two targets; the second also quotes the year before."""
    plan = make_plan()
    make_target(plan)
    make_target(plan, "4.2.10", quote=NEXT, baseline_quote="今年实现")
    return plan.documents.get()


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


def refusal(document, body):
    document.body = body
    try:
        document.full_clean()
    except ValidationError as error:
        return error.message_dict["body"]
    return None


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (BODY.replace("500亩", "600亩"), "4.2.3"),
        (BODY.replace("1000亩", "900亩"), "4.2.10"),
        (BODY.replace("今年", "去年"), "4.2.10"),
        ("空\n", "4.2.3, 4.2.10"),
    ],
)
def test_a_text_that_loses_the_words_of_a_target_is_refused_with_its_code(document, body, codes):
    (said,) = refusal(document, body)
    assert said.split(codes)[0][-1] in " ：:"
    assert said.split(codes)[1][0] in ".。"


@pytest.mark.parametrize("body", [BODY, "各位代表:\n" + BODY, BODY + "谢谢!\n", BODY.replace("\n", "\r\n")])
def test_a_text_that_keeps_them_is_taken(document, body):
    assert refusal(document, body) is None


def test_words_that_were_not_there_before_do_not_stop_other_changes(document):
    Target.objects.filter(code="4.2.10").update(baseline_quote="上年报告所载")
    assert refusal(document, "各位代表:\n" + BODY) is None


def test_another_document_is_not_held_to_them(document):
    other = Document.objects.create(plan=document.plan, kind="county", title="县下达目标", body="甲\n")
    assert refusal(other, "乙\n") is None


def starts(document):
    return dict(Target.objects.filter(section__document=document).values_list("code", "quote_start"))


def test_positions_follow_the_text_with_their_reason_and_only_where_they_move(document):
    before = starts(document)
    document.body = BODY.replace("亩,", "亩（净）,")
    document.save()
    realign_quotes(document, change_reason="勘误")
    assert starts(document) == {"4.2.3": before["4.2.3"], "4.2.10": before["4.2.10"] + 3}
    assert Target.objects.get(code="4.2.10").history.latest().history_change_reason == "勘误"
    assert Target.objects.get(code="4.2.10").history.latest().quote_start == before["4.2.10"] + 3
    assert Target.objects.get(code="4.2.3").history.count() == 1


def test_the_first_occurrence_is_the_position_and_words_not_found_keep_theirs(document):
    Target.objects.filter(code="4.2.10").update(quote="没有的话")
    before = starts(document)
    document.body = QUOTE + "\n" + BODY
    realign_quotes(document)
    assert starts(document) == {"4.2.3": 0, "4.2.10": before["4.2.10"]}


def test_a_text_changed_in_the_admin_takes_its_quotes_along(desk, document):
    before = starts(document)
    url = address(Document, "change", document.pk)
    assert desk.post(url, filled_form(desk, url, body="各位代表:\n" + BODY, reason="勘误")).status_code == 302
    assert starts(document) == {code: start + 6 for code, start in before.items()}
    record = Target.objects.get(code="4.2.3").history.latest()
    assert (record.history_change_reason, record.history_user.username) == ("勘误", "zhang")
    refused = errors_of(desk.post(url, filled_form(desk, url, body="空", reason="勘误")))
    assert "4.2.3, 4.2.10" in refused["body"][0]


def test_a_change_of_its_number_alone_leaves_the_targets_without_a_trace(desk, document):
    url = address(Document, "change", document.pk)
    assert desk.post(url, filled_form(desk, url, number="1号", reason="补录")).status_code == 302
    assert Target.history.count() == 2


@pytest.mark.parametrize("stored", [0, 1, 9, 400])
def test_the_page_marks_the_words_themselves_whatever_position_is_stored(document, stored):
    Target.objects.update(quote_start=stored)
    target = Target.objects.get(code="4.2.3")
    assert shown_of(target) == Quote("今年实现", QUOTE, ",核桃1000亩。")


def test_words_the_text_does_not_hold_stand_alone(document):
    Document.objects.update(body="第一段\n第二段,很长很长很长很长。\n")
    assert shown_of(Target.objects.get(code="4.2.3")) == Quote("", QUOTE, "")


@pytest.mark.parametrize(("state", "told"), [("draft", True), ("running", False)])
def test_a_draft_whose_text_changes_says_whose_words_are_lost(desk, document, state, told):
    Plan.objects.update(state=state)
    url = address(Document, "change", document.pk)
    response = desk.post(
        url, filled_form(desk, url, body=BODY.replace("500亩", "600亩"), reason="定稿"), follow=True
    )
    said = [str(each) for each in response.context["messages"]]
    assert any("4.2.3" in each and "4.2.10" not in each for each in said) is told
    assert bool(response.redirect_chain) is told
    html = desk.get(url).content.decode()
    assert (f"/admin/targets/plan/{document.plan_id}/sheet/" in html) is told
