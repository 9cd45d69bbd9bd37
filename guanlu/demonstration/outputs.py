"""Invented parts of the drinking-water project in the report's 口 and 米, and what it adds to them month by month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guanlu.demonstration import pace
from guanlu.demonstration.milestones import day_of
from guanlu.demonstration.shares import FIRST_DAY
from guanlu.demonstration.writing import write
from projects.models import Project, ProjectShare
from targets.models import Allocation, Target
from targets.setup.new_rows import division_of, keep_remainder

CODE = "P13"


@dataclass(frozen=True, slots=True)
class Output:
    """A share that the project owes beside its money, and the day on which a single piece was finished."""

    code: str
    name: str
    goal: int
    due_on: date | None = None
    done_on: date | None = None

    def added(self, first: int, last: int) -> str:
        """What the months from `first` to `last` added, as it is typed; "" where nothing is told yet.

        Of a single piece finished after its day nothing at all is told before: not even a zero.
        """
        if self.done_on is None:
            goal = Decimal(self.goal)
            before = pace.cumulative(self.code, self.name, goal, first - 1)
            return str(max(0, pace.cumulative(self.code, self.name, goal, last) - before))
        if first <= self.done_on.month <= last:
            return "1"
        is_late = self.due_on is not None and self.done_on > self.due_on
        return "" if is_late or last > self.done_on.month else "0"


OUTPUTS = (
    Output("3.2.4", "雄岭村蓄水池", 1, day_of("8.31"), day_of("11.20")),
    Output("3.2.5", "西坪村净水池", 1, day_of("6.30"), day_of("6.18")),
    Output("3.2.5", "云顶村净水池", 1, day_of("10.31"), day_of("9.22")),
    Output("3.2.6", "工商银行捐赠安全饮水项目", 8800),
)


def share_out(reason: str) -> None:
    """Give the project its part of these targets; what is not shared out stays the whole town's."""
    project = Project.objects.get(code=CODE)
    for code in dict.fromkeys(each.code for each in OUTPUTS):
        target = Target.objects.get(plan__year=2021, code=code)
        before = division_of(target, FIRST_DAY)
        for each in OUTPUTS:
            if each.code == code:
                share = Allocation(target=target, name=each.name, goal=Decimal(each.goal), due_on=each.due_on)
                write(share, reason)
                write(ProjectShare(project=project, allocation=share), reason)
        keep_remainder(target, before, on=FIRST_DAY, change_reason=reason)


def told(project: Project, first: int, last: int) -> dict[int, str]:
    """What a report on these months adds to the project's shares, by the share's id."""
    shares = {
        (share.allocation.target.code, share.allocation.name): share.pk
        for share in project.shares.select_related("allocation__target")
    }
    found = {each: shares.get((each.code, each.name)) for each in OUTPUTS}
    amounts = {pk: each.added(first, last) for each, pk in found.items() if pk is not None}
    return {pk: amount for pk, amount in amounts.items() if amount}
