"""Coherence of a référentiel: what its own figures and wordings contradict, said in French, never repaired.

One small function per rule (issue « Coherence checks »; X5, X7 of the rules): it yields findings, or nothing
where all holds. Figures that contradict each other are errors when they change what a session must provide
(minutes, hours, competences), warnings when both readings can be obeyed (pages, dates, rooms), information
when only words differ.
"""

from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher

from .schema import (
    CCP,
    Competence,
    Finding,
    Part,
    Production,
    Scheme,
    Severity,
    TestKind,
    TitreVersion,
    UnknownId,
)

Check = Callable[[TitreVersion], Iterator[Finding]]

_BY_PRODUCTION = {TestKind.QUESTIONNEMENT_PRODUCTION, TestKind.PRESENTATION_PROJET}


def check(titre: TitreVersion) -> tuple[Finding, ...]:
    """Every finding on a version, doubts of reading included; empty when the document is coherent."""
    found = [finding for rule in CHECKS for finding in rule(titre)]
    return (*found, *titre.sources.notes)


# --- minutes ---


def phases_make_the_test(titre: TitreVersion) -> Iterator[Finding]:
    for scope, scheme in titre.schemes.items():
        for test in scheme.tests:
            total = sum(phase.minutes for phase in test.phases)
            if test.phases and total != test.minutes:
                message = f"{test.kind.label} : les phases font {total} min, l’épreuve {test.minutes} min."
                yield _finding("error", "test-minutes", _in(titre, scope, message), titre, scope, test.kind)


def tests_make_the_candidate_total(titre: TitreVersion) -> Iterator[Finding]:
    for scope, scheme in titre.schemes.items():
        total = sum(test.minutes for test in scheme.tests)
        if total != scheme.candidate_minutes:
            message = (
                f"Les épreuves font {total} min, le total annoncé au candidat {scheme.candidate_minutes} min."
            )
            yield _finding("error", "candidate-minutes", _in(titre, scope, message), titre, scope)


def jury_phases_make_the_presence(titre: TitreVersion) -> Iterator[Finding]:
    for scope, scheme in titre.schemes.items():
        total = sum(test.jury_minutes for test in scheme.tests)
        if total != scheme.jury_minutes:
            message = (
                f"Les phases avec le jury font {total} min, la présence annoncée {scheme.jury_minutes} min."
            )
            yield _finding("error", "jury-minutes", _in(titre, scope, message), titre, scope)


# --- hours ---


def ccp_hours_make_the_title(titre: TitreVersion) -> Iterator[Finding]:
    hours = [ccp.scheme.company_hours for ccp in titre.ccps]
    title = titre.scheme().company_hours
    known = [value for value in hours if value is not None]
    if title is not None and known and (len(known) < len(hours) or sum(known) != title):
        message = f"Les périodes en entreprise des CCP font {sum(known)} h, celles du titre {title} h."
        yield _finding("error", "company-hours", message, titre, "title")


# --- pages ---


def parts_make_the_production(titre: TitreVersion) -> Iterator[Finding]:
    for scope, rank, production in _productions(titre):
        wanted = (production.pages_min, production.pages_max)
        sums = (
            _total(part.pages_min for part in production.parts),
            _total(p.pages_max for p in production.parts),
        )
        if None in (*wanted, *sums) or sums == wanted:
            continue
        message = f"{production.name} : les parties font {_pages(*sums)}, le total annoncé {_pages(*wanted)}."
        yield _finding("warning", "production-pages", _in(titre, scope, message), titre, scope, _nth(rank))


def ccp_annexes_make_the_title(titre: TitreVersion) -> Iterator[Finding]:
    """The annexes allowed in the CCPs against those of the title's production that they cover."""
    for rank, production, pieces in _covered(titre):
        limits = [piece.annex_pages_max for _, piece in pieces]
        known = [limit for limit in limits if limit is not None]
        if production.annex_pages_max is None or not known or len(known) < len(limits):
            continue
        if sum(known) != production.annex_pages_max:
            detail = " + ".join(str(limit) for limit in known)
            message = (
                f"{production.name} : les CCP admettent {detail} pages d’annexes, "
                f"le titre {production.annex_pages_max}."
            )
            yield _finding("warning", "annex-pages", message, titre, "title", _nth(rank))


