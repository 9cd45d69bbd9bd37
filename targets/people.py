"""The person who acts, as the modules of this app annotate it."""

from typing import Any

Person = Any
"""The project's user model (settings.AUTH_USER_MODEL), which an app cannot import: imports go one way."""
