"""What tells the browser that it need keep a draft no longer; and a form sent again after it was stored."""

from datetime import timedelta

import pytest
import time_machine

from targets.models import ProgressEntry
from tests.targets.factories import give_duty, make_village
from tests.targets.pages.conftest import NOW
from tests.targets.pages.forms_as_sent import form_of

DONE = 'data-draft-done="{}"'


@pytest.fixture
def client(town, logged_in):
    return logged_in(town.reporter)


def test_a_form_sent_again_is_one_entry_and_says_so(town, client):
    url = f"/2021/record/{town.share.pk}/"
    typed = {**form_of(client, url), "amount": "5"}
    page = client.post(url, typed, follow=True).text
    assert DONE.format(f"share-{town.share.pk}") in page
    assert "已提交过" not in page
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        again = client.post(url, typed, follow=True).text
        changed = client.post(url, {**typed, "amount": "6"})
    assert DONE.format(f"share-{town.share.pk}") in again
    assert "已提交过" in again
    assert changed.status_code == 422
    # Refused: the draft stays, with a button to discard it, for the text is nowhere else.
    assert "data-draft-done" not in changed.text
    assert f'data-draft="share-{town.share.pk}" data-draft-typed' in changed.text
    assert ProgressEntry.objects.get().quantity == 5


def test_two_tabs_with_the_same_figure_are_asked_for_a_word(town, client):
    url = f"/2021/record/{town.share.pk}/"
    first, second = form_of(client, url), form_of(client, url)
    client.post(url, {**first, "amount": "5"})
    twin = client.post(url, {**second, "amount": "5"})
    assert list(twin.context["form"].errors) == ["note"]
    assert ProgressEntry.objects.count() == 1
    client.post(url, {**second, "amount": "5", "note": "另一块地"})
    assert ProgressEntry.objects.count() == 2


def test_a_correction_sent_again_is_one_and_says_so(client, log):
    entry = log("100")
    url = f"/2021/entries/{entry.pk}/correct/"
    typed = {**form_of(client, url), "amount": "90", "note": "复核面积", "keep_nothing": ""}
    assert DONE.format(f"entry-{entry.pk}") in client.post(url, typed, follow=True).text
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        again = client.post(url, typed, follow=True).text
    assert DONE.format(f"entry-{entry.pk}") in again
    assert "更正已提交过" in again
    assert ProgressEntry.objects.count() == 3


def test_an_entry_sent_back_sent_again_or_withdrawn_lets_its_draft_go(town, client, log, logged_in):
    entry, reviewer = log("100", approved=False), logged_in(town.reviewer)
    back = f"/2021/review/{entry.pk}/send-back/"
    empty = reviewer.post(back, {f"entry-{entry.pk}-reason": ""})
    assert 'data-draft="review"' in empty.text
    assert DONE.format("review") not in empty.text
    sent_back = reviewer.post(back, {f"entry-{entry.pk}-reason": "请注明地块"}, follow=True).text
    assert DONE.format("review") in sent_back
    url = f"/2021/entries/{entry.pk}/resubmit/"
    typed = {**form_of(client, url), "note": "一组地块"}
    assert f'data-draft="entry-{entry.pk}"' in client.get(url).text
    assert DONE.format(f"entry-{entry.pk}") in client.post(url, typed, follow=True).text
    again = client.post(url, typed, follow=True).text
    assert DONE.format(f"entry-{entry.pk}") in again
    assert "正在待审核" in again
    withdrawn = client.post(f"/2021/entries/{entry.pk}/withdraw/", follow=True).text
    assert DONE.format(f"entry-{entry.pk}") in withdrawn


@pytest.mark.parametrize("is_chosen", [True, False])
def test_what_is_chosen_beside_the_plan_is_kept_until_the_form_of_the_figure_stands(
    town, logged_in, is_chosen
):
    village = make_village()
    give_duty(town.stranger, "reporter", village=village)
    fields = {"target": town.target.pk, "village": village.pk if is_chosen else ""}
    page = logged_in(town.stranger).post("/2021/record/unplanned/", fields, follow=True)
    assert page.status_code == (200 if is_chosen else 422)
    assert (DONE.format("unplanned") in page.text) is is_chosen
    assert ('data-draft="unplanned" data-draft-typed' in page.text) is not is_chosen
