"""What the dossier de faisabilité still lacks before it goes to the certifier (B7, B8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jalon.vae.rules.coverage import BlocCoverage


@dataclass(frozen=True, slots=True)
class FeasibilityFacts:
    """The file as it stands. No proof of an experience is ever among what is asked (B7).

    `autonomous`: no adviser, who is never compulsory, hence neither interview nor opinion.
    """

    birth_date: date | None
    reachable: bool
    experiences: int
    untold: tuple[str, ...]
    blocs: tuple[BlocCoverage, ...]
    has_cv: bool
    interviewed: bool
    opinion: str
    opinion_text: str
    autonomous: bool = False


def missing(facts: FeasibilityFacts) -> list[str]:
    """Every reason why the file is not complete, in the order in which a reader meets them; none: it may be sent."""
    return list(_missing(facts))


def _missing(facts: FeasibilityFacts) -> Iterable[str]:
    if facts.birth_date is None:
        yield "La date de naissance de la personne manque à sa fiche."
    if not facts.reachable:
        yield "La fiche de la personne ne porte ni adresse électronique ni téléphone : on doit pouvoir la joindre."
    aimed = [bloc for bloc in facts.blocs if bloc.aimed]
    if not aimed:
        yield "Tous les blocs visés sont dispensés : aucun ne reste à valider par la VAE."
    if not facts.experiences:
        yield "Aucune expérience n’est décrite."
    for heading in facts.untold:
        yield f"L’expérience « {heading} » n’est rattachée à aucune compétence du référentiel."
    if facts.experiences:
        for bloc in aimed:
            if not bloc.covered:
                yield f"{bloc.ccp.label} : aucune expérience ne montre une de ses compétences."
    if not facts.has_cv:
        yield "Le CV à jour n’est pas joint."
    if facts.autonomous:
        return
    if not facts.interviewed:
        yield "L’entretien de faisabilité n’est pas enregistré."
    if not facts.opinion:
        yield "L’avis de l’accompagnateur n’est pas donné."
    elif facts.opinion != "favourable" and not facts.opinion_text.strip():
        yield "Un avis qui n’est pas favorable se motive."


def advice(blocs: Iterable[BlocCoverage]) -> list[str]:
    """Competences of the blocs aimed at that nothing shows yet: worth a question, no reason to refuse (B2)."""
    return [
        f"{bloc.ccp.label}, C{line.competence.number} : {line.competence.title}"
        for bloc in blocs
        if bloc.aimed
        for line in bloc.missing
    ]


def interview_faults(minutes: int, *, longest: int) -> list[str]:
    """Why an interview of this length is refused (B14)."""
    if minutes < 1:
        return ["Indiquez la durée de l’entretien."]
    if minutes > longest:
        return [f"L’entretien de faisabilité dure au plus {longest} minutes (réglage du centre, B14)."]
    return []
