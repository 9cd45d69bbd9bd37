"""What every page is told besides its own: whether this installation shows the demonstration."""

from typing import Any

from django.http import HttpRequest

from targets.models import Demonstration
from targets.models.demonstration import DEMO_TODAY


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """The demonstration's today in a marked installation, None in a real one; costs a page no query."""
    return {"demonstration": DEMO_TODAY if Demonstration.loaded_on() else None}
