"""What training tells the attestation: the objectives of the programme, the results of the ECF (C11)."""

from jalon.formation.letters.programmes import competence_label
from jalon.formation.models import Ecf, ProgrammeUse
from jalon.prestation.models import Participation
from jalon.prestation.results import Result, Told
from jalon.referentiel.queries import get_titre


def tell_results(participation: Participation) -> Told:
    """Objectives of the programme followed, and the ECF in force of the path."""
    titre = get_titre(participation.prestation.titre_ref)
    use = (
        ProgrammeUse.objects.filter(prestation=participation.prestation_id)
        .select_related("programme")
        .first()
    )
    objectives = tuple(line.strip(" -•") for line in use.programme.objectives.splitlines()) if use else ()
    ecfs = Ecf.objects.filter(parcours=participation.parcours_id, superseded_by=None).order_by("on", "pk")
    return Told(
        objectives=tuple(line for line in objectives if line),
        results=tuple(
            Result(
                competence_label(titre, ecf.competence_ref),
                "Acquise" if ecf.acquired else "Non acquise",
                ecf.on,
            )
            for ecf in ecfs
        ),
    )
