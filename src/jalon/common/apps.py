from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class CommonConfig(AppConfig):
    name = "jalon.common"
    label = "common"

    def ready(self) -> None:
        from jalon.common import mail, navigation
        from jalon.common.jobs import housekeeping

        navigation.register(
            navigation.NavEntry("Mes tâches", "common:jobs", order=60, icon="clock", menu="account")
        )
        checks.register(navigation.check_entries)
        autodiscover_modules("jobs")
        del mail, housekeeping  # imported for the jobs they declare
