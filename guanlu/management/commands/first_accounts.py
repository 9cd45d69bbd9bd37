import getpass
import sys
from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from guanlu.first_passwords import new_password
from guanlu.models import User
from guanlu.roles import ADMINISTRATORS
from targets.models import Duty, Office

# The plan of the report begins here: figures of that year can be logged and reviewed at once.
FIRST_DAY = date(2021, 1, 1)
OFFICE = "示例办公室"
ADMINISTRATOR = ("admin", "示例管理员")
DUTY_HOLDERS = [
    ("reporter", "示例填报员", Duty.Role.REPORTER),
    ("reviewer", "示例审核员", Duty.Role.REVIEWER),
    ("leader", "示例镇领导", Duty.Role.LEADER),
]
ASK_AGAIN = (
    "尚无管理员，请在终端中运行 python3 start.py setup --bare。 "
    "There is no administrator yet: run python3 start.py setup --bare in a terminal."
)


class Command(BaseCommand):
    help = "Make one account for each role, or with --bare ask for the first administrator; nothing if any exist."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bare", action="store_true", help="ask for one administrator, invent nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            return
        if not options["bare"]:
            self.show(make_one_of_each_role())
        elif sys.stdin is not None and sys.stdin.isatty():
            self.ask_for_administrator()
        else:
            self.stdout.write(ASK_AGAIN)

    def show(self, passwords: dict[str, str]) -> None:
        """Print the passwords; this is the only time they can be read."""
        self.stdout.write(
            "初始账号（密码只显示这一次，首次登录须修改）  First accounts: the passwords are shown only this once."
        )
        names = dict([ADMINISTRATOR, *(holder[:2] for holder in DUTY_HOLDERS)])
        for username, password in passwords.items():
            self.stdout.write(f"    {username:<10} {password}    {names[username]}")

    def ask_for_administrator(self) -> None:
        self.stdout.write("请设置第一位管理员。 Set up the first administrator.")
        user = User(is_staff=True)
        while True:
            user.username = input("用户名 User name: ").strip()
            user.full_name = input("姓名 Full name: ").strip()
            password = getpass.getpass("密码 Password: ")
            try:
                if password != getpass.getpass("再次输入密码 Password again: "):
                    raise ValidationError("两次密码不一致。 The two passwords differ.")
                user.set_password(password)
                user.full_clean()
                validate_password(password, user)
            except ValidationError as error:
                self.stdout.write("\n".join(error.messages))
                continue
            break
        with transaction.atomic():
            user.save()
            user.groups.add(Group.objects.get(name=ADMINISTRATORS))
        self.stdout.write(f"已建立管理员 {user}。 The administrator has been set up.")


@transaction.atomic
def make_one_of_each_role() -> dict[str, str]:
    """Make plainly invented people for the four roles; return their passwords, kept nowhere else in clear."""
    passwords = {}
    office, _ = Office.objects.get_or_create(
        name=OFFICE, defaults={"name_en": "Example office", "is_fallback_reviewer": True}
    )
    starts_on = min(FIRST_DAY, timezone.localdate())
    for username, full_name, role in DUTY_HOLDERS:
        user, passwords[username] = make_user(username, full_name, is_staff=role != Duty.Role.LEADER)
        Duty.objects.create(user=user, role=role, office=office, starts_on=starts_on)
    administrator, password = make_user(*ADMINISTRATOR, is_staff=True)
    administrator.groups.add(Group.objects.get(name=ADMINISTRATORS))
    return {ADMINISTRATOR[0]: password, **passwords}


def make_user(username: str, full_name: str, *, is_staff: bool) -> tuple[User, str]:
    password = new_password()
    user = User(username=username, full_name=full_name, is_staff=is_staff, must_change_password=True)
    user.set_password(password)
    user.save()
    return user, password
