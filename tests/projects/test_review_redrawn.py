"""The projects' reports stand on the review page also where it answers with a refusal."""

import pytest
import time_machine

from tests.projects.factories import NOW, make_works

pytestmark = pytest.mark.django_db


def test_the_reports_of_projects_stay_listed_after_a_refusal(logged_in):
    works = make_works()
    with time_machine.travel(NOW, tick=False):
        works.submit()
        entry = works.town.log(works.town.share(name="新植金银花"), "77")
        client = logged_in(works.town.wang)
        address = f"/2021/review/{entry.pk}"
        seen = {f"seen-{entry.pk}": entry.reported_at.isoformat()}
        answers = [
            client.get("/2021/review/"),
            client.post(f"{address}/send-back/", seen),  # without a reason
            client.post(f"{address}/approve/", {f"seen-{entry.pk}": "2021-01-01T00:00:00+08:00"}),
        ]
        assert [answer.status_code for answer in answers] == [200, 422, 409]
        assert all(
            [each.project for each in answer.context["reports"]] == ["P05 工程P05"] for answer in answers
        )
