"""Any promise the rules may meet, for the property tests: what the database and the forms let through."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from targets.measures import Line, Measure, Milestone, Promise, Share, Terms
from targets.periods import Cadence, add_months

STARTS = [date(2021, 1, 1), date(2020, 4, 1), date(2024, 1, 1), date(2021, 2, 15)]


def numbers(low, high):
    return st.decimals(low, high, places=1)


@st.composite
def mostly(draw, strategy):
    """Four times of five; hypothesis by itself likes None so much that hardly a pace would be judged."""
    return draw(strategy) if draw(st.sampled_from((True, True, True, True, False))) else None


@st.composite
def schedules(draw):
    return draw(
        st.none() | st.lists(numbers(0, 100), min_size=12, max_size=12).map(lambda each: tuple(sorted(each)))
    )


@st.composite
def plans(draw):
    starts_on = draw(st.sampled_from(STARTS))
    behind = draw(st.integers(1, 20))
    return Terms(
        starts_on,
        add_months(starts_on, 12) - timedelta(days=1),
        ahead_points=Decimal(draw(st.integers(1, 20))),
        behind_points=Decimal(behind),
        far_behind_points=Decimal(behind + draw(st.integers(0, 30))),
        report_by_day=draw(st.integers(1, 28)),
    )


@st.composite
def lines(draw, line_id, days, steps=()):
    happened_on = draw(days)
    moment = datetime(happened_on.year, happened_on.month, happened_on.day, tzinfo=UTC)
    return Line(
        line_id,
        happened_on,
        moment + timedelta(hours=draw(st.integers(0, 3))),
        draw(mostly(numbers(0, 60))),
        draw(numbers(1, 60)),
        draw(st.sampled_from([None, *steps])),
    )


@st.composite
def shares(draw, number, days):
    steps = [
        Milestone(number * 10 + each, f"step {each}", draw(st.none() | days), draw(st.integers(1, 3)))
        for each in range(draw(st.integers(0, 3)))
    ]
    step_ids = [step.id for step in steps]
    return Share(
        number,
        goal=draw(mostly(numbers(0, 60))),
        due_on=draw(st.none() | days),
        schedule=draw(schedules()),
        is_owed=draw(st.sampled_from([True, True, False])),
        ended_on=None if draw(mostly(st.just(True))) else draw(days),
        milestones=tuple(steps),
        lines=tuple(
            draw(lines(number * 10 + each, days, step_ids)) for each in range(draw(st.integers(0, 4)))
        ),
        reported_days=tuple(draw(st.lists(days, max_size=9))),
    )


@st.composite
def days_of(draw, terms):
    return draw(st.dates(terms.starts_on, terms.ends_on))


@st.composite
def promises(draw, measures=tuple(Measure)):
    measure, terms = draw(st.sampled_from(measures)), draw(plans())
    days = days_of(terms)
    goal = start = None
    if measure in Measure.with_goal():
        goal = draw(mostly(numbers("0.1", 120)))
    elif measure is Measure.LIMIT:
        goal = draw(st.integers(0, 60).map(Decimal))
    if measure.takes_latest and goal is not None:
        start = draw(st.none() | numbers(0, 120).filter(lambda value: value < goal))
    return Promise(
        measure=measure,
        terms=terms,
        shares=tuple(draw(shares(number, days)) for number in range(1, 1 + draw(st.integers(0, 4)))),
        goal=goal,
        unit=draw(st.sampled_from(["亩", "口", "项", ""])),
        start_value=start,
        done_at=draw(st.sampled_from([Decimal(100), Decimal(100), Decimal(95), Decimal("0.1")])),
        due_on=draw(mostly(st.just(terms.ends_on) | days)),
        schedule=draw(schedules()),
        cadence=draw(st.sampled_from(list(Cadence))),
    )


@st.composite
def questions(draw, **how):
    """A promise and a day on which a board may be asked about it: through the month after the plan."""
    promise = draw(promises(**how))
    return promise, draw(st.dates(promise.terms.starts_on, promise.terms.ends_on + timedelta(days=31)))
