from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError, CommandParser

from targets.models import Demonstration
from targets.reminders.digest import Digest, digest_of, recipients
from targets.reminders.digest_memory import memory_file, remember, sent_in, week_of
from targets.views.frame import today

FAILURES = (SMTPException, OSError, ValueError)
"""What one address or the mail server may answer with; anything else is a fault of ours and shows itself."""

DEMONSTRATION = "演示数据不发送邮件。 A demonstration sends no mail."
NEEDED = {"EMAIL_URL": "EMAIL_IS_SET", "DIGEST_FROM": "DIGEST_FROM", "SITE_URL": "SITE_URL"}
"""What has to stand in .env, and the setting that tells whether it does."""


def missing_settings() -> list[str]:
    """What mail still lacks, by its names in .env."""
    return [name for name, setting in NEEDED.items() if not getattr(settings, setting)]


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
            self.stdout.write(DEMONSTRATION)
            return
        missing = missing_settings()
        if len(missing) == len(NEEDED):
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
        """What would be sent, and why nothing is: in a demonstration, without the settings, without addresses."""
        if Demonstration.loaded_on() is not None:
            self.stdout.write(DEMONSTRATION)
        if missing := missing_settings():
            self.stdout.write(
                f"邮件未启用：.env 中缺少 {'、'.join(missing)}。 Mail is off: {', '.join(missing)} not set."
            )
        site, count = settings.SITE_URL or "https://SITE_URL", 0
        for person in recipients(today()):
            digest = digest_of(person, today(), site)
            if digest is not None:
                self.stdout.write(f"To: {person.email}\nSubject: {digest.subject}\n\n{digest.body}")
                count += 1
        if count:
            self.stdout.write(f"以上共{count}封邮件，未发送。 Mails shown: {count}; none was sent.")
        else:
            given = get_user_model()._default_manager.filter(is_active=True).exclude(email="").count()
            self.stdout.write(
                f"没有可发送的邮件：{given}个账号填了邮箱。 No mail to send; accounts with an address: {given}."
            )

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
