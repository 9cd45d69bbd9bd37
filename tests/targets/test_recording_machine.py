"""Random histories: the program and a plain model of the ledger agree on totals, states and refusals.

`pytest --hypothesis-profile=long tests/targets/test_recording_machine.py` plays a thousand of them.
"""

from datetime import date, timedelta
from uuid import UUID, uuid5

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from targets import recording
from targets.counted import counted_lines
from targets.ledger_rules import Figure
from targets.models import EntryEvent, ProgressEntry
from tests.targets.factories import give_duty, make_user
from tests.targets.ledger_factories import at, make_town
from tests.targets.ledger_model import TODAY, PlainLedger, Refused

PEOPLE = ["li", "qian", "wang", "zhao", "sun"]
SHARES = ["sum", "level", "ratio"]
DAYS = [date(2021, 3, 31), date(2021, 6, 1), date(2021, 6, 10), TODAY]
NOWHERE = UUID(int=0)

people = st.sampled_from(PEOPLE)
reviewers = st.sampled_from(["wang", "zhao", "wang", "zhao", *PEOPLE])
picks = st.integers(0, 10**6)
reasons = st.sampled_from(["核实", "核实", "多报", ""])
forms = st.fixed_dictionaries(
    {
        "day": st.sampled_from(DAYS * 3 + [date(2020, 12, 31), TODAY + timedelta(days=1)]),
        "amount": st.integers(0, 60) | st.integers(-5, 200),
        "mode": st.sampled_from(["increment", "total"]),
        "base": st.sampled_from([100, 100, 80, 120, 0]),
        "note": st.sampled_from(["", "", "雨后补种"]),
        "informant": st.sampled_from([None, None, None, "wang", "zhao"]),
    }
)


class World:
    """Made once; every history is played in it and rolled back."""

    town = None


def outcome(act, *given, **named):
    """What an action came to: its result, or the kind of refusal."""
    try:
        return act(*given, **named)
    except Refused as refusal:
        return str(refusal)
    except PermissionDenied:
        return "denied"
    except ValidationError:
        return "invalid"
    except recording.Conflict:
        return "conflict"


def some(state):
    """A rule for histories with an entry in this state."""
    return lambda self: any(row["state"] == state for row in self.model.rows.values())


