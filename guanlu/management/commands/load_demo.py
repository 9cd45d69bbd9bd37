from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guanlu.demonstration.loading import NotHere, load
from guanlu.demonstration.people import SHOWN


class Command(BaseCommand):
    help = "Fill a new installation with an invented year, marked as such on every page; refuses where people work."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("正在载入演示数据（约十秒）…… Loading the demonstration, some ten seconds …")
        self.stdout.flush()
        try:
            passwords = load(timezone.now())
        except NotHere as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            "演示账号（密码只显示这一次；其他人员只是台账中的姓名，不能登录） "
            "Accounts to try: the passwords are shown only this once; nobody can log in as anyone else."
        )
        for username, role in SHOWN:
            self.stdout.write(f"    {username:<10} {passwords[username]}    {role}")
        self.stdout.write(
            "结束演示请运行 manage.py clear_demo。 To end the demonstration run manage.py clear_demo."
        )
