"""A small town with projects, for the tests of their reports."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse

from projects import reporting
from projects.models import Project, ProjectReport, ProjectShare, ProjectYear
from projects.report_rules import Monthly
from targets.models import Allocation
from tests.targets.factories import make_share
from tests.targets.ledger_factories import Town, at, make_town

TODAY = date(2021, 6, 20)
NOW = at(TODAY)
MAY = Monthly(month=date(2021, 5, 1), stage="works", progress="路基完成2公里", amount="30")


@dataclass
class Works:
    """A road of the office of `town`, with its 万元, its 米 and its steps in the ledger."""

    town: Town
    year: ProjectYear
    money: ProjectShare
    pipes: ProjectShare
    steps: ProjectShare
    codes: int = field(default=1)

    def submit(self, said: Monthly = MAY, **options: Any) -> ProjectReport:
        given = {"user": self.town.li, "project_year": self.year, "token": uuid4(), "now": NOW, **options}
        return reporting.submit(said=said, **given)

    def approve(self, report: ProjectReport, user: Any = None, now: datetime = NOW) -> ProjectReport:
        return reporting.approve(user=user or self.town.wang, report=report, now=now)

    def counted(self, said: Monthly = MAY, **options: Any) -> ProjectReport:
        return self.approve(self.submit(said, **options))

    def correct(self, report: ProjectReport, said: Monthly | None, **options: Any) -> ProjectReport:
        given = {"user": self.town.li, "reason": "多报", "token": uuid4(), "now": NOW, **options}
        return reporting.correct(report=report, said=said, **given)

    def said(self, pipes: str = "", step: bool = False, **changes: Any) -> Monthly:
        """A report of May with these lines."""
        first = self.steps.allocation.steps.order_by("pk").first()
        lines = {
            "outputs": {self.pipes.pk: pipes} if pipes else {},
            "steps": {self.steps.pk: first.pk} if step else {},
        }
        return replace(MAY, **lines, **changes)


def make_project(town: Town, code: str = "P05", **fields: Any) -> ProjectYear:
    year_investment = fields.pop("year_investment", None)
    fields.setdefault("office", town.office)
    project = Project.objects.create(**{"code": code, "name": f"工程{code}", "kind": "road", **fields})
    return ProjectYear.objects.create(project=project, plan=town.plan, year_investment=year_investment)


def make_works() -> Works:
    town = make_town()
    year = make_project(town, year_investment=100)

    def share(allocation: Allocation) -> ProjectShare:
        return ProjectShare.objects.create(project=year.project, allocation=allocation)

    steps = make_share(town.target("steps"), name="李家磅道路")
    steps.steps.create(name="完工")
    return Works(
        town,
        year,
        money=share(make_share(town.target("sum", 10000, "万元"), name="李家磅道路")),
        pipes=share(make_share(town.target("sum", 10000, "米"), name="李家磅道路")),
        steps=share(steps),
    )


def approve_on_page(client: Any, report: ProjectReport, seen: str | None = None) -> Any:
    """Approve a report as its page shows it, or as it was seen."""
    now = ProjectReport.objects.get(pk=report.pk).reported_at.isoformat()
    url = reverse("projects:report-approve", args=[2021, report.pk])
    return client.post(url, {"seen": now if seen is None else seen})


def status_of(client: Any, url: str) -> int:
    answer = client.get(url)
    b"".join(answer)  # a file is read to its end, as a server does
    return answer.status_code
