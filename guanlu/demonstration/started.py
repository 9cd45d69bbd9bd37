"""Whether people have begun to work in an installation: the demonstration stays away from what is theirs."""

from guanlu.demonstration.writing import histories
from guanlu.models import User
from targets.models import Allocation, Demonstration, Duty, Office, Plan, ProgressEntry
from targets.models.shares import WHOLE_TOWN

FIRST_OFFICE = "示例办公室"
FIRST_ACCOUNTS = {
    ("admin", "示例管理员"),
    ("reporter", "示例填报员"),
    ("reviewer", "示例审核员"),
    ("leader", "示例镇领导"),
}
"""What earlier releases made at the first start: user name and full name. By themselves they are nobody's work."""


def why_not() -> str:
    """Why the demonstration cannot be loaded here and what to do; empty where it can."""
    if Demonstration.objects.exists():
        return (
            "这里已载入演示数据；如需重新载入，请先运行 manage.py clear_demo。 "
            "The demonstration is loaded already: to load it again, run manage.py clear_demo first."
        )
    if not Plan.objects.filter(year=2021, targets__isnull=False).exists():
        return (
            "缺少2021年报告所载事实，请先运行 manage.py load_facts。 "
            "The facts of the report of 2021 are missing: run manage.py load_facts first."
        )
    if ProgressEntry.objects.exists() or _has_users() or _is_set_up():
        return (
            "这里已有真实的账号、填报记录或设置，不能载入演示数据；请另装一套来演示。 "
            "There are real accounts, entries or set-up here, so the demonstration is not loaded: "
            "use another installation for it."
        )
    return ""


def remove_first_accounts() -> None:
    """Make room for the demonstration's own people; those accounts have logged nothing."""
    Duty.objects.filter(office__name=FIRST_OFFICE).delete()
    Office.objects.filter(name=FIRST_OFFICE).delete()
    User.objects.filter(username__in=[username for username, _name in FIRST_ACCOUNTS]).delete()


def _has_users() -> bool:
    """Whether anybody is here beside the first accounts."""
    return not set(User.objects.values_list("username", "full_name")) <= FIRST_ACCOUNTS


def _is_set_up() -> bool:
    """Whether people changed anything of the set-up, or added what the facts do not have."""
    return (
        any(history.filter(history_user__isnull=False).exists() for history in histories())
        or Plan.objects.exclude(year=2021).exists()
        or Office.objects.exclude(name=FIRST_OFFICE).exists()
        or Allocation.objects.exclude(village=None, name=WHOLE_TOWN).exists()
    )
