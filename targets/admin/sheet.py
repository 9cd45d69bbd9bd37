"""A draft's targets in one table: goal, due date and words of each, typed down the page, saved at once (核对原文)."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from targets import units
from targets.admin.forms import RowForm
from targets.admin.plan_pages import own_plan, plan_page, plan_url
from targets.amounts import Unreadable, read_amount_in
from targets.explaining import reads_english
from targets.measures import Measure
from targets.models import Document, Plan, PlanVersion, Target
from targets.models.targets import DueBasis
from targets.record.form_fields import TypedDateField
from targets.setup import new_rows as setup
from targets.views.frame import today
from targets.years.quoting import clauses, likeliest

REASON = "核对原文"
"""The reason in the history of every row saved here; content, so in Chinese."""
SHOWN = ("goal", "qualifier", "due_on", "quote")


class SheetRow(RowForm):
    """A target of a draft, in part. Knows what it was drawn with, so that nobody's change is undone unseen."""

    goal = forms.CharField(label=capfirst(_("goal")), max_length=60, required=False)

    class Meta:
        model = Target
        fields = SHOWN
        widgets = {"quote": forms.Textarea({"rows": 2})}

    def __init__(self, typed: Any = None, *, instance: Target) -> None:
        stood = shown(instance)
        super().__init__(typed, instance=instance, prefix=f"t{instance.pk}", initial=stood)
        self.fields["due_on"] = TypedDateField(
            label=capfirst(_("due on")), plan=instance.plan, required=False
        )
        if instance.measure in (Measure.STEPS, Measure.ROUTINE):
            del self.fields["goal"]
        self.stood = digest(stood[name] for name in SHOWN if name in self.fields)
        self.is_cut_off = False
        if self.is_bound:
            self._complete({**stood, "was": self.stood})
        for field in self.fields.values():
            field.widget.attrs |= {"aria-label": f"{instance.code} {field.label}"}

    def _complete(self, stood: dict[str, str]) -> None:
        """What did not arrive is as it stands: a row that was not on the page is not emptied by it."""
        names = ["was", *self.fields]
        lacking = [name for name in names if self.add_prefix(name) not in self.data]
        self.is_cut_off = 0 < len(lacking) < len(names)
        sent: Any = self.data
        self.data = {self.add_prefix(name): sent.get(self.add_prefix(name), stood[name]) for name in names}

    @property
    def drawn(self) -> str:
        """What the row was drawn with, as the page sent it back."""
        return self.data[self.add_prefix("was")]

    @property
    def is_touched(self) -> bool:
        """Whether a person typed in this row since it was drawn."""
        typed = [self.data[self.add_prefix(name)] for name in SHOWN if name in self.fields]
        return digest(typed) != self.drawn

    def clean_goal(self) -> Decimal | None:
        typed = self.cleaned_data["goal"]
        try:
            return read_amount_in(typed, self.instance.unit)[0] if typed else None
        except Unreadable as refusal:
            raise ValidationError(refusal.sentence) from None

    def clean(self) -> dict[str, Any]:
        """A due date that moves has its source: the year's end by default, else the text."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_cut_off:
            raise ValidationError(
                _(
                    "Only a part of this row arrived; the rest is as it stands: look at it, then save once more."
                )
            )
        if self.drawn != self.stood:
            raise ValidationError(
                _("Someone else changed this row in the meantime: look at it again, then save once more.")
            )
        due_on = cleaned.get("due_on")
        if "due_on" in cleaned and due_on != self.instance.due_on:
            self.instance.due_on = due_on
            self.instance.due_basis = basis_of(due_on, self.instance.plan)
        return cleaned

    def store(self) -> None:
        """Save the row; the share of the whole town follows the goal (setup.keep_remainder)."""
        target: Target = self.instance
        on = target.plan.clamp(today())
        before = setup.division_of(Target.objects.get(pk=target.pk), on)
        target._change_reason = REASON  # type: ignore[attr-defined]
        target.save()
        setup.keep_remainder(target, before, on=on, change_reason=REASON)


def shown(target: Target) -> dict[str, str]:
    """The fields of a row as the page writes them."""
    goal = "" if target.goal is None else units.format_amount(target.goal)
    due_on = target.due_on.isoformat() if target.due_on else ""
    return {"goal": goal, "qualifier": target.qualifier, "due_on": due_on, "quote": target.quote}


def digest(texts: Iterable[str]) -> str:
    """A mark of these texts, the same however a browser ends their lines."""
    plain = "\x1f".join(text.replace("\r\n", "\n").strip() for text in texts)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def basis_of(due_on: date | None, plan: Plan) -> str:
    if due_on is None:
        return ""
    return DueBasis.YEAR if due_on == plan.ends_on else DueBasis.REPORT


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row of the sheet: its form, last year's words, and where they seem to come again."""

    form: SheetRow
    unit: str
    last_quote: str
    proposal: str


