"""What every page is told besides its own: whether it shows the demonstration, and in what areas are."""

from typing import Any

from django.http import HttpRequest

from targets.area_unit import area_unit
from targets.models import Demonstration
from targets.models.demonstration import DEMO_TODAY


def every_page(request: HttpRequest) -> dict[str, Any]:
    """The demonstration's today in a marked installation, None in a real one; the unit areas are shown in.

    Costs a page no query.
    """
    return {"demonstration": DEMO_TODAY if Demonstration.loaded_on() else None, "area_unit": area_unit()}
