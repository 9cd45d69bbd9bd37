from typing import Any

import waitress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connections

from guanlu.preparation import prepare
from targets.evidence.kinds import LARGEST_FILE, MOST_FILES

LARGEST_REQUEST = (MOST_FILES + 2) * LARGEST_FILE
"""Bytes: a full form with its files. A larger one is cut off before it fills the disk; what is a little too large gets
a sentence from the form."""


class Command(BaseCommand):
    help = "Prepare the installation and serve it with waitress: one process, one start."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--bare", action="store_true", help="facts only; asks for the first administrator"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        prepare()
        call_command("first_accounts", bare=options["bare"], stdout=self.stdout)
        connections.close_all()
        host, port = options["host"], options["port"]
        try:
            server = waitress.create_server(
                get_wsgi_application(),
                host=host,
                port=port,
                threads=settings.THREADS,
                max_request_body_size=LARGEST_REQUEST,
                **proxy_options(),
            )
        except OSError as error:
            raise CommandError(
                f"无法使用端口 {port}，请换一个：--port {port + 1}。 "
                f"Port {port} cannot be used ({error.strerror}): choose another with --port {port + 1}."
            ) from error
        self.stdout.write(f"http://{host}:{port}/  (Ctrl+C 结束 ends)")
        self.stdout.flush()
        try:
            server.run()
        finally:
            server.close()


def proxy_options() -> dict[str, Any]:
    """Believe the forwarding headers of the one proxy that is named, and drop everybody else's."""
    if not settings.TRUSTED_PROXY:
        return {}
    return {
        "trusted_proxy": settings.TRUSTED_PROXY,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }
