"""The admin: set-up for the administrators, the ledger for those who may act on it."""

from targets.admin import ledger, path, places, plans, promises, wall

__all__ = ["ledger", "path", "places", "plans", "promises", "wall"]
