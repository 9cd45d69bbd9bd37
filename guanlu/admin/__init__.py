"""The admin of the accounts, for administrators: people, their first passwords, hand-overs, who came in."""

from guanlu.admin import log_ins, users

__all__ = ["log_ins", "users"]
