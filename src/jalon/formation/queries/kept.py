"""A programme that is kept, as the checks read it: what a person writes on screen is checked like a file."""

from collections.abc import Iterable

from jalon.formation.models import Programme, ProgrammeItem
from jalon.formation.programme.facts import Hours, Mention, Module, Quote, Seance
from jalon.formation.programme.facts import Programme as ReadProgramme
from jalon.referentiel.schema import TitreVersion

REDONE = frozenset(
    {
        "seances_total",
        "competence_uncovered",
        "competence_foreign",
        "no_seance",
        "module_missing",
        "module_unknown",
    }
)
"""Findings that the modules and séances kept are enough to tell again, whatever the file said beside them."""
BY_HAND = frozenset({"company_minimum", "company_absent"})
"""Those told again for a programme written on screen, where nothing else gives these hours."""


def facts_of_programme(
    programme: Programme, items: Iterable[ProgrammeItem], titre: TitreVersion
) -> ReadProgramme:
    """The facts of a programme as it is kept; the place of each is its module and its rank."""
    rows, modules, hours = list(items), [], []
    for module in programme.modules.all():
        quote = Quote(f"module {module.number}", module.title)
        modules.append(Module(module.number, module.title, module.ccp_number, quote))
        if module.minutes:
            hours.append(Hours("centre", module.ccp_number, module.minutes, quote, section=True))
        if module.company_minutes:
            hours.append(Hours("company", module.ccp_number, module.company_minutes, quote, section=True))
    seances = tuple(
        Seance(
            item.module.number, item.heading, item.minutes,
            Quote(f"module {item.module.number}, séance {item.rank}", item.heading),
            tuple(ref.removeprefix(f"{titre.ref}/") for ref in item.competence_refs),
            item.mode == "remote", item.work,
        )
        for item in rows
    )  # fmt: skip
    title = Mention("title", titre.title, Quote("intitulé", programme.heading))
    return ReadProgramme(
        file=str(programme), heading=programme.heading, modules=tuple(modules), seances=seances, hours=tuple(hours),
        mentions=(title,),
    )  # fmt: skip
