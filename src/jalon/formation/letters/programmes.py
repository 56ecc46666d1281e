"""The words of the training's documents: from records to the frozen contexts that the templates take."""

from collections.abc import Sequence

from jalon.accounts.letterhead import letterhead
from jalon.common.typography import day_label
from jalon.formation.contexts import Certification, ProgrammePart, ProgrammeRemis, ProgrammeSeance
from jalon.formation.models import TEXTS, Programme, ProgrammeItem, ProgrammeModule, text_label
from jalon.formation.programme.durations import told
from jalon.referentiel.schema import TEST_LABELS, TitreVersion


def titre_code(titre: TitreVersion) -> str:
    """« TP-00403 – millésime 08 – RNCP37274 »."""
    return " – ".join(filter(None, (titre.code, f"millésime {titre.version}", titre.rncp)))


def competence_label(titre: TitreVersion, ref: str) -> str:
    """« C7. Accompagner une personne… »; the reference itself where the title no longer holds it."""
    number = ref.rpartition("/C")[2]
    known = {competence.number: competence for competence in titre.competences}
    if not number.isdigit() or int(number) not in known:
        return ref
    return f"C{number}. {known[int(number)].title}"


def _taught(items: Sequence[ProgrammeItem], module: ProgrammeModule) -> int:
    return sum(item.minutes for item in items if item.module_id == module.pk)


def programme_remis(
    programme: Programme, items: Sequence[ProgrammeItem], titre: TitreVersion
) -> ProgrammeRemis:
    """The programme of a version, as it is handed over (C5, C7)."""
    modules = list(programme.modules.all())
    scopes = programme.ccp_numbers or [ccp.number for ccp in titre.ccps]
    tests = [(f"CCP {number}", titre.ccp(number).scheme) for number in scopes]
    if len(scopes) == len(titre.ccps):
        tests.insert(0, ("Titre", titre.scheme()))
    company = sum(module.company_minutes or 0 for module in modules)
    since = f", en vigueur depuis le {day_label(programme.adopted_on)}" if programme.adopted_on else ""
    return ProgrammeRemis(
        organisme=letterhead(programme.organisme),
        heading=programme.heading,
        version=f"Version {programme.version}{since}",
        titre=titre.title,
        titre_code=titre_code(titre),
        level=f"Niveau {titre.level}",
        hours=f"{told(sum(item.minutes for item in items))} en centre",
        company=f"{told(company)} en entreprise" if company else "",
        texts=tuple(
            (text_label(name), getattr(programme, name)) for name in TEXTS if getattr(programme, name)
        ),
        parts=tuple(
            ProgrammePart(
                heading=str(module),
                ccp=f"CCP {module.ccp_number}" if module.ccp_number else "",
                hours=told(taught) if (taught := _taught(items, module)) else "",
                company=told(module.company_minutes) if module.company_minutes else "",
                seances=tuple(
                    ProgrammeSeance(
                        heading=item.heading,
                        hours=told(item.minutes),
                        competences=", ".join(ref.rpartition("/")[2] for ref in item.competence_refs),
                        mode=item.get_mode_display(),
                        work=item.work,
                    )
                    for item in items
                    if item.module_id == module.pk
                ),
            )
            for module in modules
        ),
        tests=tuple(
            Certification(scope=scope, test=TEST_LABELS[test.kind], minutes=told(test.minutes))
            for scope, scheme in tests
            for test in scheme.tests
        ),
    )
