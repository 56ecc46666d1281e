"""Tests and productions as a programme announces them, against the schemes of the référentiel d'évaluation."""

from collections.abc import Iterator

from jalon.referentiel.schema import TEST_LABELS, Scheme, TitreVersion

from .durations import told
from .facts import Exam, Programme, Scope
from .report import Finding


def exam_checks(programme: Programme, titre: TitreVersion, aimed: frozenset[int]) -> Iterator[Finding]:
    """Findings about tests, their minutes and the pages to write."""
    scopes = dict.fromkeys([exam.ccp for exam in programme.exams])
    for ccp in scopes:
        scheme = _scheme(titre, ccp)
        if scheme is None:
            continue
        exams = [exam for exam in programme.exams if exam.ccp == ccp]
        for exam in exams:
            yield from _exam(titre, ccp, scheme, exam)
        if ccp is not None:
            yield from _absent(titre, ccp, scheme, exams)
    yield from _pages(programme, titre)


def _scheme(titre: TitreVersion, ccp: Scope) -> Scheme | None:
    return titre.schemes.get("title" if ccp is None else f"ccp{ccp}")


def _source(titre: TitreVersion, ccp: Scope) -> str:
    scope = "title" if ccp is None else f"ccp{ccp}"
    return f"RE {titre.sigle}, {titre.ref}, modalités du {titre.scope_label(scope)}"


def _exam(titre: TitreVersion, ccp: Scope, scheme: Scheme, exam: Exam) -> Iterator[Finding]:
    test, place = scheme.test(exam.kind), "Titre" if ccp is None else f"CCP {ccp}"
    label = TEST_LABELS[exam.kind].lower()
    if test is None:
        known = ", ".join(TEST_LABELS[t.kind].lower() for t in scheme.tests)
        yield Finding(
            "exam_foreign", "error", f"{place} : « {exam.label} » n’est pas une épreuve de cette session.",
            f"Les épreuves sont : {known}.", _source(titre, ccp), f"Annoncez : {known}.", (exam.quote,), ccp,
        )  # fmt: skip
        return
    if exam.minutes is not None and exam.minutes != test.minutes:
        yield Finding(
            "exam_minutes", "error",
            f"{place}, {label} : {told(exam.minutes)} annoncées pour « {exam.label} » ; le référentiel d’évaluation "
            f"donne {told(test.minutes)}.",
            f"{TEST_LABELS[exam.kind]} : {told(test.minutes)}.", _source(titre, ccp),
            f"Écrivez {told(test.minutes)}.", (exam.quote,), ccp,
        )  # fmt: skip
    elif exam.phases and len(exam.phases) == len(test.phases):
        expected = sorted(phase.minutes for phase in test.phases)
        if sorted(exam.phases) != expected:
            detail = ", ".join(f"{phase.label.lower()} {told(phase.minutes)}" for phase in test.phases)
            yield Finding(
                "exam_phases", "error",
                f"{place}, {label} : les temps annoncés ({' + '.join(told(p) for p in exam.phases)}) ne sont pas ceux "
                "du référentiel d’évaluation.",
                f"{TEST_LABELS[exam.kind]} : {detail}.", _source(titre, ccp), f"Écrivez : {detail}.",
                (exam.quote,), ccp,
            )  # fmt: skip


def _absent(titre: TitreVersion, ccp: int, scheme: Scheme, exams: list[Exam]) -> Iterator[Finding]:
    said = {exam.kind for exam in exams}
    for test in scheme.tests:
        if test.kind not in said:
            label = f"{TEST_LABELS[test.kind].lower()} ({told(test.minutes)})"
            yield Finding(
                "exam_absent", "warning", f"CCP {ccp} : l’épreuve « {label} » n’est pas annoncée.",
                "Le programme donne les modalités de la certification.", _source(titre, ccp), f"Ajoutez « {label} ».",
                tuple(exam.quote for exam in exams[:1]), ccp,
            )  # fmt: skip


def _pages(programme: Programme, titre: TitreVersion) -> Iterator[Finding]:
    for one in programme.pages:
        scheme = _scheme(titre, one.ccp)
        place = "Titre" if one.ccp is None else f"CCP {one.ccp}"
        if scheme is None or not scheme.productions:
            continue
        known = [(p.pages_min, p.pages_max, p.pages, p.name) for p in scheme.productions]
        ranges = {(low, high) for low, high, _, _ in known}
        ranges |= {(part.pages_min, part.pages_max) for p in scheme.productions for part in p.parts}
        told_pages = " ; ".join(f"{name} : {pages}" for _, _, pages, name in known)
        low, high = one.low, one.high
        wrong = (
            (low, high) not in ranges
            if low is not None
            else high is not None and high not in {h for _, h in ranges}
        )
        if wrong:
            spoken = f"{low} à {high} pages" if low is not None else f"{high} pages au plus"
            yield Finding(
                "pages", "error", f"{place} : {spoken} annoncées ; le référentiel d’évaluation demande {known[0][2]}.",
                f"{told_pages}.", _source(titre, one.ccp), f"Écrivez « {known[0][2]} ».", (one.quote,), one.ccp,
            )  # fmt: skip
        counts = {len(p.parts) for p in scheme.productions if p.parts}
        if one.parts is not None and counts and one.parts not in counts:
            expected = " ou ".join(str(count) for count in sorted(counts))
            yield Finding(
                "parts", "error", f"{place} : {one.parts} parties annoncées ; le référentiel d’évaluation en demande "
                f"{expected}.", f"{told_pages}, en {expected} partie(s).", _source(titre, one.ccp),
                f"Écrivez « {expected} parties ».", (one.quote,), one.ccp,
            )  # fmt: skip
