import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from targets.fields import quantity_field
from targets.models.append_only import AppendOnly, AppendOnlyModel, AppendOnlyQuerySet
from targets.models.places import Duty
from targets.models.proxied import with_proxied
from targets.models.shares import Allocation
from targets.models.steps import Step
from targets.people import Person

LARGEST = 9_999_999_999


class EntryState(models.TextChoices):
    SUBMITTED = "submitted", _("Awaiting review")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned for change")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ProgressEntryQuerySet(AppendOnlyQuerySet):
    def of_plan(self, plan) -> Self:
        return self.filter(allocation__target__plan=plan)

    def standing(self) -> Self:
        """Approved or awaiting review: what a running total is reckoned from."""
        return self.filter(state__in=[EntryState.APPROVED, EntryState.SUBMITTED])

    def for_page(self) -> Self:
        """With what a list or page prints of an entry."""
        return with_proxied(self).select_related(
            "allocation__target__plan",
            "allocation__target__lead_office",
            "allocation__village",
            "allocation__office",
            "step",
            "informant",
            "replaces",
        )

    def in_office_of_reviewer(self, user: Person, on: date) -> Self:
        """Entries of shares whose office, or lead office, this user reviews for; all for the stand-in office."""
        offices = Duty.objects.held_by(user, on).filter(role=Duty.Role.REVIEWER)
        own = offices.values("office")
        return self.filter(
            Q(allocation__office__in=own)
            | Q(allocation__target__lead_office__in=own)
            | Q(Exists(offices.filter(office__is_fallback_reviewer=True)))
        )

    def reviewable_by(self, user: Person, on: date) -> Self:
        """Entries awaiting a decision that this user may take (DESIGN, section 7).

        The reviewers of the share's office decide; where it has none who is free to, those of the
        target's lead office; then those of the office that stands in. Nobody is free to decide on an
        entry they submitted or informed, in any of its versions; who did so with a reversal is not free
        to decide on the line that stands instead either, for both are decided together.
        """
        reviewers = Duty.objects.active(on).filter(role=Duty.Role.REVIEWER)
        decided = Q(entry=OuterRef(OuterRef("pk"))) | Q(entry=OuterRef(OuterRef("replaces")))
        free = reviewers.filter(~Exists(versions_by(OuterRef("user")).filter(decided)))
        first = Q(office=OuterRef("allocation__office"))
        second = Q(office=OuterRef("allocation__target__lead_office"))
        mine = free.filter(user=user)
        return self.filter(state=EntryState.SUBMITTED).filter(
            Exists(mine.filter(first))
            | ~Exists(free.filter(first)) & Exists(mine.filter(second))
            | ~Exists(free.filter(first | second)) & Exists(mine.filter(office__is_fallback_reviewer=True))
        )

    def resubmittable_by(self, user: Person, on: date) -> Self:
        """Returned entries of shares this user may log for: a successor finds the predecessor's."""
        shares = Allocation.objects.cared_for_by(user, on)
        return self.filter(state=EntryState.RETURNED, allocation__in=shares)

    def visible_to(self, user: Person, on: date, until: datetime | None = None) -> Self:
        """Approved entries (by then) are everyone's; others their reporter's, successors' and reviewers' only."""
        return self.filter(
            Q(state=EntryState.APPROVED, **({"reviewed_at__lt": until} if until else {}))
            | Q(reported_by=user)
            | Q(pk__in=ProgressEntry.objects.in_office_of_reviewer(user, on).values("pk"))
            | Q(pk__in=ProgressEntry.objects.resubmittable_by(user, on).values("pk"))
        )

    def move(self, entry: "ProgressEntry", expected: str, **changes: Any) -> bool:
        """Change one entry if it still is in the expected state; for targets.recording alone.

        Returns whether this caller was the one who moved it: of two at once, one wins. An approved
        entry cannot be moved by anyone.
        """
        return bool(self.move_all([entry.pk], expected, **changes))

    def move_all(self, ids: Sequence[int], expected: str, **changes: Any) -> int:
        """Change those of the entries that still are in the expected state, and say how many; as `move`."""
        if expected == EntryState.APPROVED:
            raise AppendOnly("Approved entries are never changed.")
        return models.QuerySet.update(self.filter(pk__in=ids, state=expected), **changes)


def versions_by(user: Person) -> models.QuerySet:
    """Events in which this user submitted, or informed, a version of an entry."""
    return EntryEvent.objects.filter(
        Q(actor=user) | Q(informant=user),
        action__in=[EntryEvent.Action.SUBMITTED, EntryEvent.Action.RESUBMITTED],
    )