def ccp_pages_make_the_title(titre: TitreVersion) -> Iterator[Finding]:
    for rank, production, pieces in _covered(titre):
        wanted = (production.pages_min, production.pages_max)
        sums = (
            _total(piece.pages_min for _, piece in pieces),
            _total(piece.pages_max for _, piece in pieces),
        )
        if None in (*wanted, *sums) or sums == wanted:
            continue
        message = f"{production.name} : les CCP totalisent {_pages(*sums)}, le titre {_pages(*wanted)}."
        yield _finding("info", "ccp-pages", message, titre, "title", _nth(rank))


def same_part_same_pages(titre: TitreVersion) -> Iterator[Finding]:
    """A part of the title's production and the part of a CCP that covers its competences."""
    for rank, production, pieces in _covered(titre):
        for part in production.parts:
            for ccp, twin in (
                (ccp, twin) for ccp, piece in pieces for twin in piece.parts if len(piece.parts) > 1
            ):
                if not part.competences or not set(part.competences) <= set(twin.competences):
                    continue
                title_range, ccp_range = (part.pages_min, part.pages_max), (twin.pages_min, twin.pages_max)
                if None not in (*title_range, *ccp_range) and title_range != ccp_range:
                    message = (
                        f"{production.name}, partie {part.number} : {_pages(*title_range)} au titre, "
                        f"{_pages(*ccp_range)} au CCP {ccp.number} (partie {twin.number})."
                    )
                    where = f"{_nth(rank)}/partie-{part.number}"
                    yield _finding("info", "part-pages", message, titre, "title", where)


# --- competences ---


def every_competence_is_assessed(titre: TitreVersion) -> Iterator[Finding]:
    for bloc in (*titre.ccps, *titre.ccss):
        for competence in bloc.competences:
            scopes = [bloc.scope] if bloc.activity.kind == "ccs" else ["title", bloc.scope]
            for scope in scopes:
                if competence.number not in titre.scheme(scope).competences:
                    message = f"La compétence {_named(competence)} n’est évaluée par aucune épreuve."
                    code = "competence-unassessed"
                    yield _finding("error", code, _in(titre, scope, message), titre, f"C{competence.number}")


def ccp_assesses_its_own_competences(titre: TitreVersion) -> Iterator[Finding]:
    for bloc in (*titre.ccps, *titre.ccss):
        for number in sorted(set(bloc.scheme.competences) - set(bloc.activity.competences)):
            message = f"La compétence {_named(titre.competence(number))} n’appartient pas à ce bloc."
            yield _finding("error", "competence-foreign", _in(titre, bloc.scope, message), titre, bloc.scope)


def matrix_follows_the_tests(titre: TitreVersion) -> Iterator[Finding]:
    ccs = {competence.number for bloc in titre.ccss for competence in bloc.competences}
    for competence in titre.competences:
        ticked = set(titre.tests_of(competence.number))
        if competence.number in ccs and not ticked:
            continue
        tested = {test.kind for test in titre.scheme().tests if competence.number in test.competences}
        for kind in sorted(ticked ^ tested):
            ahead, behind = ("la matrice", "l’épreuve") if kind in ticked else ("l’épreuve", "la matrice")
            message = f"{kind.label} : {ahead} retient la compétence {_named(competence)}, {behind} ne la retient pas."
            yield _finding("error", "matrix", message, titre, f"C{competence.number}")


def every_competence_has_criteria(titre: TitreVersion) -> Iterator[Finding]:
    for competence in titre.competences:
        for source, criteria in (("RE", competence.assessment_criteria), ("REAC", competence.criteria)):
            if not criteria:
                message = f"La compétence {_named(competence)} n’a aucun critère dans le {source}."
                severity: Severity = "error" if source == "RE" else "warning"
                yield _finding(severity, "criteria-missing", message, titre, f"C{competence.number}")


