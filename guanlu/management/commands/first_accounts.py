import getpass
import sys
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from guanlu.models import User
from guanlu.roles import ADMINISTRATORS

ASK_AGAIN = (
    "尚无管理员，请在终端中运行 python3 start.py setup --bare。 "
    "There is no administrator yet: run python3 start.py setup --bare in a terminal."
)


class Command(BaseCommand):
    help = "Load the demonstration, or with --bare ask for the first administrator; nothing if there are accounts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bare", action="store_true", help="ask for one administrator, invent nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            return
        if not options["bare"]:
            call_command("load_demo", stdout=self.stdout)
        elif sys.stdin is not None and sys.stdin.isatty():
            self.ask_for_administrator()
        else:
            self.stdout.write(ASK_AGAIN)

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