class ProgressEntry(AppendOnlyModel):
    """One line of the ledger."""

    class Origin(models.TextChoices):
        OFFICE = "office", _("Office's own figures")
        VILLAGE = "village", _("Reported by the village")
        ON_SITE = "on_site", _("Checked on site")
        ESTIMATE = "estimate", _("Estimate")

    class Mode(models.TextChoices):
        INCREMENT = "increment", _("New in this period")
        TOTAL = "total", _("Total so far")

    State = EntryState

    allocation = models.ForeignKey(
        Allocation, verbose_name=_("share"), on_delete=models.PROTECT, related_name="entries"
    )
    happened_on = models.DateField(_("date of the figure"))
    quantity = quantity_field(_("quantity"), null=True, blank=True)
    base = quantity_field(_("base"), null=True, blank=True)
    step = models.ForeignKey(
        Step, verbose_name=_("step"), on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    typed_amount = models.CharField(_("amount as typed"), max_length=40, blank=True)
    typed_unit = models.CharField(_("unit as typed"), max_length=8, blank=True)
    typed_mode = models.CharField(_("typed as"), max_length=10, choices=Mode, blank=True)
    note = models.TextField(_("note"), blank=True)
    problem = models.TextField(_("problem"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.OFFICE)
    informant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("informant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="informed_entries",
    )
    informant_post = models.CharField(_("post of the informant"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EntryState, default=EntryState.SUBMITTED)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        on_delete=models.PROTECT,
        related_name="reported_entries",
    )
    reporter_name = models.CharField(_("name of the reporter"), max_length=150)
    reported_at = models.DateTimeField(_("reported at"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_entries",
    )
    reviewer_name = models.CharField(_("name of the reviewer"), max_length=150, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("corrects"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversals",
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces with"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replacement",
    )
    is_late = models.BooleanField(_("made up later"), default=False)
    token = models.UUIDField(_("form token"), default=uuid.uuid4, unique=True, editable=False)

    objects: ClassVar = ProgressEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-happened_on", "-reported_at", "-id"]
        indexes = [
            models.Index(fields=["allocation", "happened_on"], name="entry_share_day"),
            models.Index(
                fields=["reported_at"], condition=Q(state="submitted"), name="entry_awaiting_review"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("reported_by")),
                name="entry_reviewer_is_not_the_reporter",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["approved", "returned"], reviewed_by__isnull=False, reviewed_at__isnull=False
                )
                | Q(state="submitted", reviewed_by=None, reviewed_at=None)
                | Q(state="withdrawn"),
                name="entry_decided_has_a_reviewer_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gte=-LARGEST, quantity__lte=LARGEST),
                name="entry_quantity_in_range",
            ),
            models.CheckConstraint(
                condition=Q(base=None) | Q(base__gt=0, base__lte=LARGEST), name="entry_base_above_0"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | Q(replaces=None), name="entry_reverses_or_replaces"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(note=""), name="entry_reversal_has_a_reason"
            ),
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="entry_does_not_reverse_itself"),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(corrects__isnull=False) & ~Q(state="withdrawn"),
                name="entry_one_live_reversal",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.happened_on:%Y-%m-%d}"

    @property
    def is_reversal(self) -> bool:
        return self.corrects_id is not None

    @property
    def is_correction(self) -> bool:
        """Either line of a correction: the reversal or what stands instead."""
        return self.corrects_id is not None or self.replaces_id is not None


class EntryEvent(AppendOnlyModel):
    """A step on an entry's path: who did what, when, with which values and why."""

    class Action(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        RESUBMITTED = "resubmitted", _("Submitted again")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")
        CORRECTED = "corrected", _("Corrected")

    entry = models.ForeignKey(
        ProgressEntry, verbose_name=_("entry"), on_delete=models.PROTECT, related_name="events"
    )
    action = models.CharField(_("action"), max_length=12, choices=Action)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="entry_events"
    )
    actor_name = models.CharField(_("name of the person"), max_length=150)
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)
    informant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("informant"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="informed_events",
    )
    happened_on = models.DateField(_("date of the figure"))
    quantity = quantity_field(_("quantity"), null=True, blank=True)
    base = quantity_field(_("base"), null=True, blank=True)
    step = models.ForeignKey(
        Step, verbose_name=_("step"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    objects: ClassVar = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        at = timezone.localtime(self.at)
        return f"{self.get_action_display()} · {self.actor_name} · {at:%Y-%m-%d %H:%M}"