def parts_name_the_tested_competences(titre: TitreVersion) -> Iterator[Finding]:
    """A competence assessed from a production should be named in one of its parts, and the reverse."""
    for scope, scheme in titre.schemes.items():
        named = {number for p in scheme.productions for part in p.parts for number in part.competences}
        tested = {n for test in scheme.tests if test.kind in _BY_PRODUCTION for n in test.competences}
        if not named:
            continue
        for number in sorted(tested - named):
            message = (
                f"La compétence {_named(titre.competence(number))} est évaluée à partir de la production "
                "mais n’est nommée dans aucune de ses parties."
            )
            yield _finding(
                "warning", "competence-in-no-part", _in(titre, scope, message), titre, f"C{number}"
            )
        for number in sorted(named - set(scheme.competences)):
            message = (
                f"La compétence {_named(titre.competence(number))} est nommée dans la production "
                "mais aucune épreuve ne l’évalue."
            )
            yield _finding("warning", "part-untested", _in(titre, scope, message), titre, f"C{number}")


def transversal_competences_are_linked(titre: TitreVersion) -> Iterator[Finding]:
    for rank, transversal in enumerate(titre.transversal, 1):
        for missing, reason in (
            (not transversal.competences, "n’est rattachée à aucune compétence professionnelle"),
            (not transversal.criteria, "n’a aucun critère"),
        ):
            if missing:
                message = f"La compétence transversale « {transversal.title} » {reason}."
                yield _finding("warning", "transversal", message, titre, f"transversale-{rank}")


# --- rooms ---


def every_test_has_premises(titre: TitreVersion) -> Iterator[Finding]:
    described = {premises.test for premises in titre.premises}
    if not described:
        return
    for scope, scheme in titre.schemes.items():
        for test in scheme.tests:
            if test.kind not in described:
                message = f"{test.kind.label} : l’annexe 1 du RE ne décrit aucun local."
                yield _finding(
                    "warning", "premises-missing", _in(titre, scope, message), titre, scope, test.kind
                )


# --- dates ---


def dates_are_in_order(titre: TitreVersion) -> Iterator[Finding]:
    sources = titre.sources
    for before, after, message in (
        (
            titre.decree_date,
            titre.journal_date,
            "L’arrêté ({before}) est postérieur à sa parution au JO ({after}).",
        ),
        (
            titre.journal_date,
            titre.effective_date,
            "La parution au JO ({before}) suit la date d’effet ({after}).",
        ),
        (
            titre.effective_date,
            sources.validity_end,
            "La validité finit ({after}) avant la date d’effet ({before}).",
        ),
        (
            sources.reac_validation_date,
            sources.reac_update_date,
            "Le REAC est dit validé ({before}) après sa mise à jour ({after}).",
        ),
        (
            sources.re_validation_date,
            sources.re_update_date,
            "Le RE est dit validé ({before}) après sa mise à jour ({after}).",
        ),
    ):
        if before and after and before > after:
            text = message.format(before=_french(before), after=_french(after))
            yield _finding("warning", "dates", text, titre, "dates")


# --- words ---


def labels_have_one_spelling(titre: TitreVersion) -> Iterator[Finding]:
    for variant in titre.sources.variants:
        label = _label(titre, variant.id)
        if label is not None and label != variant.text:
            message = f"« {label} » s’écrit aussi « {variant.text} » ({variant.place})."
            yield Finding("info", "wording", message, variant.id)