def lines(forms_: Iterable[SheetRow]) -> list[SheetLine]:
    """The rows with what helps to fill them; each text is read once."""
    parts: dict[int, Any] = {}
    found = []
    for form in forms_:
        target: Target = form.instance
        document: Document = target.section.document
        last = target.continues.quote if target.continues else ""
        proposal = ""
        if last and not form["quote"].value():
            if document.pk not in parts:
                parts[document.pk] = clauses(document.body)
            proposal = likeliest(last, document.body, parts[document.pk])
        unit = units.get(target.unit).english(Decimal(2)) if reads_english() else target.unit
        found.append(SheetLine(form, unit, last, proposal))
    return found


def rows_of(plan: Plan) -> list[Target]:
    """The targets of a plan with their texts, in the order of their codes: one query."""
    targets = Target.objects.filter(plan=plan).select_related("section__document", "continues")
    found = sorted(targets, key=lambda target: [int(part) for part in target.code.split(".")])
    for target in found:
        target.plan = plan
    return found


def sheet(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """All rows at once. What is right is saved; what is not stays as typed, with what is wrong beside it."""
    plan = own_plan(admin, request, pk)
    refused: dict[int, SheetRow] = {}
    try:
        check_draft(plan)
        if request.method == "POST":
            saved, refused = save_rows(plan, request.POST)
            tell(admin, request, saved, refused.values())
            if not refused:
                return HttpResponseRedirect(plan_url(plan, "sheet"))
    except ValidationError as refusal:
        admin.message_user(request, refusal.messages[0], messages.WARNING)
        return HttpResponseRedirect(plan_url(plan))
    drawn = [refused.get(target.pk) or SheetRow(instance=target) for target in rows_of(plan)]
    page: dict[str, Any] = {"lines": lines(drawn), "has_errors": bool(refused)}
    return plan_page(admin, request, plan, _("Check against the text"), "sheet", **page)


def check_draft(plan: Plan) -> None:
    if plan.state != Plan.State.DRAFT:
        raise ValidationError(_("Only a draft is filled in here: this plan was started."))


@transaction.atomic
def save_rows(plan: Plan, typed: Any) -> tuple[int, dict[int, SheetRow]]:
    """Save the rows that were typed in and are right; how many, and the others by their target's id.

    Nothing is saved of a form of which a part was lost on the way. Raises ValidationError where the plan was
    started since its page was asked for.
    """
    PlanVersion.advance([plan.pk])
    plan = Plan.objects.get(pk=plan.pk)
    check_draft(plan)
    rows = [SheetRow(typed, instance=each) for each in rows_of(plan)]
    touched = [row for row in rows if row.is_touched or row.is_cut_off]
    refused: dict[int, SheetRow] = {}
    if any(row.is_cut_off for row in touched):
        return 0, {row.instance.pk: row for row in touched}
    for row in touched:
        if row.is_valid():
            row.store()
        else:
            refused[row.instance.pk] = row
    return len(touched) - len(refused), refused


def tell(admin: ModelAdmin, request: HttpRequest, saved: int, rows: Collection[SheetRow]) -> None:
    """How many rows were saved and how many of them were refused, or that the form was cut off."""
    refused = len(rows)
    if any(row.is_cut_off for row in rows):
        cut_off = _("Only a part of the form arrived, so nothing of it was saved: look at the marked rows.")
        admin.message_user(request, cut_off, messages.ERROR)
        return
    if saved or not refused:
        sentence = ngettext("%(count)d row saved.", "%(count)d rows saved.", saved) % {"count": saved}
        admin.message_user(request, sentence, messages.SUCCESS)
    if refused:
        sentence = ngettext(
            "%(count)d row is not saved: what is wrong stands beside it.",
            "%(count)d rows are not saved: what is wrong stands beside them.",
            refused,
        ) % {"count": refused}
        admin.message_user(request, sentence, messages.ERROR)
