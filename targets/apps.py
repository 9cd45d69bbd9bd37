from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "targets"
    verbose_name = _("Targets and ledger")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from targets import checks  # noqa: F401  (registers the checks)
