"""What sessions rest on a CCP of someone's livret: it stays as long as they do (A7.5)."""

from collections.abc import Iterator

from jalon.examen.enums import InscriptionStatus
from jalon.examen.models import Inscription
from jalon.examen.sealing import sealed_over
from jalon.examen.workflow import BEFORE_EXAM
from jalon.parcours.models import CCPAward


def sessions_resting_on(award: CCPAward) -> Iterator[str]:
    """Why a CCP may not leave the livret: an admission counts on it, or a procès-verbal does."""
    rows = Inscription.objects.filter(
        person=award.person_id, session__titre_ref=award.ccp_ref.partition("/")[0]
    ).select_related("session")
    standing = [row for row in rows if row.status != InscriptionStatus.WITHDRAWN]
    sealed = sealed_over({row.session_id for row in standing}, [award])
    for row in standing:
        if row.session_id in sealed:
            yield (
                f"Le procès-verbal de la session {row.session.number} est à la signature ou signé : "
                "ce sur quoi il repose ne change plus (A7.5)."
            )
        elif row.status == InscriptionStatus.ADMITTED and row.session.status in BEFORE_EXAM:
            yield (
                f"Admission à la session {row.session.number} prononcée avec ce CCP : "
                "retirez d’abord l’inscription."
            )
