from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from targets.setup.facts import BrokenFacts, load_facts


class Command(BaseCommand):
    help = "Load the facts of the reports from fixtures/; what people edited or deleted is left and reported."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR / "fixtures", help="where the fixtures are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = load_facts(options["folder"])
        except BrokenFacts as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] == 0:
            return
        for left in outcome.left:
            self.stdout.write(str(left))
        summary = gettext(
            "Facts: %(added)d added, %(updated)d updated, %(unchanged)d unchanged, %(left)d left as people made them."
        )
        self.stdout.write(
            summary
            % {
                "added": outcome.added,
                "updated": outcome.updated,
                "unchanged": outcome.unchanged,
                "left": len(outcome.left),
            }
        )
