"""What may stand in the ledger: the rules of DESIGN section 6 that need more than one row.

Pure: told the share's standing lines and the day, no query, no clock. Page, admin, workbook and batches all
pass through `interpret`, so that a figure is refused for the same reason wherever it was typed.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from targets import units
from targets.amounts import Unreadable, read_amount_in
from targets.implausible import confirmation_needed
from targets.measures import Measure
from targets.questions import note_needed, repetition
from targets.share_ledger import ShareLedger
from targets.wishes import Wish

INCREMENT, TOTAL = "increment", "total"
LONGEST_POST = 40
"""What ProgressEntry.informant_post keeps."""

Errors = dict[str, Any]


class Conflict(Exception):
    """Somebody else, or an earlier click, was first; the sentence says what stands now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure as a person gives it; amounts are text as typed."""

    happened_on: date
    amount: str = ""
    unit: str = ""
    """The unit chosen beside the amount; one written in the amount itself goes before it."""
    mode: str = INCREMENT
    base: str = ""
    step_id: int | None = None
    note: str = ""
    problem: str = ""
    next_step: str = ""
    origin: str = "office"
    informant_id: int | None = None
    informant_post: str = ""
    confirmed: bool = False
    """Ticked: checked, although it is of an implausible size."""


@dataclass(frozen=True, slots=True)
class Values:
    """What the ledger stores of a figure; quantities in the stored unit."""

    quantity: Decimal | None = None
    base: Decimal | None = None
    step_id: int | None = None
    typed_amount: str = ""
    typed_unit: str = ""
    typed_mode: str = ""


def interpret(figure: Figure, share: ShareLedger, today: date) -> Values:
    """Read a figure for a share; raises ValidationError with all sentences at once, each for its field."""
    errors = frame_errors(figure, share, today)
    values = _read(figure, share, today, errors)
    if not errors.keys() & {"amount", "base", "step"}:
        for name, wish in asked_for(values, figure, share).items():
            errors.setdefault(name, ValidationError(wish.asked, code=f"{name}_needed"))
    if errors:
        raise ValidationError(errors)
    return values


def asked_for(values: Values, figure: Figure, share: ShareLedger) -> dict[str, Wish]:
    """What a figure that can be read still lacks: a word in `note`, or the tick `confirmed`."""
    needed = None if figure.note.strip() else note_needed(values, figure, share)
    doubt = None
    if not figure.confirmed:
        doubt = repetition(values, figure, share) or confirmation_needed(
            values.quantity, values.base, share, figure.happened_on
        )
    return {name: wish for name, wish in (("note", needed), ("confirmed", doubt)) if wish}


def readable(figure: Figure, share: ShareLedger, today: date) -> Values:
    """Read a figure, not yet asking for the word of explanation that it may need."""
    errors = frame_errors(figure, share, today)
    values = _read(figure, share, today, errors)
    if errors:
        raise ValidationError(errors)
    return values


def as_typed(figure: Figure, share: ShareLedger) -> Values:
    """What a figure says by itself, whether or not it may stand."""
    return _read(figure, share, figure.happened_on, {})


def frame_errors(figure: Figure, share: ShareLedger, today: date) -> Errors:
    """What is wrong with the date and the words of a figure, whatever it counts."""
    errors: Errors = {}
    for name in ("note", "problem", "next_step", "informant_post"):
        if "\x00" in getattr(figure, name):
            errors[name] = _("This text has a character that cannot be stored: type it again.")
    if len(figure.informant_post.strip()) > LONGEST_POST:
        errors["informant_post"] = _("This is too long: type at most 40 characters.")
    wrong_day = day_error(figure.happened_on, share, today)
    if wrong_day:
        errors["happened_on"] = wrong_day
    return errors


def day_error(day: date, share: ShareLedger, today: date) -> Any:
    """Why a figure may not carry this date; None if it may."""
    if day > today:
        return _("The date lies in the future: give a day up to today.")
    if not share.starts_on <= day <= share.ends_on:
        return _("The date lies outside the plan: give a day from %(first)s to %(last)s.") % {
            "first": share.starts_on.isoformat(),
            "last": share.ends_on.isoformat(),
        }
    if share.target_starts_on and day < share.target_starts_on:
        return _("This target was added on %(day)s: give that day or a later one.") % {
            "day": share.target_starts_on.isoformat()
        }
    if share.closed_through and day <= share.closed_through:
        return _("Figures up to %(day)s are settled: give a later day or ask the administrator.") % {
            "day": share.closed_through.isoformat()
        }
    if share.ended_on and day >= share.ended_on:
        return _("This share ended on %(day)s: give an earlier day.") % {"day": share.ended_on.isoformat()}
    return None


def _read(figure: Figure, share: ShareLedger, today: date, errors: Errors) -> Values:
    match share.measure:
        case Measure.STEPS:
            return _read_step(figure, share, today, errors)
        case Measure.ROUTINE if not figure.amount.strip():
            if not figure.note.strip():
                errors["note"] = _("Say in a few words what was done.")
            return Values()
        case Measure.RATIO:
            return _read_ratio(figure, share, errors)
        case Measure.LEVEL:
            quantity, unit = _read_quantity("amount", figure.amount, figure.unit, share.unit, errors)
            return Values(quantity=quantity, typed_amount=figure.amount.strip(), typed_unit=unit)
        case _:
            return _read_sum(figure, share, errors)


def _read_step(figure: Figure, share: ShareLedger, today: date, errors: Errors) -> Values:
    if figure.amount.strip():
        errors["amount"] = _("This target is followed by steps: leave the amount empty.")
    if figure.step_id is None:
        if not figure.note.strip():
            errors["step"] = _("Choose the step that was completed, or say in the note how far it is.")
    elif figure.step_id not in share.step_ids:
        errors["step"] = _("Choose a step of this share.")
    elif figure.step_id in share.steps_done(today):
        errors["step"] = _("This step has already been reported as completed.")
    return Values(step_id=figure.step_id)


def _read_ratio(figure: Figure, share: ShareLedger, errors: Errors) -> Values:
    numerator, unit = _read_quantity("amount", figure.amount, figure.unit, share.unit, errors)
    base, _base_unit = _read_quantity("base", figure.base, figure.unit, share.unit, errors)
    if numerator is not None and numerator < 0:
        errors["amount"] = _("Write 0 or more.")
    if base is not None and base <= 0:
        errors["base"] = _("The base must be above 0.")
    return Values(quantity=numerator, base=base, typed_amount=figure.amount.strip(), typed_unit=unit)


def _read_sum(figure: Figure, share: ShareLedger, errors: Errors) -> Values:
    if share.measure is Measure.ROUTINE and not share.unit:
        errors["amount"] = _("This work has no unit to count in: describe it in the note.")
        return Values()
    amount, unit = _read_quantity("amount", figure.amount, figure.unit, share.unit, errors)
    quantity = amount
    if amount is not None and figure.mode == TOTAL:
        before = share.before(figure.happened_on)
        quantity = amount - before
        if quantity < 0:
            errors["amount"] = _(
                "The total so far is already %(before)s %(unit)s: a total cannot fall. "
                "If an earlier figure was wrong, correct that entry."
            ) % {"before": units.format_amount(before), "unit": share.unit}
    elif amount is not None and amount < 0:
        errors["amount"] = _("Write 0 or more. To take something back, correct the earlier entry.")
    mode = TOTAL if figure.mode == TOTAL else INCREMENT
    return Values(quantity=quantity, typed_amount=figure.amount.strip(), typed_unit=unit, typed_mode=mode)


def _read_quantity(
    name: str, text: str, chosen_unit: str, stored_unit: str, errors: Errors
) -> tuple[Decimal | None, str]:
    """The quantity in the stored unit and the unit it was typed in; an error in its field otherwise."""
    try:
        quantity, _typed, unit = read_amount_in(text, stored_unit, chosen_code=chosen_unit)
    except Unreadable as refusal:
        errors[name] = refusal.sentence
        return None, ""
    if units.is_whole(stored_unit) and quantity != quantity.to_integral_value():
        errors[name] = _("%(unit)s are counted in whole numbers.") % {"unit": stored_unit}
    return quantity, unit
