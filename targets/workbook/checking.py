"""What the rows of an uploaded sheet would change, before anything is stored: the preview."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from targets.kept_shares import kept_sentence
from targets.ledger_rules import TOTAL, Figure, Values, as_typed, interpret
from targets.models import Allocation, Plan, ProgressEntry, Step
from targets.models.ledger import EntryState
from targets.people import Person
from targets.periods import period_of
from targets.record.record_page import latest_text, period_name, share_periods
from targets.recording import Row
from targets.share_ledger import UNSTORED, ShareLedger, Standing
from targets.standing import share_ledgers
from targets.units import format_amount
from targets.workbook.columns import BY_NAME, YES, plain
from targets.workbook.figures import Asked, figure_of, is_blank
from targets.workbook.keys import RowKey, read_key
from targets.workbook.reading import SheetLine, UploadedSheet


class RowState(Enum):
    NEW = "new"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row: what it would change, or why it is refused."""

    line: SheetLine
    state: RowState
    key: RowKey | None = None
    share: Allocation | None = None
    figure: Figure | None = None
    before: str = ""
    after: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    """Sentences by the names of columns; "" for what concerns the whole row."""

    @property
    def sentences(self) -> list[str]:
        """The faults, each after the heading of its column."""
        colon = _(": ")
        return [
            f"{BY_NAME[name].heading}{colon}{sentence}" if name in BY_NAME else sentence
            for name, sentence in self.faults.items()
        ]


@dataclass(frozen=True, slots=True)
class Check:
    """All rows of a sheet, in its order."""

    rows: tuple[CheckedRow, ...]

    @property
    def counts(self) -> Counter[RowState]:
        return Counter(row.state for row in self.rows)

    def of(self, state: RowState) -> list[CheckedRow]:
        return [row for row in self.rows if row.state is state]

    @property
    def refused(self) -> int:
        return self.counts[RowState.REFUSED]

    @property
    def can_store(self) -> bool:
        counts = self.counts
        return not counts[RowState.REFUSED] and bool(counts[RowState.NEW])

    def batch(self) -> list[Row]:
        """The rows to store, for `recording.submit_many`."""
        return [
            Row(allocation=row.share, figure=row.figure, token=row.key.token)
            for row in self.of(RowState.NEW)
            if row.share and row.figure and row.key
        ]


@dataclass(slots=True)
class _Known:
    """What the rows are checked against, loaded once; the ledgers grow with the rows."""

    year: int
    is_1904: bool
    shares: dict[int, Allocation]
    ledgers: dict[int, ShareLedger]
    steps: dict[int, dict[str, int]]
    stored: dict[UUID, ProgressEntry]
    today: date
    now: datetime
    user: Person
    seen: dict[UUID, int] = field(default_factory=dict)


class _RowRefused(Exception):
    """The row as a whole is refused."""


def check_sheet(sheet: UploadedSheet, plan: Plan, user: Person, now: datetime, today: date) -> Check:
    """Check all rows in their order, later ones building on earlier ones: five queries, however many."""
    keys = {line.number: read_key(line.text("key")) for line in sheet.lines}
    known = _known(sheet, [key for key in keys.values() if key], plan, user, now, today)
    return Check(tuple(_checked(line, keys[line.number], known) for line in sheet.lines if _counts(line)))


def _counts(line: SheetLine) -> bool:
    """Whether a row is one of ours, or has something typed: notes and sums under the table are neither."""
    return bool(line.text("key")) or not is_blank(line)


def _known(
    sheet: UploadedSheet, keys: Iterable[RowKey], plan: Plan, user: Person, now: datetime, today: date
) -> _Known:
    wanted = {key.share for key in keys if key.year == plan.year}
    own = Allocation.objects.reportable_by(user, today).filter(target__plan=plan, pk__in=wanted)
    shares = {share.pk: share for share in own.select_related("target__plan", "village", "office")}
    steps: dict[int, dict[str, int]] = {}
    for share, pk, name in Step.objects.filter(allocation__in=shares).values_list("allocation", "pk", "name"):
        steps.setdefault(share, {})[plain(name)] = pk
    stored = ProgressEntry.objects.in_bulk([key.token for key in keys], field_name="token")
    ledgers = {pk: ledger.upto(today) for pk, ledger in share_ledgers(list(shares.values())).items()}
    return _Known(plan.year, sheet.is_1904, shares, ledgers, steps, stored, today, now, user)


def _checked(line: SheetLine, key: RowKey | None, known: _Known) -> CheckedRow:
    if is_blank(line):
        share = known.shares.get(key.share) if key else None
        return CheckedRow(line, RowState.EMPTY, key, share)
    share = None
    try:
        key, share = _place(line, key, known)
        ledger = known.ledgers[share.pk]
        period = period_of(key.period_starts_on, share_periods(share))
        if period is None:
            raise _RowRefused(_("The plan's periods have changed: download the workbook again."))
        asked = Asked(share, period, ledger, known.steps.get(share.pk, {}), known.is_1904)
        figure = figure_of(line, asked)
        if key.token in known.stored:
            _compare(known.stored[key.token], figure, share, ledger, known)
            return CheckedRow(line, RowState.UNCHANGED, key, share, figure)
        _check_told(ledger, asked, key)
        values = interpret(figure, ledger, known.today)
        before, after = _delta(values, figure, ledger)
        ledger.add(_standing(values, figure, ledger, known.now))
    except _RowRefused as refusal:
        return CheckedRow(line, RowState.REFUSED, key, share, faults={"": str(refusal)})
    except ValidationError as refusal:
        return CheckedRow(line, RowState.REFUSED, key, share, faults=faults_of(refusal))
    return CheckedRow(line, RowState.NEW, key, share, figure, before, after)


