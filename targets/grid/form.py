"""What was typed into the sheet: read cell by cell, checked with the rules of the ledger, and sent together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from targets import recording
from targets.explaining import stored_figure
from targets.grid.rules import BY_QUARTER, NOT_RUNNING, cell_day, cell_value, is_asked_in
from targets.grid.sheet import Place, Sheet, load_sheet
from targets.ledger_rules import Figure, Values, asked_for, readable
from targets.measures import Measure
from targets.models import Allocation, PlanVersion, ProgressEntry
from targets.people import Person
from targets.recording import Row
from targets.share_ledger import UNSTORED, Standing
from targets.units import format_amount

FIELD = re.compile(
    r"(?P<part>[abnk])-(?P<share>[0-9]{1,18})-(?P<year>[0-9]{4})(?P<month>0[1-9]|1[0-2])", re.ASCII
)
PARTS = {"a": "amount", "b": "base", "n": "note", "k": "tick"}
LONGEST_NOTE = 2000


class SheetForm(forms.Form):
    """What is said once for the whole sheet."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    origin = forms.ChoiceField(label=_("Where the figures come from"), choices=ProgressEntry.Origin)
    informant_post = forms.CharField(
        label=_("Reported by telephone or on paper by"),
        max_length=40,
        required=False,
        help_text=_("Only if you log for someone else, such as 关渡村文书."),
    )
    note = forms.CharField(label=_("Note for every figure of this sheet"), max_length=500, required=False)

    def __init__(self, *args, is_own: bool = False, **kwargs) -> None:
        """`is_own`: of those who fill it in for their own villages nobody asks who told the figures."""
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid4
        if is_own:
            del self.fields["informant_post"]


@dataclass(slots=True, kw_only=True)
class TypedCell:
    """What was typed into a cell, and what the rules say to it."""

    share: int
    month: date
    amount: str = ""
    base: str = ""
    note: str = ""
    tick: str = ""
    """That it was checked, although it is of an implausible size."""
    error: str = ""
    wish: str = ""
    """Why it needs a note of its own."""
    doubt: str = ""
    """Why it needs a tick."""
    read: str = ""
    """How it was read, where that is not plainly what was typed."""
    values: Values | None = None

    @property
    def key(self) -> str:
        return cell_key(self.share, self.month)

    @property
    def place(self) -> Place:
        return (self.share, self.month)

    @property
    def said(self) -> str:
        """What is to be said about it."""
        return self.error or "\n".join(filter(None, [self.wish, self.doubt]))

    @property
    def is_filled(self) -> bool:
        return bool(self.amount.strip() or self.base.strip())

    @property
    def quantity(self) -> str:
        """What it was read as, as a plain number; empty while it cannot be read."""
        return "" if self.values is None or self.values.quantity is None else str(self.values.quantity)

    def token(self, sheet: UUID) -> UUID:
        """Drawn with the sheet's, so that the same sheet sent twice is one entry a cell."""
        return uuid5(sheet, self.key)

    def refuse(self, refusal: Exception) -> None:
        """Keep why it cannot be stored, in sentences."""
        messages = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        self.error = " ".join(messages)


class SheetRefused(Exception):
    """Nothing of a sheet was stored: its cells say why. `sheet` is the one they were checked with."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet


def cell_key(share: int, month: date) -> str:
    """The name of a cell: a-12-202109 is the amount of share 12 in September."""
    return f"{share}-{month:%Y%m}"


def typed_cells(sent: Mapping[str, str]) -> dict[Place, TypedCell]:
    """The cells of a form as sent in which anything was typed, a share's months in their order."""
    found: dict[Place, TypedCell] = {}
    for name, text in sent.items():
        match = FIELD.fullmatch(name)
        if not match or not text.strip():
            continue
        share, month = int(match["share"]), _first_day(match["year"], match["month"])
        if month is None:
            continue
        cell = found.setdefault((share, month), TypedCell(share=share, month=month))
        setattr(cell, PARTS[match["part"]], text[:LONGEST_NOTE])
    return dict(sorted(found.items()))


def _first_day(year: str, month: str) -> date | None:
    try:
        return date(int(year), int(month), 1)
    except ValueError:  # the year 0000
        return None


def check_cells(
    cells: Iterable[TypedCell], sheet: Sheet, now: datetime, stored: Mapping[str, object] | None = None
) -> None:
    """Say of each filled cell how it is read, what is wrong with it, and whether it needs a note.

    Cells build on each other as they will when stored; `stored` are the keys that are in the ledger already,
    from this same form. Nothing is stored here. Cells of other shares are refused.
    """
    shares = {share.pk: share for share in sheet.shares}
    for cell in cells:
        share = shares.get(cell.share)
        if not cell.is_filled:
            continue
        if share is None:
            cell.error = gettext("You do not report for this share, or its plan is not running.")
        elif stored and cell.key in stored:
            continue
        elif taken := sheet.standing(share, cell.month):
            cell.error = _taken_sentence(share, taken, sheet)
        elif cell.place in sheet.returned:
            cell.error = gettext("A figure of this month was sent back: empty this cell and change that one.")
        else:
            _check(cell, share, sheet, now)


