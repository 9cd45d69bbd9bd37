"""The group of the administrators and exactly what it may do in the admin.

All other rights come from duties, which are dated rows: a group that somebody has to be taken out of is forgotten.
"""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

ADMINISTRATORS = "administrators"
SET_UP_APPS = ("targets", "projects")
# The ledger, its path and the counters are written by the program alone: administrators look at them.
LOOKED_AT = {
    *("progressentry", "entryevent", "planversion"),
    *("projectreport", "projectreportline", "projectreportevent", "projectphoto"),
}
LOG_IN_RECORD = {"accesslog", "accessfailurelog"}


def actions_for(app_label: str, model: str) -> set[str]:
    """What an administrator may do with the rows of a model, as Django's actions.

    >>> sorted(actions_for("targets", "progressentry"))
    ['view']
    """
    if app_label == "guanlu":
        # Nobody is deleted: who leaves is deactivated, and what they logged keeps its author.
        return {"add", "change", "view"} if model == "user" else set()
    if app_label == "axes":
        return {"view"} if model in LOG_IN_RECORD else set()
    if app_label not in SET_UP_APPS:
        return set()
    if model in LOOKED_AT or model.startswith("historical"):
        return {"view"}
    return {"add", "change", "delete", "view"}


def ensure_administrators(
    app_config: AppConfig, using: str, apps: Apps = installed_apps, **kwargs: Any
) -> None:
    """Give the group exactly its permissions, after each app's migrations; repeating it changes nothing.

    Emptying the database between tests sends the signal too, without naming the apps.
    """
    # Django's own receiver may come later than this one, and makes nothing twice.
    create_permissions(app_config, verbosity=0, interactive=False, using=using, apps=apps)
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:  # migrating to a state in which django.contrib.auth does not exist yet
        return
    group, _ = groups.get_or_create(name=ADMINISTRATORS)
    group.permissions.set(
        [
            permission
            for permission in permissions.select_related("content_type")
            if permission.codename.partition("_")[0]
            in actions_for(permission.content_type.app_label, permission.content_type.model)
        ]
    )
