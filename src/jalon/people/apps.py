from django.apps import AppConfig

from jalon.common.navigation import NavEntry, register


class PeopleConfig(AppConfig):
    name = "jalon.people"
    label = "people"

    def ready(self) -> None:
        from jalon.people.permissions import READERS

        register(
            NavEntry("Personnes", "people:person_list", frozenset(READERS), order=60, icon="people"),
            NavEntry("Mes données", "people:my_data", order=20, icon="file", menu="account"),
        )