def re_criteria_repeat_the_reac(titre: TitreVersion) -> Iterator[Finding]:
    for competence in titre.competences:
        reac, re = competence.criteria, competence.assessment_criteria
        for operation, i, j, k, m in SequenceMatcher(a=reac, b=re, autojunk=False).get_opcodes():
            if not reac or not re or operation == "equal":
                continue
            left, right = _quote(reac[i:j]), _quote(re[k:m])
            message = {
                "replace": f"Critère reformulé : {left} dans le REAC, {right} dans le RE.",
                "delete": f"Le RE ne reprend pas du REAC : {left}.",
                "insert": f"Le RE ajoute au REAC : {right}.",
            }[operation]
            where = f"critere-{k + 1}" if operation != "delete" else f"reac-critere-{i + 1}"
            yield _finding("info", "criteria-differ", message, titre, f"C{competence.number}/{where}")


CHECKS: tuple[Check, ...] = (
    phases_make_the_test,
    tests_make_the_candidate_total,
    jury_phases_make_the_presence,
    ccp_hours_make_the_title,
    every_competence_is_assessed,
    ccp_assesses_its_own_competences,
    matrix_follows_the_tests,
    every_competence_has_criteria,
    parts_make_the_production,
    ccp_annexes_make_the_title,
    ccp_pages_make_the_title,
    same_part_same_pages,
    parts_name_the_tested_competences,
    transversal_competences_are_linked,
    every_test_has_premises,
    dates_are_in_order,
    labels_have_one_spelling,
    re_criteria_repeat_the_reac,
)


def _finding(severity: Severity, code: str, message: str, titre: TitreVersion, *path: str) -> Finding:
    return Finding(severity, code, message, "/".join((titre.ref, *path)))


def _in(titre: TitreVersion, scope: str, message: str) -> str:
    return f"{titre.scope_label(scope)} – {message}"


def _nth(rank: int) -> str:
    return f"production-{rank}"


def _named(competence: Competence) -> str:
    return f"{competence.number} « {competence.title} »"


def _pages(low: int | None, high: int | None) -> str:
    return f"{low} à {high} pages"


def _total(values: Iterable[int | None]) -> int | None:
    items = list(values)
    known = [value for value in items if value is not None]
    return sum(known) if items and len(known) == len(items) else None


def _french(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _quote(texts: Iterable[str]) -> str:
    return " ; ".join(f"« {text} »" for text in texts)


def _label(titre: TitreVersion, id: str) -> str | None:
    try:
        found = titre.resolve(id)
    except UnknownId:
        return None
    return found.title if isinstance(found, (TitreVersion, CCP, Competence)) else found.text


def _productions(titre: TitreVersion) -> Iterator[tuple[str, int, Production]]:
    for scope, scheme in titre.schemes.items():
        for rank, production in enumerate(scheme.productions, 1):
            yield scope, rank, production


def _covered(titre: TitreVersion) -> Iterator[tuple[int, Production, list[tuple[CCP, Production]]]]:
    """Each production of the title with the productions of CCPs that share most of its competences."""
    own = titre.scheme().productions
    pieces = [(ccp, production) for ccp in titre.ccps for production in ccp.scheme.productions]
    nearest = {id(piece): _nearest(piece, own) for _, piece in pieces}
    for rank, production in enumerate(own, 1):
        related = [(ccp, piece) for ccp, piece in pieces if nearest[id(piece)] == rank]
        if related and _spans(titre.scheme(), production, related):
            yield rank, production, related


def _nearest(piece: Production, candidates: tuple[Production, ...]) -> int:
    """Rank of the candidate that shares most competences, 0 when none shares any."""
    own = _competences(piece.parts)
    shared = {rank: len(own & _competences(other.parts)) for rank, other in enumerate(candidates, 1)}
    best = max(shared, key=lambda rank: shared[rank], default=0)
    return best if shared.get(best) else 0


def _competences(parts: Iterable[Part]) -> set[int]:
    return {number for part in parts for number in part.competences}


def _spans(scheme: Scheme, production: Production, related: list[tuple[CCP, Production]]) -> bool:
    """True when the CCPs' productions together hold all that the title's production holds."""
    return _competences(production.parts) <= {n for _, piece in related for n in _competences(piece.parts)}
