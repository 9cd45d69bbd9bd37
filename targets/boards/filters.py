"""Filters of the table of targets."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from targets.measures import Measure
from targets.models import Area, Office, Plan, Section, Target, Village
from targets.models.targets import TargetQuerySet
from targets.verdicts import StatusClass, Verdict

MOST_WORDS = 8


class TargetFilter(filters.FilterSet):
    """By words, theme, measure, village, office in the database; by status once it is assessed."""

    # SQLite gives up on a pattern of many thousand characters.
    q = filters.CharFilter(label=_("Search"), method="search", max_length=100)
    theme = filters.ModelChoiceFilter(
        label=_("Theme"), queryset=None, method="in_theme", empty_label=_("All")
    )
    measure = filters.ChoiceFilter(label=_("Measure"), choices=Measure.choices, empty_label=_("All"))
    status = filters.ChoiceFilter(label=_("Status"), choices=(), method="leave", empty_label=_("All"))
    village = filters.ModelChoiceFilter(
        label=_("Village"), queryset=Village.objects.all(), method="in_village", empty_label=_("All")
    )
    office = filters.ModelChoiceFilter(
        label=_("Lead office"), field_name="lead_office", queryset=Office.objects.all(), empty_label=_("All")
    )

    class Meta:
        model = Target
        fields: list[str] = []

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["theme"].extra["queryset"] = themes_of(plan)
        self.filters["status"].extra["choices"] = status_choices()

    @property
    def asked_status(self) -> str:
        """The class or verdict asked for; empty for all."""
        return self.form.cleaned_data.get("status") or "" if self.is_valid() else ""

    def search(self, queryset: QuerySet[Target], _name: str, words: str) -> QuerySet[Target]:
        """What holds each of the words, as far as the first eight: each is a condition more."""
        for word in words.split()[:MOST_WORDS]:
            queryset = queryset.filter(
                Q(code__startswith=word)
                | Q(name__icontains=word)
                | Q(name_en__icontains=word)
                | Q(quote__icontains=word)
            )
        return queryset

    def in_theme(self, queryset: QuerySet[Target], _name: str, theme: Section) -> QuerySet[Target]:
        return in_theme(queryset, theme)

    def in_village(self, queryset: TargetQuerySet, _name: str, village: Village) -> QuerySet[Target]:
        return queryset.of_villages([village])

    def leave(self, queryset: QuerySet[Target], _name: str, _value: str) -> QuerySet[Target]:
        return queryset


class MatrixFilter(filters.FilterSet):
    """The targets of the matrix by theme; the area asked for says which villages it shows."""

    area = filters.ModelChoiceFilter(
        label=_("Area"), queryset=Area.objects.all(), method="leave", empty_label=_("All")
    )
    theme = filters.ModelChoiceFilter(
        label=_("Theme"), queryset=None, method="in_theme", empty_label=_("All")
    )
    sort = filters.ChoiceFilter(
        label=_("Order"),
        choices=[("behind", _("Most villages behind first")), ("completion", _("Least completed first"))],
        method="leave",
        empty_label=_("In the order of the report"),
    )
    by = filters.CharFilter(method="leave", max_length=60, widget=HiddenInput)

    class Meta:
        model = Target
        fields: list[str] = []

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["theme"].extra["queryset"] = themes_of(plan)

    @property
    def asked_order(self) -> dict[str, str]:
        """The order asked for, and the village by whose column; empty for that of the report."""
        asked = self.form.cleaned_data if self.is_valid() else {}
        return {"order": asked.get("sort") or "", "by": asked.get("by") or ""}

    @property
    def asked_area(self) -> Area | None:
        """The area asked for; None for all."""
        return self.form.cleaned_data.get("area") if self.is_valid() else None

    @property
    def asked(self) -> tuple:
        """All that was asked for, so that the same is told from other; None where it cannot be read."""
        asked = self.form.cleaned_data if self.is_valid() else {}
        return tuple(getattr(asked.get(name), "pk", asked.get(name)) for name in self.filters)

    def in_theme(self, queryset: QuerySet[Target], _name: str, theme: Section) -> QuerySet[Target]:
        return in_theme(queryset, theme)

    def leave(self, queryset: QuerySet[Target], _name: str, _value: Any) -> QuerySet[Target]:
        return queryset


def themes_of(plan: Plan) -> QuerySet[Section]:
    """The themes of a plan's documents, in their order."""
    return Section.objects.filter(document__plan=plan, parent=None).order_by("document", "number")


def in_theme(queryset: QuerySet[Target], theme: Section) -> QuerySet[Target]:
    """What stands under a theme or in one of its groups."""
    return queryset.filter(Q(section=theme) | Q(section__parent=theme))


def status_choices() -> list[tuple[Any, Any]]:
    """The classes counted on the board first, then each verdict."""
    groups = [(each.slug, each.label) for each in StatusClass]
    verdicts = [
        (slug, label) for slug, label in Verdict.choices() if slug not in {group for group, _l in groups}
    ]
    return [(_("Classes"), [*groups, ("missing", _("Not reported"))]), (_("Verdicts"), verdicts)]
