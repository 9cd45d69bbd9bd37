"""What the tests of the page 分解到村 share: its form as a browser sends it, and what the answer shows."""

from targets.models import Target
from tests.targets.admin_pages import address, filled_form


def page_of(target):
    return address(Target, "split", target.pk)


def send(desk, target, button="preview", **typed):
    """The form as it stands, with what is typed; villages by their rows."""
    if "villages" in typed:
        typed["villages"] = [village.pk for village in typed["villages"]]
    else:
        typed["villages"] = ticked(desk.get(page_of(target)))
    return desk.post(page_of(target), {**filled_form(desk, page_of(target)), **typed, button: "1"})


def ticked(page):
    return [
        choice.village.pk for area in page.context["areas"] for choice in area.choices if choice.is_ticked
    ]


def lines(page):
    return {line.village.name: line.typed for line in page.context["preview"].lines}


def faults(page):
    return {line.village.name: line.error for line in page.context["preview"].lines if line.error}


def boxes(villages, *typed):
    return {f"goal_{village.pk}": text for village, text in zip(villages, typed, strict=True)}


def confirm(desk, target, villages, *typed, **fields):
    return send(
        desk,
        target,
        "confirm",
        **{"villages": villages, "reason": "分解到村", **boxes(villages, *typed), **fields},
    )


def goals(target):
    return {share.label: str(share.goal.normalize()) for share in target.allocations.exclude(village=None)}
