from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError, CommandParser

from targets.digest import Digest, digest_of, recipients
from targets.digest_memory import memory_file, remember, sent_in, week_of
from targets.models import Demonstration
from targets.views.frame import today

FAILURES = (SMTPException, OSError, ValueError)
"""What one address or the mail server may answer with; anything else is a fault of ours and shows itself."""


class Command(BaseCommand):
    help = (
        "Mail each person once a week what they owe, what was returned to them and what waits for their review. "
        "For the system's scheduler; off until EMAIL_URL, DIGEST_FROM and SITE_URL are set."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print the mails, send none")
        parser.add_argument("--again", action="store_true", help="also to those who had this week's mail")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.print_all()
            return
        if Demonstration.loaded_on() is not None:
            self.stdout.write("演示数据不发送邮件。 A demonstration sends no mail.")
            return
        needed = {
            "EMAIL_URL": settings.EMAIL_IS_SET,
            "DIGEST_FROM": settings.DIGEST_FROM,
            "SITE_URL": settings.SITE_URL,
        }
        missing = [name for name, given in needed.items() if not given]
        if len(missing) == len(needed):
            self.stdout.write(
                "未启用邮件提醒，未发送任何邮件。 Mail is off: nothing was sent. To turn it on, set "
                f"{', '.join(missing)}."
            )
            return
        if missing:
            raise CommandError(
                f"请在 .env 中补充 {'、'.join(missing)}，未发送任何邮件。 "
                f"Nothing was sent: also set {', '.join(missing)}."
            )
        self.send_all(again=options["again"])

    def print_all(self) -> None:
        site = settings.SITE_URL or "https://SITE_URL"
        for person in recipients(today()):
            digest = digest_of(person, today(), site)
            if digest is not None:
                self.stdout.write(f"To: {person.email}\nSubject: {digest.subject}\n\n{digest.body}")

    def send_all(self, *, again: bool) -> None:
        week = week_of(today())
        sent = self.had_it(week)
        self.connection = get_connection()
        try:
            self.connection.open()
        except FAILURES as error:
            raise CommandError(
                f"无法连接邮件服务器，请核对 EMAIL_URL。 The mail server cannot be reached ({error}): check EMAIL_URL."
            ) from error
        count, failed = 0, []
        try:
            for person in recipients(today()):
                if person.pk in sent and not again:
                    continue
                digest = digest_of(person, today(), settings.SITE_URL)
                if digest is None:
                    continue
                if self.sends(digest):
                    count += 1
                    sent.add(person.pk)
                    remember(week, sent)
                else:
                    failed.append(person.get_username())
        finally:
            self.connection.close()
        self.stdout.write(f"已发送 {count} 封邮件。 Mails sent: {count}.")
        if failed:
            raise CommandError(
                f"未能送达：{'、'.join(failed)}。再次运行只补发这些人。 "
                f"Could not be sent to: {', '.join(failed)}. Run it again: the others get no second mail."
            )

    def had_it(self, week: str) -> set[int]:
        """Who had this week's mail; nothing is sent where that could not be remembered."""
        try:
            sent = sent_in(week)
            remember(week, sent)
        except (ValueError, OSError) as error:
            raise CommandError(
                f"无法读写 {memory_file()}，请检查权限，或删除该文件后重试。 "
                f"Cannot read and write {memory_file()} ({error}): check permissions, or delete it and run again."
            ) from error
        return sent

    def sends(self, digest: Digest) -> bool:
        """Send one mail; what goes wrong with it is said, and stops no other."""
        mail = EmailMessage(
            digest.subject,
            digest.body,
            settings.DIGEST_FROM,
            [digest.person.email],
            connection=self.connection,
        )
        try:
            mail.send()
        except FAILURES as error:
            self.stderr.write(f"{digest.person.get_username()}: {error}")
            self.connection.close()  # the next one begins anew
            return False
        return True
