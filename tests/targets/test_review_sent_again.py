"""An entry that came back and was sent again is told apart: by the old figure and the reason it came back."""

from datetime import UTC, date, datetime

import pytest

from targets.ledger_lines import PathStep
from targets.review.sent_again import sent_again

AT = datetime(2021, 9, 30, 9, tzinfo=UTC)


def step(action, amount="91头", reason=""):
    return PathStep(AT, action, "王同志", action, reason, amount, date(2021, 9, 1))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ([step("submitted")], None),
        ([step("submitted"), step("returned", reason="核实")], None),
        (
            [step("submitted"), step("returned", reason="核实"), step("resubmitted", "84头")],
            ("91头", "核实", 1),
        ),
        (
            [
                step("submitted"),
                step("returned", reason="核实"),
                step("resubmitted", "85头"),
                step("returned", "85头", "再核"),
                step("resubmitted", "84头"),
            ],
            ("85头", "再核", 2),
        ),
    ],
)
def test_the_last_return_is_told_of_what_was_sent_again(path, told):
    again = sent_again(path)
    assert (again and (again.amount, again.reason, again.times)) == told
