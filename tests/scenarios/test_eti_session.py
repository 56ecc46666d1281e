"""ETI, from the spreadsheet to the validated procès-verbal, with one jury and no scenario to draw."""

from datetime import date

from jalon.demo.roster import ETI_SITTERS
from jalon.demo.story import Chapter, Script, tell
from jalon.demo.world import World
from jalon.examen.enums import SessionStatus
from jalon.examen.models import ScenarioDraw
from jalon.examen.planning.facts import SESSION_FILE_READING
from jalon.jury.queries.results import results_of, tally_of
from jalon.jury.queries.seal import verify_session
from jalon.parcours.models import CCPAward, TitreAward
from jalon.referentiel.queries import get_titre


def test_an_eti_session_from_the_spreadsheet_to_the_validated_proces_verbal(world: World) -> None:
    script = Script("TP-00448", date(2026, 4, 14), 3, ETI_SITTERS, juries=1)
    session = tell(world, script, until=Chapter.VALIDATED)
    titre = get_titre(session.titre_ref)

    assert session.status == SessionStatus.VALIDATED
    assert not ScenarioDraw.objects.exists(), "the ETI candidate chooses the situation with the centre"

    # The preparation file is read before the séance that it prepares (A6.6).
    for inscription in (i for i in session.inscriptions.all() if "title" in i.scopes):
        rows = list(inscription.appointments.order_by("starts_at"))
        reading = next(a for a in rows if a.kind == SESSION_FILE_READING)
        seance = next(a for a in rows if a.kind == "mise_en_situation")
        assert reading.ends_at <= seance.starts_at

    tally = tally_of(results_of(session))
    assert (tally.full, tally.partial, tally.none, tally.absent) == (4, 2, 0, 0)
    assert TitreAward.objects.count() == 4
    assert CCPAward.objects.filter(ccp_ref=titre.ccp(3).id).count() == 5
    assert verify_session(session) == ()
