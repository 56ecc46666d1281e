"""What a scope of the référentiel holds: "title", "ccp1"…, "ccs1"…, "final_interview" (A1.1, A6.2)."""

from collections.abc import Iterable

from jalon.referentiel.schema import TestKind, TitreVersion

FINAL_INTERVIEW = "final_interview"


def tests_of(titre: TitreVersion, scopes: Iterable[str]) -> frozenset[str]:
    """Kinds of tests held by a session open to `scopes`. Raises UnknownId."""
    found: set[str] = set()
    for scope in scopes:
        if scope == FINAL_INTERVIEW:
            found.add(TestKind.ENTRETIEN_FINAL.value)
        else:
            found |= {test.kind.value for test in titre.scheme(scope).tests}
    return frozenset(found)


def scope_name(titre: TitreVersion, scope: str) -> str:
    """« CCP 2 : Accompagner les personnes… », « Titre professionnel », « Entretien final »."""
    if scope == FINAL_INTERVIEW:
        return "Entretien final"
    blocs = [bloc for bloc in (*titre.ccps, *titre.ccss) if bloc.scope == scope]
    return f"{titre.scope_label(scope)} : {blocs[0].title}" if blocs else titre.scope_label(scope)
