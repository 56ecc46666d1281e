"""Any sound référentiel: what Hypothesis draws to prove that reading, writing and comparing hold for all of them."""

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from jalon.referentiel.schema import (
    Activity,
    Competence,
    Conduct,
    Correspondence,
    Equivalence,
    Finding,
    GlossaryEntry,
    MatrixRow,
    Part,
    Phase,
    Premises,
    Production,
    Resource,
    Scheme,
    Sources,
    Test,
    TestKind,
    TitreVersion,
    Transversal,
    Variant,
)

_PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large]


def examples(count: int) -> settings:
    """So many titles, however long a busy machine takes to draw them: a whole référentiel is a large example."""
    return settings(deadline=None, max_examples=count, suppress_health_check=_PATIENT)


_STORABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
_FRENCH = st.sampled_from([
    "Régler un dérailleur", "Régler les freins d’un vélo", "L’atelier est rangé", "Les outils sont rangés",
    "Accueillir un client", "=1+1", "-2+3", "@cmd", "Œuvrer « ensemble »", "plan d'actions", "plan d’action",
])  # fmt: skip
texts = _FRENCH | st.text(_STORABLE, max_size=12)
titles = texts.filter(lambda text: bool(text.strip()))
dates = st.dates().map(lambda day: day.isoformat())
counts = st.integers(1, 400)
limits = st.none() | st.integers(1, 60)


def _some(strategy: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(strategy, max_size=most).map(tuple)


def _among(numbers: Sequence[int]) -> st.SearchStrategy[tuple[int, ...]]:
    if not numbers:
        return st.just(())
    return st.lists(st.sampled_from(list(numbers)), unique=True, max_size=3).map(
        lambda found: tuple(sorted(found))
    )


@st.composite
def tests(draw: st.DrawFn, numbers: Sequence[int]) -> tuple[Test, ...]:
    kinds = draw(st.lists(st.sampled_from(list(TestKind)), unique=True, max_size=3))
    phases = st.builds(Phase, titles, st.integers(1, 90), st.booleans())
    return tuple(
        Test(
            kind,
            draw(counts),
            draw(_among(numbers)),
            draw(_some(phases)),
            tuple(draw(st.lists(st.sampled_from(kinds[:rank]), unique=True))) if rank else (),
        )
        for rank, kind in enumerate(kinds)
    )


@st.composite
def productions(draw: st.DrawFn, numbers: Sequence[int]) -> Production:
    parts = tuple(
        Part(
            number, None, draw(limits), draw(_among(numbers)), draw(st.none() | st.integers(1, 9)),
            draw(_some(texts)), draw(limits),
        )
        for number in draw(st.lists(st.integers(1, 9), unique=True, max_size=2))
    )  # fmt: skip
    low, high = sorted(draw(st.tuples(st.integers(1, 40), st.integers(1, 40))))
    return Production(
        draw(texts), low, high, draw(limits), draw(texts), draw(st.none() | st.sampled_from([11.0, 10.5, 12])),
        draw(st.none() | st.sampled_from([1.0, 1.15])), parts, draw(limits),
    )  # fmt: skip


@st.composite
def schemes(draw: st.DrawFn, numbers: Sequence[int]) -> Scheme:
    return Scheme(
        draw(tests(numbers)),
        draw(counts),
        draw(st.integers(0, 400)),
        draw(limits),
        draw(_some(productions(numbers), 2)),
    )


@st.composite
def titres(draw: st.DrawFn) -> TitreVersion:
    """A sound version: CCPs and CCSs, competences in no particular order, numbers with holes, any text anywhere."""
    numbers = draw(st.lists(st.integers(1, 30), unique=True, max_size=5))
    places = draw(st.lists(st.integers(1, 12), unique=True, min_size=1, max_size=3))
    kinds = draw(st.lists(st.sampled_from(["at", "at", "ccs"]), min_size=len(places), max_size=len(places)))
    home = {number: draw(st.sampled_from(places)) for number in numbers}
    activities = tuple(
        Activity(place, kind, draw(titles), tuple(n for n in numbers if home[n] == place))  # type: ignore[arg-type]
        for place, kind in zip(places, kinds, strict=True)
    )
    lists = [draw(_some(texts)) for _ in range(6)]
    competences = tuple(
        Competence(
            number, home[number], draw(titles), draw(texts), draw(texts),
            *(draw(st.just(group) | _some(texts)) for group in lists),
        )
        for number in numbers
    )  # fmt: skip
    keys = ["title", *(f"ccp{n + 1}" for n in range(kinds.count("at")))]
    keys += [f"ccs{n + 1}" for n in range(kinds.count("ccs"))]
    kind = st.sampled_from(list(TestKind))
    rows = [
        MatrixRow(n, tuple(draw(st.lists(kind, unique=True, max_size=2))))
        for n in numbers
        if draw(st.booleans())
    ]
    severity = st.sampled_from(["error", "warning", "info"])
    place = st.sampled_from(places)
    conduct = st.builds(Conduct, kind, st.booleans(), st.integers(0, 3), st.integers(0, 20), _some(texts, 2))
    return TitreVersion(
        code=draw(st.sampled_from(["TP-00001", "TP-99999"])),
        sigle=draw(titles),
        title=draw(titles),
        version=draw(st.sampled_from(["01", "12"])),
        level=draw(st.integers(3, 8)),
        nsf=draw(_some(texts, 2)),
        rome=draw(_some(texts, 2)),
        formacodes=draw(_some(texts, 2)),
        rncp=draw(texts),
        decree_date=draw(dates),
        journal_date=draw(dates),
        effective_date=draw(dates),
        activities=activities,
        competences=competences,
        transversal=draw(_some(st.builds(Transversal, titles, texts, _some(texts), _among(numbers)), 2)),
        schemes={key: draw(schemes(numbers)) for key in keys},
        matrix=tuple(rows),
        premises=draw(_some(st.builds(Premises, kind, texts, texts), 2)),
        resources=draw(_some(st.builds(Resource, texts, limits, texts, limits, texts), 2)),
        correspondences=draw(_some(st.builds(Correspondence, dates, texts, place), 2)),
        equivalences=draw(_some(st.builds(Equivalence, texts, texts, _some(texts, 2), place), 1)),
        glossary=draw(_some(st.builds(GlossaryEntry, texts, texts), 2)),
        sources=Sources(
            *(draw(st.none() | dates) for _ in range(5)),
            tuple({one.test: one for one in draw(_some(conduct, 2))}.values()),
            draw(_some(st.builds(Variant, texts, texts, texts), 2)),
            draw(_some(st.builds(Finding, severity, texts, texts, texts), 2)),
        ),
    )
