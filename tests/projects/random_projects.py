"""A year of random projects, milestones, reports, corrections and changes of the set-up, stored in few statements."""

import calendar
import random
import uuid
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from projects.models import (
    Project,
    ProjectReport,
    ProjectReportLine,
    ProjectShare,
    ProjectStage,
    ProjectYear,
)
from targets.models import Allocation, Plan

STAGES = ("preparation", "start", "works", "finish", "acceptance")
DECIDED = ("approved", "returned")
THRESHOLDS = ("ahead_points", "behind_points", "far_behind_points", "report_by_day")


def attributes(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


class RandomProjects:
    """The projects of one year, and of the year before; `old` are the rows of their history."""

    def __init__(self, year, people, target, size=8):
        self.dice = random.Random(year)  # noqa: S311
        self.people, self.target, self.year = people, target, year
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)
        self.past = [
            (datetime(year - 1, 12, 20, tzinfo=UTC), 0.7),
            (datetime(year, self.dice.randint(2, 9), 10, 17, tzinfo=UTC), 1.0),
        ]
        if self.chance(0.3):  # nothing was on record before some day in mid-year
            self.past = [(self.past[1][0] + timedelta(days=add), share) for add, share in ((0, 0.7), (9, 1))]
        self.old, self.stood = [], {}
        self.plans = [self.plan(each) for each in (year - 1, year)]
        self.before, self.plan_now = self.plans
        self.add_projects(size)
        self.add_stages()
        self.add_reports()

    def chance(self, share):
        return self.dice.random() < share

    def day(self, first=None, last=None):
        first, last = first or self.first, last or self.last
        return first + timedelta(days=self.dice.randrange((last - first).days + 1))

    def moment(self):
        """When a row was first on record."""
        return next(at for at, share in self.past if self.chance(share))

    def money(self):
        return self.dice.choice([None, Decimal("0.5"), *map(Decimal, (3, 40, 97, 100, 333))])

    def plan(self, year):
        plan = Plan.objects.create(
            year=year, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), state=Plan.State.RUNNING,
            ahead_points=self.dice.choice([5, 10]), behind_points=self.dice.choice([5, 10]),
            far_behind_points=self.dice.choice([20, 30]), report_by_day=self.dice.choice([1, 5, 28]),
        )  # fmt: skip
        changes = {"ahead_points": 7, "behind_points": 12, "far_behind_points": 26, "report_by_day": 11}
        self.remember(plan, datetime(year - 1, 12, 1, tzinfo=UTC), changes)
        return plan

    def remember(self, row, first, before, gone=None):
        """The history of a row: at first, in four of ten cases, with other values; changed or deleted later."""
        first_values = attributes(row) | (before if self.chance(0.4) else {})
        changed = first + timedelta(days=self.dice.randint(20, 250))
        versions = [("+", first, first_values), ("~", changed, attributes(row))]
        versions += [("-", gone, attributes(row))] if gone else []
        record = type(row).history.model
        names = [field.attname for field in record.tracked_fields]
        for kind, at, values in versions:
            fields = {name: values[name] for name in names}
            self.old.append((record, record(history_type=kind, history_date=at, **fields)))
        self.stood[type(row), row.pk] = versions

    def add_projects(self, size):
        rows = []
        for number in range(size):
            start = self.day(self.first - timedelta(days=90)) if self.chance(0.7) else None
            finish = self.day(start or self.first, self.last + timedelta(60)) if self.chance(0.5) else None
            rows.append(
                Project(
                    code=f"P{self.year % 100:02}{number:02}", name=f"工程{number}", kind="road",
                    total_investment=self.money(), invested_before=self.money() if self.chance(0.3) else None,
                    planned_start=start, planned_finish=finish,
                )
            )  # fmt: skip
        self.projects = Project.objects.bulk_create(rows)
        years = [ProjectYear(project=row, plan=self.plan_now, year_investment=self.money()) for row in rows]
        years += [ProjectYear(project=row, plan=self.before) for row in rows if self.chance(0.3)]
        self.years = ProjectYear.objects.bulk_create(years)
        for row in self.projects:
            start, finish = row.planned_start, row.planned_finish
            earlier = {"name": f"原名{row.code}", "total_investment": self.money()}
            earlier |= {
                "planned_start": start and start - timedelta(days=40),
                "invested_before": self.money(),
            }
            earlier |= {"planned_finish": finish and finish + timedelta(days=40)}
            self.remember(row, self.moment(), earlier)
        for row in self.years:
            self.remember(row, self.moment(), {"year_investment": self.money()})

    def add_stages(self):
        rows = []
        for project in self.projects:
            for stage in self.dice.sample([*STAGES, "", ""], self.dice.choice([0, 0, 1, 2])):
                planned = self.day() if stage not in ("start", "finish") and self.chance(0.6) else None
                named = "" if stage else f"节点{len(rows)}"
                actual = self.day() if self.chance(0.5) else None
                rows.append(
                    ProjectStage(
                        project=project, stage=stage, name=named, planned_on=planned, actual_on=actual
                    )
                )
        self.stages = ProjectStage.objects.bulk_create(rows)
        for row in self.stages:
            gone = self.moment() + timedelta(days=280) if row.name and self.chance(0.3) else None
            self.remember(row, self.moment(), {"actual_on": None, "planned_on": None}, gone)
        gone = {
            pk for (model, pk), past in self.stood.items() if model is ProjectStage and past[-1][0] == "-"
        }
        ProjectStage.objects.filter(pk__in=gone)._raw_delete("default")  # the history is written above

    def add_reports(self):
        share_of = self.shares()
        rows = []
        for year in self.years:
            plan_year, stage = year.plan.year, 0
            for month in sorted(self.dice.sample(range(1, 13), self.dice.choice([0, 2, 5, 8]))):
                stage = min(stage + self.dice.choice([0, 0, 1]), 4)
                rows.append(self.report(year, date(plan_year, month, 1), stage))
        made = ProjectReport.objects.bulk_create(rows)
        latest, self.reports = made, list(made)
        for _again in range(2):
            wrong = [row for row in latest if row.state == "approved" and self.chance(0.3)]
            latest = ProjectReport.objects.bulk_create([self.correction(row) for row in wrong])
            self.reports += latest
        lines = [row for row in self.reports if not row.is_void and self.chance(0.3)]
        stored = ProjectReportLine.objects.bulk_create(
            ProjectReportLine(
                report=row, share=share_of[row.project_year.project_id], quantity=self.dice.choice([0, 5])
            )
            for row in lines
        )
        self.output = {line.report_id for line in stored if line.quantity}

    def shares(self):
        parts = Allocation.objects.bulk_create(
            Allocation(target=self.target, name=each.code, goal=9) for each in self.projects
        )
        made = ProjectShare.objects.bulk_create(
            ProjectShare(project=each, allocation=part)
            for each, part in zip(self.projects, parts, strict=True)
        )
        return {share.project_id: share for share in made}

    def report(self, year, month, stage, after=None, **fields):
        """Reported in its month or up to two months later, decided on at once, soon or late."""
        after = after or datetime(month.year, month.month, 1, 1, tzinfo=UTC)
        reported = after + timedelta(
            days=self.dice.choice([3, 20, 33, 60]), minutes=self.dice.randrange(1400)
        )
        decided = reported + timedelta(hours=self.dice.choice([1, 30, 900]))
        state = self.dice.choice(["approved"] * 6 + ["submitted", "returned", "withdrawn"])
        end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        told = self.day(month, max(min(end, reported.date()), month)) if self.chance(0.3) else None
        return ProjectReport(
            project_year=year, month=month, stage=STAGES[stage], stage_on=told, progress="路基", state=state,
            investment=self.dice.choice([None, Decimal(0), Decimal("0.4"), Decimal(12), Decimal(30)]),
            reported_by=self.people[0], reporter_name="甲", reported_at=reported,
            reviewed_by=self.people[1] if state in DECIDED else None,
            reviewed_at=decided if state in DECIDED else None, reviewer_name="乙" if state in DECIDED else "",
            token=uuid.UUID(int=self.dice.getrandbits(128), version=4), **fields,
        )  # fmt: skip

    def correction(self, row):
        after = row.reviewed_at + timedelta(hours=5)
        fields = {"replaces": row, "reason": "更正", "is_void": self.chance(0.3)}
        return self.report(row.project_year, row.month, STAGES.index(row.stage), after, **fields)

    # --- the rows as dictionaries ---------------------------------------------------------------------

    def version(self, model, pk, end):
        """What a row said just before a moment, or first of all; and whether it was on record and not yet deleted."""
        found = self.stood[model, pk][0][2]
        early = gone = False
        for kind, at, values in self.stood[model, pk]:
            if at < end:
                found, early, gone = values, True, kind == "-"
        return found, early, gone

    def first_day(self, model, pk):
        return (self.stood[model, pk][0][1] + timedelta(hours=8)).date()

    def values(self, model, row, end):
        return self.version(model, row.pk, end)[0] if end else attributes(row)

    def plain(self, end, told):
        """The plan, and the projects in its list; as they stood just before `end`, where it is given.

        `told` tells whether a report of that project's year counts by then: it was in the list.
        """
        plan = self.values(Plan, self.plan_now, end)
        reports = defaultdict(list)
        for row in self.reports:
            values = attributes(row)
            values |= {"year": row.month.year, "replaces": row.replaces_id, "void": row.is_void}
            reports[row.project_year.project_id].append({**values, "output": row.pk in self.output})
        listed = [row for row in self.years if row.plan_id == self.plan_now.pk]
        found = {}
        for year in listed:
            project = self.values(Project, year.project, end)
            known = {**project, "year_investment": self.values(ProjectYear, year, end)["year_investment"]}
            known |= {"reports": reports[year.project_id], "stages": self.milestones(year.project_id, end)}
            if end is None or told(known) or self.was_listed(year, listed, end):
                found[year.project.code] = known
        return plan, found

    def was_listed(self, year, listed, end):
        if any(self.version(ProjectYear, row.pk, end)[1] for row in listed):
            return self.version(ProjectYear, year.pk, end)[1]
        days = [self.first_day(ProjectYear, row.pk) for row in listed]
        return self.first_day(ProjectYear, year.pk) == min(days)

    def milestones(self, project_id, end):
        found = []
        for row in self.stages:
            if row.project_id != project_id:
                continue
            past = self.stood[ProjectStage, row.pk]
            if end is None:
                if past[-1][0] != "-":
                    found.append(attributes(row))
                continue
            values, early, gone = self.version(ProjectStage, row.pk, end)
            whole_early = self.version(Project, project_id, end)[1]
            own, whole = self.first_day(ProjectStage, row.pk), self.first_day(Project, project_id)
            if not gone and (early or (not whole_early and own <= whole)):
                found.append(values)
        return found
