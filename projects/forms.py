"""The form of a project's monthly report, and of its correction."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.models import ProjectReport, ProjectShare, ProjectYear
from projects.report_page import month_name, proposed_month
from projects.report_rules import MONEY, Monthly
from projects.stages import Stage
from targets.amounts import Unreadable, read_amount_in
from targets.evidence.field import EvidenceField
from targets.periods import add_months
from targets.record.form_fields import StepField, TypedDateField
from targets.units import format_amount

WORDS = forms.Textarea({"rows": 3})
LONGEST_WORDS = 2000


class ReportForm(forms.Form):
    """One month: stage, money, words, and what the project's shares ask for."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    month = forms.ChoiceField(label=_("Month"))
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    amount = forms.CharField(
        label=_("Invested (万元)"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty while no figure is known: empty is not 0."),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    mode = forms.ChoiceField(
        label=_("The amount is"),
        choices=ProjectReport.Mode.choices,
        widget=forms.RadioSelect,
        initial=ProjectReport.Mode.INCREMENT,
    )
    progress = forms.CharField(
        label=_("Progress of the works"),
        widget=WORDS,
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("With a figure above it may stay empty: the report then says the figure in words."),
    )
    percent = forms.DecimalField(
        label=_("Works done (%)"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        error_messages=dict.fromkeys(("min_value", "max_value"), _("Write a percentage from 0 to 100.")),
    )
    problem = forms.CharField(label=_("Problem"), widget=WORDS, max_length=LONGEST_WORDS, required=False)
    next_step = forms.CharField(label=_("Next step"), widget=WORDS, max_length=LONGEST_WORDS, required=False)

    def __init__(
        self, *args: Any, year: ProjectYear, today: date, report: ProjectReport | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.report, self.today = year, report, today
        told = set(year.reports.telling().values_list("month", flat=True)) if report is None else set()
        self.months = _months(year, today, report)
        self.fields["month"].choices = _named(self.months, told)  # type: ignore[attr-defined]
        self.fields["stage_on"] = TypedDateField(
            plan=year.plan,
            label=_("Stage reached on"),
            required=False,
            help_text=_("Only if it was reached in this month."),
        )
        self.shares = list(
            year.project.shares.filter(allocation__target__plan=year.plan_id)
            .select_related("allocation__target", "project")
            .order_by("pk")
        )
        for share in self.shares:
            if not share.is_money:
                self.fields[f"share_{share.pk}"] = _share_field(share)
        if report is not None and report.replaces is not None:
            self._ask_reason()
        self.fields["evidence"] = EvidenceField()
        self._propose(told)

    def _ask_reason(self) -> None:
        self.fields["take_back"] = forms.BooleanField(
            label=_("Take the report back: nothing stands instead"), required=False
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason for the correction"),
            widget=WORDS,
            max_length=LONGEST_WORDS,
            error_messages={"required": _("Give the reason for the correction.")},
        )

    def _propose(self, told: set[date]) -> None:
        self.initial.setdefault("token", uuid4())
        shown = self.report or self.year.reports.standing().filter(month__lte=self.today).first()
        if self.report is not None:
            self._propose_as_typed(self.report)
        elif shown is not None:
            self.initial.setdefault("stage", shown.stage)
        if self.report is None:
            month = proposed_month(self.year, self.today, self.months, told)
            self.initial.setdefault("month", month and f"{month:%Y-%m}")
            self.fields["amount"].widget.attrs["autofocus"] = not self.is_bound

    def _propose_as_typed(self, report: ProjectReport) -> None:
        source = report if report.pk else report.replaces or report
        for name in ("stage", "stage_on", "percent", "progress", "problem", "next_step", "reason"):
            self.initial.setdefault(name, getattr(source, name))
        if _says_figure(source):
            self.initial["progress"] = ""  # made of the old figure: made anew of what is sent
        self.initial.setdefault("take_back", report.is_void)
        self.initial.setdefault("amount", source.typed_amount)
        self.initial.setdefault("mode", source.typed_mode or ProjectReport.Mode.INCREMENT)
        for line in source.lines.all():
            value = line.step_id if line.step_id else line.quantity
            self.initial.setdefault(f"share_{line.share_id}", value)

    def clean(self) -> dict[str, Any]:
        """Without words of its own a report says its figure in words: what has neither tells nothing."""
        known = super().clean() or self.cleaned_data
        if known.get("take_back") or "progress" in self.errors or known["progress"].strip():
            return known
        known["progress"] = self._in_words()
        if not known["progress"] and "amount" not in self.errors:
            self.add_error("progress", _("Say in a few words how far the works are, or give a figure above."))
        return known

    def _in_words(self) -> str:
        known = self.cleaned_data
        amount = known.get("amount", "").strip()
        words = list(filter(None, [amount and _figure_in_words(amount, known.get("mode", ""))]))
        for share in self.shares:
            value = known.get(f"share_{share.pk}")
            if value:
                unit = "" if share.allocation.target.measure == "steps" else share.allocation.stored_unit
                words.append(f"{share.allocation.target.label}{_(': ')}{value} {unit}".strip())
        return str(_("; ")).join(words)

    @property
    def more(self) -> list[forms.BoundField]:
        """What the project's own shares ask for."""
        return [self[f"share_{share.pk}"] for share in self.shares if not share.is_money]

    def said(self) -> Monthly | None:
        """What a valid form says; None where a correction puts nothing instead."""
        known = self.cleaned_data
        if known.get("take_back"):
            return None
        year, month = known["month"].split("-")
        return Monthly(
            month=date(int(year), int(month), 1),
            stage=known["stage"],
            stage_on=known["stage_on"],
            amount=known["amount"],
            mode=known["mode"],
            percent=known["percent"],
            progress=known["progress"],
            problem=known["problem"],
            next_step=known["next_step"],
            outputs=self._typed(is_steps=False),
            steps={pk: step.pk for pk, step in self._typed(is_steps=True).items()},
        )

    def _typed(self, *, is_steps: bool) -> dict[int, Any]:
        found = {}
        for share in self.shares:
            value = self.cleaned_data.get(f"share_{share.pk}")
            if value and (share.allocation.target.measure == "steps") == is_steps:
                found[share.pk] = value
        return found

    def add_refusal(self, refusal: ValidationError) -> None:
        """Each sentence beside its field; what has no field here stands above the form."""
        for name, sentences in refusal.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, sentences)


def _figure_in_words(amount: str, mode: str) -> str:
    """What a report without words says of its figure; nothing of one that cannot be read."""
    total = mode == ProjectReport.Mode.TOTAL
    said = _("Invested so far this year: %s 万元") if total else _("Invested in the month: %s 万元")
    try:
        return str(said) % format_amount(read_amount_in(amount, MONEY)[0])
    except Unreadable:
        return ""  # refused beside its field


def _says_figure(report: ProjectReport) -> bool:
    """Whether its words are no one's own, but begin as they are made of a figure."""
    figure = _figure_in_words(report.typed_amount, report.typed_mode) if report.typed_amount else ""
    return bool(figure) and report.progress.startswith(figure)


def _share_field(share: ProjectShare) -> forms.Field:
    target, named = share.allocation.target, share.target_name(share.project)
    if target.measure == "steps":
        return StepField(
            label=_("%(target)s: step completed") % {"target": named},
            queryset=share.allocation.steps.all(),
            required=False,
            empty_label=_("None in this month"),
        )
    label = _("%(target)s: new in this month (%(unit)s)")
    return forms.CharField(
        label=label % {"target": named, "unit": share.allocation.stored_unit}, max_length=40, required=False
    )


def _months(year: ProjectYear, today: date, report: ProjectReport | None) -> list[date]:
    """The months that have begun, the latest first; of a report sent again or corrected its own alone."""
    if report is not None:
        return [(report.replaces or report).month]
    first, last = year.plan.starts_on.replace(day=1), min(today, year.plan.ends_on)
    months = [add_months(first, step) for step in range(12) if add_months(first, step) <= last]
    return months[::-1]


def _named(months: list[date], told: set[date]) -> list[tuple[str, str]]:
    """Each month by its name; one that is told already says so."""
    return [
        (
            f"{each:%Y-%m}",
            _("%(month)s (reported)") % {"month": month_name(each)} if each in told else month_name(each),
        )
        for each in months
    ]


class SendBackForm(forms.Form):
    reason = forms.CharField(label=_("Reason for returning it"), max_length=LONGEST_WORDS, widget=WORDS)
