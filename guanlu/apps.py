from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GuanluConfig(AppConfig):
    name = "guanlu"
    verbose_name = _("Users")

    def ready(self) -> None:
        from django.apps import apps

        from guanlu.roles import ensure_administrators

        post_migrate.connect(ensure_administrators, dispatch_uid="guanlu.roles")
        apps.get_app_config("axes").verbose_name = _("Record of log-ins")  # "Axes" means nothing to a reader


class SetUpAdminConfig(AdminConfig):
    default_site = "guanlu.sites.SetUpSite"