def faults_of(refusal: ValidationError) -> dict[str, str]:
    """A sentence for each column; what is no column of ours concerns the row."""
    if not hasattr(refusal, "error_dict"):
        return {"": " ".join(refusal.messages)}
    found = {name if name in BY_NAME else "": " ".join(said) for name, said in refusal.message_dict.items()}
    if "confirmed" in found:
        found["confirmed"] = _("%(doubt)s If so, choose “%(yes)s” in this column.") % {
            "doubt": found["confirmed"],
            "yes": str(YES),
        }
    return found


def _place(line: SheetLine, key: RowKey | None, known: _Known) -> tuple[RowKey, Allocation]:
    """The share a row is for; _RowRefused where that is in doubt, or not this user's."""
    if not line.text("key"):
        raise _RowRefused(
            _(
                "This row has no row mark: it was added by hand, or its mark was deleted. Use a downloaded row."
            )
        )
    if key is None:
        raise _RowRefused(
            _("The row mark was changed or is from another installation: download the workbook again.")
        )
    if key.year != known.year:
        raise _RowRefused(
            _("This row is of the plan of %(year)d: upload it on that year's page.") % {"year": key.year}
        )
    share = known.shares.get(key.share)
    if share is None:
        raise _RowRefused(
            kept_sentence(key.share, known.user, known.today)
            or _("You do not report for this share, or its plan is not running: download your own workbook.")
        )
    if plain(line.text("code")) != plain(share.target.code) or plain(line.text("share")) not in _labels(
        share
    ):
        raise _RowRefused(
            _(
                "Code or share do not go with the row mark, which is of %(code)s %(share)s: a part may have been "
                "sorted. Download the workbook again."
            )
            % {"code": share.target.code, "share": share.label}
        )
    first = known.seen.setdefault(key.token, line.number)
    if first != line.number:
        raise _RowRefused(
            _("This row stands twice: it is the same as row %(row)d. Delete one.") % {"row": first}
        )
    return key, share


def _labels(share: Allocation) -> set[str]:
    """What a share is called in any language of the site."""
    if share.village:
        return {plain(share.village.name), plain(share.village.name_en), plain(share.label)}
    return {plain(share.name), plain(share.label), "wholetown" if share.is_whole_town else plain(share.name)}


def _check_told(ledger: ShareLedger, asked: Asked, key: RowKey) -> None:
    """A figure of the period that was stored since the row was drawn may be the same one."""
    told = ledger.told_in(asked.period)
    if len(told) <= key.told:
        return
    last = told[-1].quantity
    raise _RowRefused(
        _(
            "Since you downloaded this workbook a figure of %(period)s was reported (%(amount)s): if it is the "
            "same, empty this row; if this is another, download the workbook again."
        )
        % {"period": period_name(asked.period), "amount": "—" if last is None else format_amount(last)}
    )


def _compare(
    stored: ProgressEntry, figure: Figure, share: Allocation, ledger: ShareLedger, known: _Known
) -> None:
    """A row sent again is welcome; one changed since, or sent by another, is told apart."""
    if stored.state == EntryState.RETURNED:
        raise _RowRefused(_("This row was sent back for change: change it on “my month” and send it again."))
    if stored.state == EntryState.WITHDRAWN:
        raise _RowRefused(
            _("What this row reported was withdrawn: to report it after all, download the workbook again.")
        )
    typed = as_typed(figure, ledger)
    same = (
        (stored.allocation_id, stored.happened_on) == (share.pk, figure.happened_on)
        and (stored.typed_amount, stored.typed_unit) == (typed.typed_amount, typed.typed_unit)
        and (stored.typed_mode, stored.base, stored.step_id) == (typed.typed_mode, typed.base, typed.step_id)
        and (stored.note, stored.problem) == (figure.note.strip(), figure.problem.strip())
        and (stored.next_step, stored.origin) == (figure.next_step.strip(), figure.origin)
        and stored.informant_post == figure.informant_post.strip()
    )
    if same and stored.reported_by_id == known.user.pk:
        return
    amount = format_amount(stored.quantity) if stored.quantity is not None else "—"
    raise _RowRefused(
        _(
            "This row was already reported by %(name)s (%(amount)s): to change it, open that entry and correct it; "
            "to add a figure, download the workbook again."
        )
        % {"name": stored.reporter_name, "amount": amount}
    )


def _delta(values: Values, figure: Figure, ledger: ShareLedger) -> tuple[str, str]:
    """Before and after, in the stored unit."""
    if values.quantity is None:
        return "", ""
    if ledger.measure.takes_latest:
        last = ledger.latest(figure.happened_on)
        if last is None or last.quantity is None:
            return "—", latest_text(values.quantity, values.base, ledger.unit)
        before = latest_text(last.quantity, last.base, ledger.unit)
        if last.is_waiting:
            before = _("%(figure)s (awaiting review)") % {"figure": before}
        return before, latest_text(values.quantity, values.base, ledger.unit)
    stood, waiting = ledger.before(figure.happened_on), ledger.waiting_upto(figure.happened_on)
    before = format_amount(stood)
    if waiting:
        said = {"figure": before, "waiting": f"{'−' if waiting < 0 else ''}{format_amount(abs(waiting))}"}
        before = _("%(figure)s (%(waiting)s of it awaiting review)") % said
    return before, format_amount(stood + values.quantity)


def _standing(values: Values, figure: Figure, ledger: ShareLedger, now: datetime) -> Standing:
    """The row as later rows of the sheet see it."""
    total = None
    if values.typed_mode == TOTAL and values.quantity is not None:
        total = ledger.before(figure.happened_on) + values.quantity
    day, step = figure.happened_on, values.step_id
    return Standing(UNSTORED, day, now, values.quantity, values.base, step, False, total, note=figure.note)
