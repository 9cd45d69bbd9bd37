"""The weekly mail tells of projects' reports: owed to who reports, due to who decides, nothing to a stranger."""

import pytest

from projects import reporting
from targets.digest import digest_of
from tests.projects.factories import NOW, TODAY, make_works

pytestmark = pytest.mark.django_db
LINE = "项目月报：1"


def test_the_mail_tells_of_projects_reports():
    works = make_works()

    def told():
        mails = (
            digest_of(user, TODAY, "https://x") for user in (works.town.li, works.town.wang, works.town.sun)
        )
        return [bool(mail) and LINE in mail.body for mail in mails]

    assert told() == [True, False, False]
    report = works.submit()
    june = works.submit(works.said(month=TODAY.replace(day=1)))
    reporting.send_back(user=works.town.wang, report=june, reason="核实", now=NOW)
    assert told() == [True, True, False]
    works.approve(report)
    assert told() == [True, False, False]
