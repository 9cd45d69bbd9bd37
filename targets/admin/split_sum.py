"""The sum of the shares against the goal, with what a script needs to follow what is typed."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.admin.percents import SETUP_JS
from targets.boards.target_page import SPLIT, SPLIT_EXCESS, SPLIT_SHORT, parts_of_split, split_phrase
from targets.explaining import stored_unit_name
from targets.measures import Measure
from targets.models import Target
from targets.models.shares import WHOLE_TOWN

NOT_SPLIT = gettext_lazy("Not split: the whole town answers for it.")


@dataclass(frozen=True, slots=True)
class SplitSum:
    """已分解 480 / 500 亩，差 20. Works without the script: `said` is what stands now."""

    said: str
    goal: str
    unit: str
    kept: str = "0"
    """What shares without a box on the page take of the goal."""
    kept_count: int = 0
    figure: str = ""
    """An amount with its unit: "%(amount)s %(unit)s"."""
    phrase: str = ""
    short: str = ""
    excess: str = ""
    whole_town: str = WHOLE_TOWN
    left_out: str = ""
    """The ids of shares that have ended, though their boxes stand on the page."""

    media = forms.Media(js=SETUP_JS)  # type: ignore[arg-type]  # the stubs do not know Script

    @classmethod
    def of(cls, target: Target, split: Decimal, count: int) -> "SplitSum":
        """The sum against the goal of a target that has one."""
        assert target.goal is not None
        said = split_phrase(split, target.goal, count, target.unit, as_stored=True) if count else ""
        return cls(
            said,
            str(target.goal),
            stored_unit_name(target.unit, target.goal),
            figure=_("%(amount)s %(unit)s"),
            phrase=str(SPLIT),
            short=str(SPLIT_SHORT),
            excess=str(SPLIT_EXCESS),
        )

    def beside(self, kept: Decimal, count: int) -> "SplitSum":
        """The same beside shares that have no box on the page."""
        return replace(self, kept=str(kept), kept_count=count)


def shown_sum(target: Target, today: date) -> str:
    """The sum of a target's shares against its goal, as it stands and for the script."""
    shares = list(target.allocations.select_related("village"))
    parts = parts_of_split(target, shares, today)
    if target.goal is None or target.measure not in (Measure.SUM, Measure.LEVEL):
        return _("Split among %(count)d shares.") % {"count": len(parts)} if parts else str(NOT_SPLIT)
    split = sum((share.goal for share in parts if share.goal is not None), Decimal(0))
    left_out = " ".join(str(share.pk) for share in shares if share.ended_on and share not in parts)
    total = replace(SplitSum.of(target, split, len(parts)), left_out=left_out)
    return render_to_string("admin/targets/target/split_sum.html", {"total": total, "not_split": NOT_SPLIT})
