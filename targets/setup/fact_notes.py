"""The notes of the report's facts, named here so that the catalogue holds their Chinese.

The facts carry their notes in English, as the tables they come from; pages show them in the reader's language.
The program does not import this module; a test holds it against the fixtures.
"""

from django.utils.translation import gettext_noop

NOTES = [
    gettext_noop("the report sets no number: doses are counted, no pace is judged"),
    gettext_noop(
        "100 million yuan, counted from the investment of projects; “等项目” leaves the list open: "
        "the administrator says which projects count. The 2020 figure is investment attracted, "
        "not completed: context only"
    ),
    gettext_noop(
        "four projects, each by its stages; 加快实施 promises progress, not completion; the board "
        "shows how many of the 4 are finished. 双寨村 is named by the road but is not one of the ten"
        " villages"
    ),
    gettext_noop("planned (计划实施), no date and no completion promised"),
    gettext_noop("follows from the roads and the bridge; no date promised"),
    gettext_noop("加快实施: no completion promised"),
    gettext_noop(
        "an effect promised after completion: no date in the report, so no schedule status before"
        " the reservoir is finished"
    ),
    gettext_noop("the report writes 河提; quote it as it stands; no completion promised"),
    gettext_noop("3000兆 as written; the report gives no base to count against"),
    gettext_noop("the report counts goats in 头 for 2021 and 只 for 2020: one and the same"),
    gettext_noop("the target is below the year before"),
    gettext_noop("the 2020 figure is people on minimum living allowance: context only"),
]