def _check(cell: TypedCell, share: Allocation, sheet: Sheet, now: datetime) -> None:
    ledger = sheet.ledgers[share.pk]
    day = cell_day(cell.month, ledger, sheet.on, share.starts_on)
    if day is None:
        cell.error = str(NOT_RUNNING)
        return
    if not is_asked_in(cell.month, ledger, sheet.on):
        cell.error = str(BY_QUARTER)
        return
    figure = _figure(cell, day)
    try:
        values = readable(figure, ledger, sheet.on)
    except ValidationError as refusal:
        cell.refuse(refusal)
        return
    cell.values = values
    cell.read = _reading(cell, values, ledger.unit)
    wishes = asked_for(values, figure, ledger)
    cell.wish, cell.doubt = str(wishes.get("note", "")), str(wishes.get("confirmed", ""))
    line = Standing(
        UNSTORED, figure.happened_on, now, values.quantity, values.base, None, False, note=figure.note
    )
    ledger.add(line)


def _figure(cell: TypedCell, day: date) -> Figure:
    """What a cell says by itself."""
    return Figure(
        happened_on=day, amount=cell.amount, base=cell.base, note=cell.note, confirmed=bool(cell.tick)
    )


def _reading(cell: TypedCell, values: Values, unit: str) -> str:
    if values.quantity is None:
        return ""
    plain = [format_amount(each) for each in (values.quantity, values.base) if each is not None]
    typed = ["".join(text.split()).replace(",", "") for text in (cell.amount, cell.base) if text.strip()]
    own = [text.replace(",", "") for text in plain]
    if typed in (own, [f"{text}{unit}" for text in own]):
        return ""
    return " / ".join([*plain[:-1], stored_figure(values.base or values.quantity, unit)])


def _taken_sentence(share: Allocation, lines: list[Standing], sheet: Sheet) -> str:
    """That somebody filled the cell meanwhile."""
    quantity, _base = cell_value(lines, Measure(share.target.measure))
    return gettext(
        "%(name)s has reported %(amount)s for this month meanwhile: empty this cell. If that figure is "
        "wrong, correct it."
    ) % {
        "name": sheet.states[lines[-1].id][1],
        "amount": "—" if quantity is None else stored_figure(quantity, sheet.ledgers[share.pk].unit),
    }


def send_sheet(
    form: SheetForm, cells: Mapping[Place, TypedCell], sheet: Sheet, user: Person, now: datetime
) -> int:
    """Store what was typed, all or nothing, and say how many figures; SheetRefused where a cell says why not.

    The plan is locked first: who filled a cell in between is seen.
    """
    filled = [cell for cell in cells.values() if cell.is_filled]
    with transaction.atomic():
        PlanVersion.advance([sheet.plan.pk])
        fresh = load_sheet(sheet.plan, user, timezone.localtime(now).date(), sheet.of)
        known = _stored_keys(form, filled)
        check_cells(filled, fresh, now, known)
        if any(cell.said for cell in filled):
            raise SheetRefused(fresh)
        rows = [_row(form, cell, fresh) for cell in filled]
        try:
            recording.submit_many(user=user, rows=rows, now=now)
        except recording.BatchRefused as refused:
            for position, refusal in refused.errors.items():
                filled[position].refuse(refusal)
            raise SheetRefused(fresh) from None
    return len(filled)


def _stored_keys(form: SheetForm, filled: list[TypedCell]) -> dict[str, object]:
    """The cells that this same form stored before."""
    tokens = {cell.token(form.cleaned_data["token"]): cell.key for cell in filled}
    found = ProgressEntry.objects.filter(token__in=tokens).values_list("token", flat=True)
    return {tokens[token]: token for token in found}


def _row(form: SheetForm, cell: TypedCell, sheet: Sheet) -> Row:
    said = form.cleaned_data
    share = next(each for each in sheet.shares if each.pk == cell.share)
    day = cell_day(cell.month, sheet.ledgers[share.pk], sheet.on, share.starts_on)
    figure = replace(
        _figure(cell, day or cell.month),
        note="\n".join(filter(None, [cell.note.strip(), said["note"].strip()])),
        origin=said["origin"],
        informant_post=said.get("informant_post", ""),
    )
    return Row(allocation=share, figure=figure, token=cell.token(said["token"]))
