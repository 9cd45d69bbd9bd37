"""The verdicts of section 5 of the design: one enum with everything a page says of each.

Nothing else in the program compares or names a status.
"""

from enum import Enum, IntEnum
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


class StatusClass(Enum):
    """The five classes of the official count, and routine work beside them."""

    DONE = ("done", _("Done"), "good", "circle-check")
    AHEAD = ("ahead", _("Ahead"), "ahead", "trending-up")
    ON_PACE = ("on_pace", _("On pace"), "pace", "circle-dot")
    BEHIND = ("behind", _("Behind"), "far", "alert-triangle")
    OTHER = ("other", _("Other"), "idle", "circle-dashed")
    ROUTINE = ("routine", _("Routine work"), "routine", "clipboard-check")

    def __init__(self, slug: str, label: LazyText, tone: str, icon: str) -> None:
        self.slug = slug
        self.label = label
        self.tone = tone
        self.icon = icon

    @classmethod
    def five(cls) -> tuple["StatusClass", ...]:
        return tuple(each for each in cls if each is not cls.ROUTINE)


class Severity(IntEnum):
    """The order of attention: the higher, the sooner a leader should look."""

    GOOD = 0
    NEUTRAL = 1
    WATCH = 2
    YELLOW = 3
    RED = 4


class Verdict(Enum):
    """What is said of a target or share; one member for each Chinese verdict."""

    DONE = ("done", _("Completed"), StatusClass.DONE, Severity.GOOD, "good", "circle-check")
    DONE_EARLY = ("done_early", _("Completed early"), StatusClass.DONE, Severity.GOOD, "good", "checks")
    DONE_LATE = ("done_late", _("Completed late"), StatusClass.DONE, Severity.YELLOW, "behind", "clock-check")
    AHEAD = ("ahead", _("Ahead of schedule"), StatusClass.AHEAD, Severity.GOOD, "ahead", "trending-up")
    ON_PACE = ("on_pace", _("On schedule"), StatusClass.ON_PACE, Severity.GOOD, "pace", "circle-dot")
    NEARLY_ON_PACE = (
        "nearly_on_pace", _("Nearly on schedule"), StatusClass.ON_PACE, Severity.WATCH, "pace", "circle-half-2",
    )  # fmt: skip
    BEHIND = ("behind", _("Behind schedule"), StatusClass.BEHIND, Severity.YELLOW, "behind", "trending-down")
    FAR_BEHIND = ("far_behind", _("Far behind"), StatusClass.BEHIND, Severity.RED, "far", "alert-octagon")
    NOT_BEGUN = ("not_begun", _("Nothing begun"), StatusClass.BEHIND, Severity.RED, "far", "player-stop")
    OVERDUE = ("overdue", _("Overdue"), StatusClass.BEHIND, Severity.RED, "far", "calendar-x")
    BROKEN = ("broken", _("Limit exceeded"), StatusClass.BEHIND, Severity.RED, "far", "shield-x")
    NOT_STARTED = (
        "not_started",
        _("Not yet due to start"),
        StatusClass.OTHER,
        Severity.NEUTRAL,
        "idle",
        "hourglass",
    )
    OTHER = ("other", _("Other (no schedule)"), StatusClass.OTHER, Severity.NEUTRAL, "idle", "circle-dashed")
    DROPPED = (
        "dropped",
        _("Dropped from the plan"),
        StatusClass.OTHER,
        Severity.NEUTRAL,
        "idle",
        "circle-minus",
    )
    NO_REPORT_DUE = (
        "no_report_due", _("No report due yet"), StatusClass.ROUTINE, Severity.NEUTRAL, "idle", "hourglass",
    )  # fmt: skip
    REPORTED = ("reported", _("Reported"), StatusClass.ROUTINE, Severity.GOOD, "routine", "clipboard-check")
    KEPT = ("kept", _("Within the limit"), StatusClass.ROUTINE, Severity.GOOD, "good", "shield-check")
    MISSED = ("missed", _("Not reported"), StatusClass.ROUTINE, Severity.YELLOW, "behind", "clipboard-x")
    MISSED_LONG = (
        "missed_long", _("Long not reported"), StatusClass.ROUTINE, Severity.RED, "far", "bell-x",
    )  # fmt: skip

    def __init__(
        self, slug: str, label: LazyText, group: StatusClass, severity: Severity, tone: str, icon: str
    ) -> None:
        self.slug = slug
        self.label = label
        self.group = group
        self.severity = severity
        self.tone = tone
        self.icon = icon

    @classmethod
    def choices(cls) -> list[tuple[str, Any]]:
        return [(each.slug, each.label) for each in cls]

    @property
    def is_done(self) -> bool:
        return self.group is StatusClass.DONE

    @property
    def needs_attention(self) -> bool:
        return self.severity >= Severity.YELLOW
