"""The projects in the admin: the set-up for the administrators, with history; reports to look at."""

from projects.admin import projects, reports

__all__ = ["projects", "reports"]
