"""The stages of a project in their order. Pure: no model, no query, no clock."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """前期, 开工, 在建, 完工, 验收: how project ledgers divide the way of a project."""

    PREPARATION = "preparation", _("Preparation")
    START = "start", _("Start of works")
    WORKS = "works", _("Under construction")
    FINISH = "finish", _("Works finished")
    ACCEPTANCE = "acceptance", _("Accepted")

    @property
    def order(self) -> int:
        return list(Stage).index(self)

    def implies(self, other: "Stage") -> bool:
        """Whether a project at this stage has been through the other one too."""
        return self.order >= other.order


class Kind(TextChoices):
    """What is built."""

    ROAD = "road", _("Road")
    BRIDGE = "bridge", _("Bridge")
    ROAD_SAFETY = "road-safety", _("Road safety")
    WATER = "water", _("Water")
    INDUSTRY = "industry", _("Industry park")
    LIVESTOCK = "livestock", _("Livestock")
