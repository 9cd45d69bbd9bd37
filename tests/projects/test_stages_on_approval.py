"""Stages never fall from month to month: looked at again when a report is approved."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from projects import reporting
from tests.projects.factories import MAY, NOW, make_works

pytestmark = pytest.mark.django_db

APRIL = replace(MAY, month=date(2021, 4, 1), stage="works")


@pytest.mark.parametrize(
    ("decided", "stage", "may_stand"),
    [
        ("approved", "start", True),
        ("waiting", "start", False),  # April is at a later stage until its correction is approved
        ("returned", "start", False),  # and stays there
        ("withdrawn", "start", False),
        ("returned", "works", True),
    ],
)
def test_a_stage_that_rests_on_a_correction_is_held_against_what_became_of_it(decided, stage, may_stand):
    works = make_works()
    correction = works.correct(works.counted(APRIL), replace(APRIL, stage="start"))
    may = works.submit(replace(MAY, stage=stage))
    match decided:
        case "approved":
            works.approve(correction)
        case "returned":
            reporting.send_back(user=works.town.wang, report=correction, reason="核实", now=NOW)
        case "withdrawn":
            reporting.withdraw(user=works.town.li, report=correction, now=NOW)
    if may_stand:
        assert works.approve(may).state == "approved"
        return
    with pytest.raises(reporting.Conflict) as refusal, override("en"):
        works.approve(may)
    assert ("decide on that correction first" in str(refusal.value)) == (decided == "waiting")
    assert works.approve(correction).state == "approved" if decided == "waiting" else True
