from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from targets.models.plan import in_language
from targets.models.taken import SaysWhatIsTaken
from targets.people import Person

NAME_TAKEN = _("“%(name)s” is there already: give another name.")


class AreaQuerySet(models.QuerySet["Area"]):
    def get_by_natural_key(self, name: str) -> "Area":
        return self.get(name=name)


class Area(SaysWhatIsTaken, models.Model):
    """A group of neighbouring villages."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)

    taken = {("name",): NAME_TAKEN}

    history = HistoricalRecords()
    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["id"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class VillageQuerySet(models.QuerySet["Village"]):
    def get_by_natural_key(self, name: str) -> "Village":
        return self.get(name=name)

    def part_of(self, slug: str, on: date) -> Self:
        """A village and what was merged into it by that day; two merges are followed, as in `Duty`'s queries."""
        once = Q(successor__slug=slug, ended_on__lte=on)
        twice = Q(successor__successor__slug=slug, successor__ended_on__lte=on, ended_on__lte=on)
        return self.filter(Q(slug=slug) | once | twice)


class Village(SaysWhatIsTaken, models.Model):
    """A village or community: the lowest place that owes a share of a target."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    slug = models.SlugField(_("name in the address"), max_length=60, unique=True)
    code = models.CharField(
        _("division code"),
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^\d{12}\Z", _("A division code has twelve digits."))],
    )
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.PROTECT, null=True, blank=True, related_name="villages"
    )
    groups = models.PositiveSmallIntegerField(
        _("number of groups"), default=0, validators=[MinValueValidator(0), MaxValueValidator(999)]
    )
    ended_on = models.DateField(
        _("merged away on"), null=True, blank=True, help_text=_("The first day without this village.")
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )

    taken = {
        ("name",): NAME_TAKEN,
        ("code",): _("Another village has the division code %(code)s: check both."),
    }

    history = HistoricalRecords()
    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("village")
        verbose_name_plural = _("villages")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, successor=None) | Q(ended_on__isnull=False),
                name="village_successor_has_a_date",
            ),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="village_is_not_its_own_successor"),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def clean(self) -> None:
        """No circle of villages merged into each other."""
        passed, following = {self.pk}, self.successor
        while following is not None:
            if following.pk in passed:
                raise ValidationError(
                    {"successor": _("That village was itself merged into this one: choose another.")}
                )
            passed.add(following.pk)
            following = following.successor

    def merged_into(self, on: date) -> "list[Village]":
        """The village this one was part of by that day, and what that one was part of: none while it stands."""
        found, village = [], self
        while village.successor is not None and village.ended_on is not None and village.ended_on <= on:
            village = village.successor
            found.append(village)
        return found

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class Office(SaysWhatIsTaken, models.Model):
    """A unit of the town that answers for targets."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    is_fallback_reviewer = models.BooleanField(
        _("stands in"),
        default=False,
        help_text=_(
            "Reviews where an office has no other reviewer, and answers for targets without an office."
        ),
    )

    taken = {("name",): NAME_TAKEN}

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["id"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class DutyQuerySet(models.QuerySet["Duty"]):
    def active(self, on: date) -> Self:
        """Duties held on that day by users who may still log in, in villages and in offices still in use."""
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gt=on),
            Q(office=None) | Q(office__is_active=True),
            starts_on__lte=on,
            user__is_active=True,
        )

    def held_by(self, user: Person, on: date) -> Self:
        return self.active(on).filter(user=user)

    def in_village(self, village: Any, on: Any) -> Self:
        """Duties in a village, in what it was merged into by that day, and in what that was merged into.

        Village and day are given, or stand for those of an outer query. Two merges are followed: a
        third would have to come in the same years, while figures of the first village can still be mended.
        """
        once = Q(village__predecessors=village, village__predecessors__ended_on__lte=on)
        twice = Q(
            village__predecessors__predecessors=village,
            village__predecessors__predecessors__ended_on__lte=on,
            village__predecessors__ended_on__lte=on,
        )
        return self.filter(Q(village=village) | once | twice)


class Duty(models.Model):
    """Who reports, reviews or leads for a village or office, from when to when."""

    class Role(models.TextChoices):
        REPORTER = "reporter", _("Reporter")
        REVIEWER = "reviewer", _("Reviewer")
        LEADER = "leader", _("Leader")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.PROTECT, related_name="duties"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    village = models.ForeignKey(
        Village,
        verbose_name=_("village"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day without this duty.")
    )

    history = HistoricalRecords()
    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["user", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(village=None, office__isnull=False) | Q(village__isnull=False, office=None),
                name="duty_for_a_village_or_an_office",
            ),
            models.CheckConstraint(
                condition=Q(role="reporter") | Q(village=None), name="duty_in_a_village_is_reporting"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="duty_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.village or self.office or ''}"

    def clean(self) -> None:
        if bool(self.village_id) == bool(self.office_id):
            raise ValidationError(_("Choose a village or an office, and only one of them."))
        if self.village_id and self.role != self.Role.REPORTER:
            raise ValidationError(
                {"village": _("Reviewers and leaders serve in an office, not in a village.")}
            )
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("A duty cannot end before it starts.")})
        if self._state.adding:
            self._check_place_is_there()

    def _check_place_is_there(self) -> None:
        """No new duty where it would give no right; those that are there are kept, to be ended."""
        if self.office and not self.office.is_active:
            raise ValidationError({"office": _("This office is out of use: choose one that is in use.")})
        ended_on = self.village.ended_on if self.village else None
        if ended_on and self.starts_on and self.starts_on >= ended_on:
            raise ValidationError(
                {"village": _("This village was merged away: choose the one it was merged into.")}
            )