class Histories(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.model, self.numbers, self.sent, self.minutes = PlainLedger(), {}, [], 0
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def now(self):
        self.minutes += 1
        return at(TODAY) + timedelta(seconds=self.minutes)

    def figure(self, share, form):
        informant = World.people.get(form["informant"])
        return Figure(
            happened_on=form["day"],
            amount=str(form["amount"]),
            mode=form["mode"],
            base=str(form["base"]) if share == "ratio" else "",
            note=form["note"],
            informant_id=informant and informant.pk,
            confirmed=True,
        )

    def entry(self, pick):
        number = pick % len(self.model.rows) + 1
        return number, ProgressEntry.objects.get(pk=self.numbers[number])

    def agree(self, expected, got, named):
        """Both refused for the same reason, or both did it; new rows get their numbers in order."""
        if isinstance(expected, str) or isinstance(got, str):
            assert got == expected, named
            return
        new = ProgressEntry.objects.exclude(pk__in=self.numbers.values()).order_by("pk")
        for number, pk in zip(
            (each for each in self.model.rows if each not in self.numbers),
            new.values_list("pk", flat=True),
            strict=True,
        ):
            self.numbers[number] = pk
        if isinstance(expected, int):
            assert got.pk == self.numbers[expected], named

    def send(self, who, share, form, token):
        expected = outcome(self.model.submit, who, share, form, token)
        got = outcome(
            recording.submit,
            user=World.people[who],
            allocation=World.shares[share],
            figure=self.figure(share, form),
            token=token,
            now=self.now(),
        )
        self.agree(expected, got, (who, share, form))

    @rule(who=people, share=st.sampled_from(SHARES), form=forms)
    def submit(self, who, share, form):
        token = uuid5(NOWHERE, str(len(self.sent)))
        self.sent.append((who, share, form, token))
        self.send(who, share, form, token)

    @precondition(lambda self: self.sent)
    @rule(pick=picks, change=st.fixed_dictionaries({}) | forms, who=st.none() | people)
    def send_a_form_again(self, pick, change, who):
        sender, share, form, token = self.sent[pick % len(self.sent)]
        self.send(who or sender, share, {**form, **change}, token)

    @precondition(lambda self: self.model.rows)
    @rule(who=people, pick=picks)
    def withdraw(self, who, pick):
        number, entry = self.entry(pick)
        expected = outcome(self.model.withdraw, who, number)
        got = outcome(recording.withdraw, user=World.people[who], entry=entry, now=self.now())
        self.agree(expected, got, (who, number))

    @precondition(lambda self: self.model.rows)
    @rule(who=reviewers, pick=picks)
    def approve(self, who, pick):
        number, entry = self.entry(pick)
        expected = outcome(self.model.approve, who, number)
        got = outcome(recording.approve, user=World.people[who], entry=entry, now=self.now())
        self.agree(expected, got, (who, number))

    @precondition(lambda self: self.model.rows)
    @rule(who=reviewers, pick=picks, reason=reasons)
    def send_back(self, who, pick, reason):
        number, entry = self.entry(pick)
        expected = outcome(self.model.send_back, who, number, reason)
        got = outcome(recording.send_back, user=World.people[who], entry=entry, reason=reason, now=self.now())
        self.agree(expected, got, (who, number, reason))

    @precondition(lambda self: self.model.rows)
    @rule(who=people, pick=picks, form=forms)
    def resubmit(self, who, pick, form, reason=""):
        number, entry = self.entry(pick)
        figure = form and self.figure(self.model.rows[number]["share"], form)
        expected = outcome(self.model.resubmit, who, number, form, reason)
        got = outcome(
            recording.resubmit,
            user=World.people[who],
            entry=entry,
            figure=figure,
            reason=reason,
            now=self.now(),
        )
        self.agree(expected, got, (who, number, form, reason))

    @precondition(lambda self: self.model.rows)
    @rule(who=people, pick=picks, reason=reasons, form=st.none() | forms)
    def correct(self, who, pick, reason, form):
        number, entry = self.entry(pick)
        figure = form and self.figure(self.model.rows[number]["share"], form)
        expected = outcome(self.model.correct, who, number, reason, form)
        got = outcome(
            recording.correct,
            user=World.people[who],
            entry=entry,
            reason=reason,
            figure=figure,
            token=uuid5(NOWHERE, f"correction {self.minutes}"),
            now=self.now(),
        )
        self.agree(expected, got, (who, number, reason, form))

    # Aimed at entries in the right state: blind picks mostly end in a conflict.

    def among(self, state, pick):
        numbers = [number for number, row in self.model.rows.items() if row["state"] == state]
        return numbers[pick % len(numbers)] - 1

    @precondition(some("submitted"))
    @rule(who=reviewers, pick=picks)
    def approve_what_waits(self, who, pick):
        self.approve(who, self.among("submitted", pick))

    @precondition(some("submitted"))
    @rule(who=reviewers, pick=picks)
    def send_back_what_waits(self, who, pick):
        self.send_back(who, self.among("submitted", pick), "核实")

    @precondition(some("returned"))
    @rule(who=people, pick=picks, form=forms)
    def resubmit_what_came_back(self, who, pick, form):
        self.resubmit(who, self.among("returned", pick), form)

    @precondition(some("approved"))
    @rule(who=st.sampled_from(["li", "qian"]), pick=picks, form=st.none() | forms)
    def correct_and_send_back(self, who, pick, form):
        self.correct(who, self.among("approved", pick), "多报", form)
        if self.model.rows[len(self.model.rows)]["state"] == "submitted":
            self.send_back("zhao", len(self.model.rows) - 1, "核实")

    @precondition(lambda self: self.model.returned_corrections())
    @rule(who=people, pick=picks, reason=reasons, form=st.none() | forms)
    def change_a_returned_correction(self, who, pick, reason, form):
        numbers = self.model.returned_corrections()
        self.resubmit(who, numbers[pick % len(numbers)] - 1, form, reason)

    @precondition(some("approved"))
    @rule(who=people, pick=picks, form=st.none() | forms)
    def correct_what_counts(self, who, pick, form):
        self.correct(who, self.among("approved", pick), "多报", form)

    @invariant()
    def every_row_is_the_models(self):
        stored = {
            pk: row
            for pk, *row in ProgressEntry.objects.values_list(
                "pk", "state", "quantity", "base", "happened_on", "reported_by__username"
            )
        }
        assert stored == {
            self.numbers[number]: [row["state"], row["quantity"], row["base"], row["day"], row["who"]]
            for number, row in self.model.rows.items()
        }

    @invariant()
    def every_path_is_the_models(self):
        paths = {pk: [] for pk in self.numbers.values()}
        for pk, action in EntryEvent.objects.order_by("pk").values_list("entry_id", "action"):
            paths[pk].append(action)
        assert paths == {self.numbers[number]: row["path"] for number, row in self.model.rows.items()}

    @invariant()
    def every_total_is_the_models(self):
        counted = counted_lines({"allocation__in": list(World.shares.values())}, date(2021, 12, 31))
        for share, allocation in World.shares.items():
            lines = sorted(counted[allocation.pk].lines, key=lambda line: line.order)
            if share == "sum":
                achieved = sum(line.quantity for line in lines)
            else:
                achieved = (lines[-1].quantity, lines[-1].base) if lines else None
            assert achieved == self.model.achieved(share), share


def histories():
    """Thirty in every run; a thousand under the profile `long`."""
    return 1000 if settings.get_current_profile_name() == "long" else 30


@pytest.mark.django_db
def test_no_history_tells_the_program_from_the_plain_model():
    town = make_town()
    qian = make_user("qian")
    give_duty(qian, "reporter", town.office)
    World.people = {"qian": qian, **{name: getattr(town, name) for name in ("li", "wang", "zhao", "sun")}}
    World.shares = {
        "sum": town.share("sum", 100),
        "level": town.share("level", 100),
        "ratio": town.share("ratio", 100, "%", counted_unit="人"),
    }
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=histories(),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
