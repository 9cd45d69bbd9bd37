"""The page from which the month's missing reports are copied for the work group (催报)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from targets.exporting import notice
from targets.reminders.reminder_page import Answering, answering, lacking
from targets.reminders.reminding import Lack, Span, open_deadlines, reminder_text, within
from targets.views.frame import frame, today, visible_plan

MINE, ALL = "mine", "all"


class ReminderForm(forms.Form):
    """Whose missing reports are told, and of which deadline; what is not among the choices tells the default."""

    office = forms.ChoiceField(label=gettext_lazy("Office"), required=False)
    span = forms.ChoiceField(label=gettext_lazy("Period"), required=False)

    def __init__(self, asked: Any, *, answering: Answering, lacks: Sequence[Lack], on: date) -> None:
        super().__init__(asked)
        own = [(MINE, _("My offices"))] if answering.own else []
        each = [(str(office.pk), str(office)) for office in answering.offices]
        self.fields["office"].choices = [*own, (ALL, _("All")), *each]  # type: ignore[attr-defined]
        self.fields["span"].choices = list(_spans(lacks, on))  # type: ignore[attr-defined]
        presses = any(lack.is_due(on) for lack in lacks if not own or lack.office in answering.own)
        self.initial = {"office": MINE if own else ALL, "span": Span.OVERDUE if presses else Span.DUE}
        self.own = answering.own

    def asked(self, name: str) -> str:
        """What is chosen, or the default."""
        if self.is_bound and name not in self.errors and self.cleaned_data[name]:
            return self.cleaned_data[name]
        return self.initial[name]

    def chosen(self, lacks: Sequence[Lack], on: date) -> list[Lack]:
        office = self.asked("office")
        offices = self.own if office == MINE else {int(office)} if office != ALL else None
        own = [lack for lack in lacks if offices is None or lack.office in offices]
        return within(own, self.asked("span"), on)


def _spans(lacks: Sequence[Lack], on: date) -> list[tuple[str, str]]:
    """The choices of what is told; the default is what presses already, or what is asked for next."""
    deadlines = [
        (day.isoformat(), _("Due by %(day)s") % {"day": date_format(day, "DATE_FORMAT")})
        for day in open_deadlines(lacks, on)
    ]
    return [
        (Span.DUE, _("Overdue and next")),
        (Span.OVERDUE, _("Overdue only")),
        *deadlines,
        (Span.ALL, _("All")),
    ]


@require_safe
def reminder(request: HttpRequest, year: int) -> HttpResponse:
    """The month's missing reports as plain text, for reviewers, leaders and administrators."""
    plan = visible_plan(request, year)
    shown = frame(request, plan)
    if not shown["nav"].reminds:
        raise PermissionDenied(_("Only reviewers, leaders and administrators copy reminders."))
    on = today()
    ground = answering(request.user, on)
    lacks = lacking(plan, on, ground.standing_in)
    form = ReminderForm(request.GET or None, answering=ground, lacks=lacks, on=on)
    text = reminder_text(
        form.chosen(lacks, on),
        year=plan.year,
        on=on,
        address=request.build_absolute_uri(reverse("targets:record", args=[plan.year])),
        notice=notice(),
    )
    shown |= {"form": form, "text": text, "on": on, "rows": text.count("\n") + 2}
    return render(request, "targets/reminder.html", shown)
