from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from guanlu.preparation import prepare


class Command(BaseCommand):
    help = "Bring database, facts and static files up to date and make the first accounts; serves nothing."
    # The checks run once, before serving; here they would only cost a second.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--bare", action="store_true", help="facts only; asks for the first administrator"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        prepare()
        call_command("first_accounts", bare=options["bare"], stdout=self.stdout)
        self.stdout.write("准备完成，启动请运行 python3 start.py。 Ready: start it with python3 start.py.")
