"""Which centres are due to tell the steps of their paths."""

from jalon.accounts.models import OrganismeParameter
from jalon.common.parameters import PARAMETERS
from jalon.parcours.models import Parcours
from jalon.parcours.workflow import ENDED

HOUR = "alert_hour"


def centres_to_tell(hour: int) -> list[int]:
    """Ids of the centres with paths that go on and whose hour of the alerts has come, at a civil hour (0 to 23)."""
    centres = set(Parcours.objects.exclude(stage__in=ENDED).values_list("person__organisme", flat=True))
    rows = OrganismeParameter.objects.filter(key=HOUR, organisme_id__in=centres)
    own = dict(rows.values_list("organisme_id", "value"))
    return sorted(one for one in centres if own.get(one, PARAMETERS[HOUR].default) <= hour)
