import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from guanlu.demonstration.clearing import NotMarked, clear
from targets.models import Demonstration

NOT_MARKED = "这里没有演示数据，未作任何改动。 There is no demonstration here: nothing was changed."
AGREED = ("yes", "是")


class Command(BaseCommand):
    help = (
        "Empty an installation that shows the demonstration, all accounts included, and load the facts again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Demonstration.objects.exists():
            raise CommandError(NOT_MARKED)
        if not options["yes"] and not self.agreed():
            raise CommandError("已取消，未作任何改动。 Cancelled: nothing was changed.")
        try:
            clear()
        except NotMarked as refusal:
            raise CommandError(NOT_MARKED) from refusal
        self.stdout.write(
            "演示数据已清空，只保留报告所载事实。请先设置第一位管理员，再重新启动程序："
            "没有账号时直接启动会再次载入演示数据。 "
            "The demonstration is gone; the facts of the report are left. Set up the first administrator, then restart "
            "the program: started without an account it would load the demonstration again."
        )
        call_command("first_accounts", bare=True, stdout=self.stdout)

    def agreed(self) -> bool:
        """Whether somebody at a terminal says yes; without one, --yes is the way to say it."""
        if sys.stdin is None or not sys.stdin.isatty():
            self.stdout.write("如确认清空，请加 --yes。 To go ahead, add --yes.")
            return False
        answer = input(
            "将清空本系统的全部账号、填报记录和设置，只保留报告所载事实。输入“是”继续： "
            "All accounts, entries and set-up will be emptied. Type yes to go on: "
        )
        return answer.strip().lower() in AGREED
