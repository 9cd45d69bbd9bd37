"""The invented year: every month each share is reported, decided on, and now and then returned or corrected."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from guanlu.demonstration import decisions, habits, incidents, pace, sentences
from guanlu.demonstration.agenda import Agenda, at
from guanlu.demonstration.figures import ShareYear, share_years
from guanlu.demonstration.milestones import day_of
from guanlu.demonstration.offices import OFFICES, key_for
from guanlu.demonstration.people import REPLACED_ON, People, replace_clerk
from guanlu.models import User
from targets import recording
from targets.ledger_rules import Figure
from targets.models import Office, ProgressEntry
from targets.periods import Cadence

ONE_BY_ONE = {("关渡村", 6), ("关渡村", 9), ("关渡村", 12)}
"""Months of a village whose clerk reported what did not change with the button for it."""


class Place(NamedTuple):
    """Who reports a share in a month: a village, an office, or an office for a village that telephoned."""

    village: str
    office: str


class Key(NamedTuple):
    """A figure of the year."""

    code: str
    share: str
    month: int


@dataclass(slots=True)
class Year:
    """Everything that acts in the invented year."""

    people: People
    offices: dict[str, Office]
    agenda: Agenda = field(default_factory=Agenda)
    shares: list[ShareYear] = field(default_factory=list)
    waiting: dict[str, list[ProgressEntry]] = field(default_factory=lambda: defaultdict(list))
    """What awaits a decision, by the key of the office."""
    keys: dict[int, Key] = field(default_factory=dict)
    """Which figure an entry is, by its id."""
    figures: dict[Key, Figure] = field(default_factory=dict)
    entries: dict[Key, ProgressEntry] = field(default_factory=dict)
    right: dict[Key, str] = field(default_factory=dict)
    """What should have been typed, also where it was not."""

    def live(self) -> None:
        """Live the year, through the functions that pages use."""
        self.shares = share_years()
        for month in range(1, 13):
            self.agenda.add(at(date(2021, month, 25), 0), partial(self.open_month, month))
        self.agenda.add(at(decisions.ADDED_ON, 9), self.add_targets)
        self.agenda.add(at(decisions.RAISED_ON, 9), self.raise_goal)
        self.agenda.add(at(REPLACED_ON, 8), partial(replace_clerk, self.people))
        self.agenda.add(at(decisions.DROPPED_ON, 9), self.drop_target)
        for correction in incidents.CORRECTIONS:
            self.agenda.add(at(day_of(correction.asked), 16), partial(self.correct, correction))
        self.agenda.add(at(day_of(incidents.WITHDRAWN_ON), 16), self.withdraw_a_copy)
        self.agenda.run()

    # Decisions in mid-year.

    def add_targets(self, now: datetime) -> None:
        decisions.add_targets(self.offices, now)
        known = {share.allocation.pk for share in self.shares}
        self.shares += [share for share in share_years() if share.allocation.pk not in known]

    def raise_goal(self, now: datetime) -> None:
        decisions.raise_goal(now)
        self.refresh()

    def drop_target(self, now: datetime) -> None:
        decisions.drop_target(now)
        self.refresh()

    def refresh(self) -> None:
        """Go on with the shares as a decision left them."""
        fresh = {share.allocation.pk: share.allocation for share in share_years()}
        for share in self.shares:
            share.allocation = fresh[share.allocation.pk]

    # Reporting.

    def open_month(self, month: int, now: datetime) -> None:
        """Put down who will report what of a month, and when the reviewers will decide."""
        reports: dict[Place, list[ShareYear]] = defaultdict(list)
        for share in self.shares:
            place = self.place_of(share, month)
            if place is not None:
                reports[place].append(share)
        for place, shares in reports.items():
            self.agenda.add(self.moment_of(place, month), partial(self.report, month, place, shares))
        for turn, moment in enumerate(habits.decision_moments(month)):
            for position, office in enumerate(OFFICES):
                decided_at = moment + timedelta(minutes=9 * position)
                self.agenda.add(decided_at, partial(self.decide, office.key, month, turn))

    def place_of(self, share: ShareYear, month: int) -> Place | None:
        """Who reports a share for a month; None where nobody does."""
        office = key_for(share.code)
        if share.allocation.village is None:
            return Place("", office)
        village = share.allocation.village.name
        if (village, month, share.code) in habits.FORGOTTEN:
            return None
        if (village, month) in habits.SILENT:
            by_quarter = share.allocation.target.cadence == Cadence.QUARTER
            return Place(village, office) if by_quarter else None
        return Place(village, office if (village, month) in habits.PHONED else "")

    def moment_of(self, place: Place, month: int) -> datetime:
        if place.village:
            return habits.village_moment(place.village, month)
        return habits.office_moment(place.office, month)

    def report(self, month: int, place: Place, shares: Sequence[ShareYear], now: datetime) -> None:
        """One clerk sends the month's figures of these shares."""
        user = self.reporter_of(place, now)
        rows: list[tuple[Key, Figure, recording.Row]] = []
        for share in shares:
            for place_in_month, right in enumerate(share.figures(month)):
                key = Key(share.code, share.name, month)
                figure = self.as_sent(key, right, place)
                token = token_of(key, place_in_month)
                if (place.village, month) in ONE_BY_ONE and figure.amount == "0":
                    entry = recording.report_nothing_new(
                        user=user,
                        allocation=share.allocation,
                        happened_on=figure.happened_on,
                        token=token,
                        now=now,
                    )
                    self.remember(key, figure, entry)
                    continue
                rows.append((key, figure, self.row(share, figure, token)))
                if key == incidents.SENT_TWICE:
                    again = replace(figure, note=sentences.SENT_TWICE)
                    rows.append((key, again, self.row(share, again, token_of(key, 9))))
        stored = recording.submit_many(user=user, rows=[row for _key, _figure, row in rows], now=now)
        for (key, figure, _row), entry in zip(rows, stored, strict=True):
            self.remember(key, figure, entry)

    def row(self, share: ShareYear, figure: Figure, token: UUID) -> recording.Row:
        return recording.Row(allocation=share.allocation, figure=figure, token=token)

    def remember(self, key: Key, figure: Figure, entry: ProgressEntry) -> None:
        self.keys[entry.pk], self.figures[key], self.entries[key] = key, figure, entry
        if not habits.is_left_open(key.month, entry.reported_at):
            self.waiting[key_for(key.code)].append(entry)

    def reporter_of(self, place: Place, now: datetime) -> User:
        if place.office:
            return self.people.clerks[place.office]
        return self.people.reporter_of(place.village, now.date())

    def as_sent(self, key: Key, figure: Figure, place: Place) -> Figure:
        """A figure as it was typed: told on the telephone, or with a slip of the finger."""
        self.right[key] = figure.amount
        if key == incidents.SLIPPED:
            figure = replace(figure, amount=f"{figure.amount}0", note=sentences.LARGER, confirmed=True)
        if not (place.village and place.office):
            return figure
        post = pace.chosen(sentences.INFORMANT_POSTS, place.village)
        return replace(figure, informant_post=post, note=f"{figure.note}{sentences.PHONED}")

    # Deciding.

    def decide(self, office: str, month: int, turn: int, now: datetime) -> None:
        """A reviewer goes through what waits in an office; the two take turns."""
        waiting, self.waiting[office] = self.waiting[office], []
        reviewer = self.people.reviewers[office][(month + turn) % 2]
        returned = [entry for entry in waiting if not turn and incidents.is_returned(*self.keys[entry.pk])]
        approved = [entry for entry in waiting if entry not in returned]
        if approved:
            recording.approve_many(user=reviewer, lines=approved, now=now)
        for entry in returned:
            self.send_back(reviewer, entry, now)

    def send_back(self, reviewer: User, entry: ProgressEntry, now: datetime) -> None:
        key = self.keys[entry.pk]
        reason = pace.chosen(sentences.RETURN_REASONS, *key)
        recording.send_back(user=reviewer, entry=entry, reason=reason, now=now)
        again = incidents.day_sent_again(*key)
        if again is None:
            self.agenda.add(now + timedelta(hours=26), partial(self.send_again, entry))
        elif again:
            self.agenda.add(at(day_of(again), 10, 30), partial(self.send_again, entry))

    def send_again(self, entry: ProgressEntry, now: datetime) -> None:
        """The figure comes again with a word, from who reports for the share by then; decided a day later."""
        key = self.keys[entry.pk]
        village, office = entry.allocation.village, key_for(key.code)
        own = village is not None and not self.people.is_clerk(entry.reported_by)
        place = Place(village.name, "") if village and own else Place("", office)
        figure = replace(self.figures[key], note=sentences.MENDED)
        user = self.reporter_of(place, now)
        sent = recording.resubmit(user=user, entry=entry, figure=figure, now=now)
        self.agenda.add(now + timedelta(hours=22), partial(self.approve, sent))

    def approve(self, entry: ProgressEntry, now: datetime) -> None:
        """The first reviewer of the office decides alone."""
        reviewer = self.people.reviewers[key_for(entry.allocation.target.code)][0]
        recording.approve(user=reviewer, entry=entry, now=now)

    # Mending.

    def correct(self, correction: incidents.Correction, now: datetime) -> None:
        """An approved figure is taken back, and the right one put in its place."""
        key = Key(*correction.key)
        entry, figure = self.entries[key], self.figures[key]
        instead = None
        if correction.less is not None:
            right = int(self.right[key].replace(",", "")) - correction.less
            instead = replace(figure, amount=str(right), note="")
        reversal = recording.correct(
            user=entry.reported_by, entry=entry, reason=correction.reason, figure=instead,
            token=token_of(key, 8), now=now,
        )  # fmt: skip
        if correction.decided:
            self.agenda.add(at(day_of(correction.decided), 15), partial(self.approve, reversal))

    def withdraw_a_copy(self, now: datetime) -> None:
        """A clerk sends a figure twice, sees it, and takes the second back."""
        key = Key(*incidents.WITHDRAWN)
        entry = self.entries[key]
        copy = replace(self.figures[key], note=sentences.SENT_TWICE)
        sent = recording.submit(
            user=entry.reported_by, allocation=entry.allocation, figure=copy, token=token_of(key, 9), now=now
        )
        recording.withdraw(user=entry.reported_by, entry=sent, now=now + timedelta(minutes=6))


def token_of(key: Key, number: int) -> UUID:
    """The token of the form a figure was sent with: the same each time the demonstration is loaded."""
    return uuid5(NAMESPACE_URL, f"demonstration {key.code} {key.share} {key.month} {number}")
