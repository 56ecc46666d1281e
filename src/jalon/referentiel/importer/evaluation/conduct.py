"""How a test goes, from « Détail de l’organisation de l’épreuve »: its phases, who is there, what must come before."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from ...schema import TestKind
from ..readings import Read, ReadPhase
from ..source import Line
from ..wording import clean, label
from .figures import NUMBER, Duration, durations, number, spelt
from .kinds import mentions
from .paragraphs import Sentence

_TIMED_OUT = re.compile(
    r"n'exced|ne (?:doi|peu)\w+ (?:pas )?(?:exceder|depasser)|cumulee|entreprise d'une duree|"
    r"periodes? en entreprise|\bjours?\b"
    r"|\bpauses?\b"
)
_ABSENT = (
    r"s'isole|se prepare\b|\bprepar(?:e|er|ation)\b|\bredige|par ecrit\b|prend connaissance|"
    r"prise de connaissance|"
    r"hors (?:de )?(?:la )?presence du jury|sans (?:la presence du |le )?jury|jury (?:n'est pas|"
    r"n'assiste pas)|"
    r"presence du jury n'est pas|surveillan|en autonomie|\betudie\b|\blit\b|\blecture|"
    r"repond au questionnaire|"
    r"dispose d[eu'].{0,25}\bpour (?:se )?(?:realiser|preparer|rediger|lire|prendre|etudier|analyser|"
    r"s'approprier|elaborer)"
)
_PRESENT = (
    r"jury (?:le |la |l'|lui |les )?(?:\w+ )?(?:questionn|interrog|echang|observ|assist|ecout|recoit|evalu|"
    r"s'entretien|est present|pose|"
    r"mene|conduit)|devant (?:le|un) jury|en presence du jury|presence du jury|au jury|avec le jury|"
    r"par le jury|"
    r"face au jury|oral(?:e|ement)?\b|\bquestionnement|\bpresente\b|\bexpose\b|\bentretien\b|\bsoutien|"
    r"\bsoutenance|"
    r"\banime\b|\banimation\b|\bdemonstration|\bargument"
)
_PRESENCE = re.compile(f"(?P<absent>{_ABSENT})|(?P<present>{_PRESENT})")
_STRONG = re.compile(
    r"(?P<absent>hors (?:de )?(?:la )?presence du jury|sans (?:la presence du |le )?jury|jury n'(?:est|"
    r"assiste) pas|"
    r"presence du jury n'est pas)|(?P<present>en presence du jury|devant (?:le|un) jury|"
    r"jury (?:est )?present)"
)
_ACTION = re.compile(
    r"\bjury\b.*\b(?:questionn|interrog|echang|observ|entretien)|\bcandidat\w*\b.*\b(?:presente|realise|"
    r"redige|repond|anime|"
    r"prepare|expose|effectue|remet|execute|conduit)|^(?:presentation|questionnement|preparation|"
    r"realisation|entretien|echange|"
    r"restitution|demonstration)\b"
)
# « un dossier remis 15 minutes avant l’entretien » times nothing of it.
_EARLIER = re.compile(r"\)? ?(?:avant|auparavant|plus tot)\b")
_BEFOREHAND = re.compile(r"\b(?:en amont d|avant (?:d|l|sa |son )|prealablement a)[^,.;]*,")
_EXCEPT = re.compile(r"\b(?:sauf|hormis|excepte\w*|a l'exception|en dehors)\b[^.;]*$")
_STEPS = re.compile(r" ?;|,? (?:puis|ensuite)\b")
_PRONOUN = re.compile(r"(?:puis |ensuite,? )?(?:il|elle|ils|elles|celui-ci|celle-ci)\b")
_DURATION_AS_PRINTED = re.compile(
    rf"[\s,]*\((?:[^()]*?\b)?(?:{NUMBER}|\d+)\s*(?:h\b|heures?|minutes?|min\b|mn\b)[^()]*\)\s*(?=[.:;,]|$)|"
    rf"[\s,]*\bpendant\s+(?:{NUMBER}|\d+)\s*(?:minutes?|min\b|mn\b)\s*,?(?=\s|$)|"
    rf"[\s,]*\bd[’']une durée (?:totale )?(?:maximale |maximum )?de\s+(?:{NUMBER}|\d+)\s*(?:minutes?|min\b|"
    rf"mn\b|h\b|heures?)(?:\s*\d\d)?",
    re.IGNORECASE,
)
_MOST_MENTIONS = 12

_AFTER = re.compile(
    r"\b(?:apres|a l'issue d|a la suite d|au terme d|suite a|dans la continuite d|consecutivement a|"
    r"succede a|fait suite a)"
)
_EITHER = re.compile(r"avant ou apres|apres ou avant|indifferemment")
_BEFORE = re.compile(
    r"^(?:cette epreuve|celle-ci|elle|il|l'epreuve|le |la |l').{0,80}\b(?:se deroule|a lieu|se passe|"
    r"est (?:passee?|realisee?|organisee?)|intervient)\b.{0,30}\bavant\b|"
    r"^(?:cette epreuve|celle-ci|elle|il|l'epreuve|le |la |l').{0,80}\bprecede\b"
)
_MARKED_BEFORE = re.compile(
    r"\b(?:evalu|corrig|analys|depouill|prenn?en?t connaissance)\w*\b.*\b(?:reponses|questionnaire|"
    r"copies?)\b.*\bavant (?:sa |la |l'|le )"
)

_DRAWN = re.compile(
    r"\btir(?:e|es|ee|ees|er|ent|age|ages)\b(?: par [\w-]+)? (?:\w+ ){0,3}?au sort|tirage au sort|par tirage"
)
_LEARNERS = re.compile(
    rf"\b(?:avec|devant|aupres d'?e?|face a|a|pour|de|d'|groupe de|compose de|minimum|"
    rf"moins)\s?(?P<n>{NUMBER}) (?:\w+ )?(?:apprenants?|stagiaires?|eleves?|apprentis?|participants?)\b"
)
_ACTORS = re.compile(
    rf"\b(?P<n>{NUMBER}|au|le|la|les|du|aux|des)? ?(?:comedien(?:ne)?s?|figurant(?:e)?s?|"
    rf"acteurs? (?:professionnels?|jouant)|jeux? d'acteur|plastrons?)\b"
)
_ROLE = re.compile(
    rf"\b(?P<n>{NUMBER}) (?!candidat|membre|jure|evaluateur)(?P<who>[\w' -]{{3,60}}?) (?:joue|jouent|"
    rf"jouant|tient|tiennent|tenant|assure|assurant) "
    r"(?:le|les|un) roles?\b"
)
_JURY_ROLE = re.compile(r"\bjur(?:y|es?)\b|evaluateur")


@dataclass(frozen=True, slots=True)
class Phases:
    """Phases of a test; `sure` tells for each whether the text says who is there."""

    phases: tuple[ReadPhase, ...]
    sure: tuple[bool, ...]


@dataclass(slots=True)
class _Mention:
    minutes: int
    sentence: int
    at: Duration


def read_phases(
    kind: TestKind, minutes: Read[int], conduct: Sequence[Sentence], more: Sequence[Sentence]
) -> Phases:
    """The phases that a conduct gives to a test; `more` is its complementary information, read where the conduct times
    nothing. Without any duration the test is one phase."""
    total = minutes.value
    for text in (conduct, [*conduct, *more]):
        mentioned = list(_mentions(text, total))
        if mentioned:
            chosen, why = _choice(mentioned, total)
            if chosen:
                return _built(kind, total, text, chosen, why, minutes)
    return _single(kind, minutes, conduct, bool(list(_mentions([*conduct, *more], total))))


def _mentions(text: Sequence[Sentence], total: int) -> Iterator[_Mention]:
    for rank, sentence in enumerate(text):
        if _TIMED_OUT.search(sentence.key):
            continue
        for found in durations(sentence.text):
            if 0 < found.minutes <= total and not _EARLIER.match(sentence.key[found.end :]):
                yield _Mention(found.minutes, rank, found)


def _choice(mentioned: list[_Mention], total: int) -> tuple[list[_Mention], str]:
    """The mentions that make the phases, and a doubt where some mention finds no place.

    The finest choice that makes the whole is kept; a mention left out must say the whole, repeat a phase, or sum up
    phases beside it. Failing any sum, the mentions leave a remainder.
    """
    if len(mentioned) > _MOST_MENTIONS:
        return [], ""
    best: tuple[int, int, list[_Mention]] | None = None
    for size in range(len(mentioned), 0, -1):
        for ranks in combinations(range(len(mentioned)), size):
            if sum(mentioned[rank].minutes for rank in ranks) != total:
                continue
            unexplained = sum(
                not _explained(mentioned, ranks, rank, total)
                for rank in range(len(mentioned))
                if rank not in ranks
            )
            score = (-unexplained, size)
            if best is None or score > best[:2]:
                best = (*score, [mentioned[rank] for rank in ranks])
    if best is not None:
        if len(best[2]) == 1 and best[0] < 0:
            return [], ""
        doubt = (
            ""
            if best[0] == 0
            else "D’autres durées sont imprimées dans cette épreuve, qui n’en font pas des phases."
        )
        return best[2], doubt
    if sum(one.minutes for one in mentioned) < total:
        rest = total - sum(one.minutes for one in mentioned)
        return (
            mentioned,
            f"Les durées imprimées laissent {rest} min : la phase qui les occupe en est déduite.",
        )
    return [], ""


def _explained(mentioned: list[_Mention], ranks: tuple[int, ...], rank: int, total: int) -> bool:
    value = mentioned[rank].minutes
    if value == total or any(
        mentioned[one].minutes == value for one in ranks if _repeats(mentioned[one], mentioned[rank])
    ):
        return True
    for start in range(len(ranks)):
        summed = 0
        for stop in range(start, len(ranks)):
            summed += mentioned[ranks[stop]].minutes
            beside = rank == ranks[start] - 1 or rank == ranks[stop] + 1
            if summed == value and beside and stop > start:
                return True
    return False


def _repeats(one: _Mention, other: _Mention) -> bool:
    return one.minutes == other.minutes and one.sentence != other.sentence


def _built(
    kind: TestKind,
    total: int,
    text: Sequence[Sentence],
    chosen: list[_Mention],
    doubt: str,
    minutes: Read[int],
) -> Phases:
    phases: list[ReadPhase] = []
    sure: list[bool] = []
    rest = total - sum(one.minutes for one in chosen)
    untimed = _untimed(text, chosen) if rest else []
    placed = False
    last = -1
    for one in chosen:
        if untimed and not placed and untimed[0] < one.sentence:
            _remainder(kind, rest, text, untimed, doubt, minutes, phases, sure)
            placed = True
        own = _own(text, last, one.sentence, untimed)
        present, certain = _presence(kind, [text[rank] for rank in own], text[one.sentence], one.at)
        if _EXCEPT.search(text[one.sentence].key[: one.at.start]):
            present = not present
        name = _name(text, own, one)
        lines = tuple(dict.fromkeys(line for rank in own for line in text[rank].lines))
        reason = doubt if not rest else ""
        phases.append(ReadPhase(Read(name, lines), Read(one.minutes, lines, reason), Read(present, lines)))
        sure.append(certain)
        last = one.sentence
    if rest and not placed:
        _remainder(kind, rest, text, untimed, doubt, minutes, phases, sure)
    return Phases(tuple(phases), tuple(sure))


def _remainder(
    kind: TestKind,
    rest: int,
    text: Sequence[Sentence],
    untimed: list[int],
    doubt: str,
    minutes: Read[int],
    phases: list[ReadPhase],
    sure: list[bool],
) -> None:
    own = [text[rank] for rank in untimed]
    lines = tuple(line for sentence in own for line in sentence.lines) or minutes.lines
    name = " ".join(_ended(sentence.text) for sentence in own) if own else kind.label
    present, certain = _presence(kind, own, own[0] if own else None)
    phases.append(ReadPhase(Read(label(name), lines), Read(rest, minutes.lines, doubt), Read(present, lines)))
    sure.append(certain)


def _untimed(text: Sequence[Sentence], chosen: list[_Mention]) -> list[int]:
    """Sentences that tell what is done and give no time: steps without duration, or what follows the last timed one."""
    timed = {one.sentence for one in chosen}
    steps = {sentence.step for sentence in text if sentence.step}
    timed_steps = {text[rank].step for rank in timed}
    if steps and timed_steps - {0}:
        return [r for r, s in enumerate(text) if s.first and s.step not in timed_steps]
    acts = [
        r for r, s in enumerate(text) if r not in timed and _ACTION.search(s.key) and not _AFTER.match(s.key)
    ]
    following = [rank for rank in acts if rank > max(timed)]
    return following or [rank for rank in acts if rank < min(timed)][-1:]


def _own(text: Sequence[Sentence], last: int, rank: int, untimed: Collection[int] = ()) -> list[int]:
    """The sentences of a phase: its step, or the sentence that times it and the one its pronoun stands for."""
    step = text[rank].step
    if step:
        first = next(r for r, s in enumerate(text) if s.step == step)
        return list(range(max(first, last + 1), rank + 1))
    start = rank
    while start - 1 > last and start - 1 not in untimed and _PRONOUN.match(text[start].key):
        start -= 1
    return list(range(start, rank + 1))


def _name(text: Sequence[Sentence], own: list[int], one: _Mention) -> str:
    if own and text[own[0]].first and own[0] != one.sentence:
        return label(_bare(text[own[0]].text))
    return label(_bare(text[own[0] if own else one.sentence].text))


def _bare(text: str) -> str:
    """A sentence without the duration that it gives."""
    bare = clean(_DURATION_AS_PRINTED.sub("", text)).strip(" ,.:;")
    return bare[:1].upper() + bare[1:] if bare else clean(text)


def _ended(text: str) -> str:
    text = clean(text).rstrip(" :;,")
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _single(kind: TestKind, minutes: Read[int], conduct: Sequence[Sentence], odd: bool) -> Phases:
    """The whole test as one phase."""
    present, certain = _presence(kind, conduct, None)
    lines = tuple(line for sentence in conduct for line in sentence.lines) or minutes.lines
    reason = _NO_SUM if odd else ""
    return Phases(
        (
            ReadPhase(
                Read(kind.label, minutes.lines),
                Read(minutes.value, minutes.lines, reason),
                Read(present, lines),
            ),
        ),
        (certain,),
    )


def _presence(
    kind: TestKind, own: Sequence[Sentence], timed: Sentence | None, at: Duration | None = None
) -> tuple[bool, bool]:
    """Whether the jury is there, and whether the text says so; the step that a duration times speaks first."""
    if timed and at and _PRESENCE.search(step := _step_of(timed.key, at)):
        own, timed = (), Sentence(step, timed.lines)
    strong = next((found for one in (timed, *own) if one and (found := _STRONG.search(one.key))), None)
    if strong and timed is not None:
        return bool(strong["present"]), True
    if timed is None:
        if kind is TestKind.QUESTIONNAIRE_PROFESSIONNEL:
            return False, bool(strong and strong["absent"])
        return True, kind is not TestKind.MISE_EN_SITUATION or bool(strong and strong["present"])
    for sentence in (timed, *own):
        said = list(_PRESENCE.finditer(_BEFOREHAND.sub("", sentence.key)))
        if said:
            return bool(said[0]["present"]), len({bool(one["present"]) for one in said}) == 1
    return kind is not TestKind.QUESTIONNAIRE_PROFESSIONNEL, False


def _step_of(key: str, at: Duration) -> str:
    """The part of a sentence that a duration stands in: « préparation : 15 min ; échange avec le jury : 30 min »."""
    cuts = [0, *(found.start() for found in _STEPS.finditer(key)), len(key)]
    start = max(cut for cut in cuts if cut <= at.start)
    return key[start : min(cut for cut in cuts if cut >= at.end)]


def settle_presence(tests: Sequence[Phases], printed: Read[int] | None) -> list[Phases]:
    """The phases, those of which the text does not say whether the jury is there decided by its printed total.

    One choice alone must make the total; else the phases stay as read, and the unsure ones say why they are.
    """
    kept = list(tests)
    if printed is None or _jury(kept) == printed.value:
        return kept
    unsure = [(t, p) for t, one in enumerate(kept) for p, sure in enumerate(one.sure) if not sure]
    makes = (
        [
            flips
            for size in range(1, len(unsure) + 1)
            for flips in combinations(unsure, size)
            if _jury(_flipped(kept, flips, "")) == printed.value
        ][:2]
        if len(unsure) <= _MOST_MENTIONS
        else []
    )
    if len(makes) == 1:
        return _flipped(
            kept,
            makes[0],
            f"Le texte ne dit pas si le jury est là : déduit de sa présence totale, {spelt(printed.value)}.",
        )
    doubt = (
        f"La présence totale du jury, {spelt(printed.value)}, n’est pas la somme des phases où il semble "
        f"présent : "
        "le texte ne dit pas lesquelles."
    )
    return [
        replace(
            one,
            phases=tuple(
                replace(phase, jury=replace(phase.jury, doubt=doubt)) if not sure else phase
                for phase, sure in zip(one.phases, one.sure, strict=True)
            ),
        )
        for one in kept
    ]


def _jury(tests: Sequence[Phases]) -> int:
    return sum(phase.minutes.value for one in tests for phase in one.phases if phase.jury.value)


def _flipped(tests: Sequence[Phases], flips: Collection[tuple[int, int]], doubt: str) -> list[Phases]:
    return [
        replace(
            one,
            phases=tuple(
                replace(phase, jury=replace(phase.jury, value=not phase.jury.value, doubt=doubt))
                if (t, p) in flips
                else phase
                for p, phase in enumerate(one.phases)
            ),
        )
        for t, one in enumerate(tests)
    ]


_NO_SUM = (
    "Les durées imprimées dans le détail de l’épreuve n’en font pas le total : elle est lue d’un seul tenant."
)


# --- order, people ---


@dataclass(slots=True)
class Order:
    """What must come before each test, gathered over the tests of a scheme."""

    after: dict[TestKind, dict[TestKind, Read[TestKind]]] = field(default_factory=dict)

    def note(self, kind: TestKind, before: TestKind, lines: tuple[Line, ...], doubt: str = "") -> None:
        known = self.after.setdefault(kind, {})
        old = known.get(before)
        merged = tuple(dict.fromkeys((*(old.lines if old else ()), *lines)))
        known[before] = Read(before, merged, doubt if old is None else (doubt and old.doubt))

    def of(self, kind: TestKind) -> tuple[Read[TestKind], ...]:
        return tuple(self.after.get(kind, {}).values())


_FROM_MARKING = "Le RE dit que le jury évalue les réponses avant cette épreuve : l’ordre en est déduit."


def read_order(order: Order, kind: TestKind, text: Sequence[Sentence], among: Collection[TestKind]) -> None:
    """« se déroule obligatoirement après la mise en situation »: notes what a test's own text says of its order."""
    for sentence in text:
        key = sentence.key
        if _EITHER.search(key):
            continue
        for found in _AFTER.finditer(key):
            for before in _named(key, found.end(), among, kind):
                order.note(kind, before, sentence.lines)
        early = _BEFORE.match(key)
        if early:
            for later in _named(key, early.end(), among, kind):
                order.note(later, kind, sentence.lines)
        marked = _MARKED_BEFORE.search(key)
        if marked and kind is TestKind.QUESTIONNAIRE_PROFESSIONNEL:
            for later in _named(key, marked.start(), among, kind):
                order.note(later, kind, sentence.lines, _FROM_MARKING)


def _named(key: str, start: int, among: Collection[TestKind], own: TestKind) -> list[TestKind]:
    """The tests named in the clause that starts there."""
    clause = re.split(r"[.;:]|, (?!(?:l'|la |le |et ))", key[start : start + 160])[0]
    clause = (
        re.split(r"\b(?:le candidat|le jury|pour|qui|dont|en \w+ temps)\b", clause)[0] if start else clause
    )
    found = [kind for kind, _, _ in mentions(clause)]
    if not found and re.match(r"(?:e |es |u )?(?:la |sa )?presentation\b", clause.strip()):
        found = [TestKind.PRESENTATION_PROJET]
    return [kind for kind in dict.fromkeys(found) if kind in among and kind is not own]


@dataclass(frozen=True, slots=True)
class People:
    """What the conduct of a test asks of its organiser."""

    scenario_drawn: Read[bool] | None = None
    actors: Read[int] | None = None
    learners: Read[int] | None = None


def read_people(text: Sequence[Sentence]) -> People:
    """A scenario drawn by lot, actors, learners: None where the text asks for none."""
    drawn = [sentence for sentence in text if _DRAWN.search(sentence.key)]
    return People(
        Read(True, _lines(drawn)) if drawn else None,
        _count(text, _ACTORS) or _count(text, _ROLE),
        _count(text, _LEARNERS),
    )


def _count(text: Sequence[Sentence], pattern: re.Pattern[str]) -> Read[int] | None:
    found: list[tuple[int | None, Sentence]] = []
    for sentence in text:
        for match in pattern.finditer(sentence.key):
            if pattern is _ROLE and _JURY_ROLE.search(match["who"]):
                continue
            found.append((number(match["n"] or ""), sentence))
    if not found:
        return None
    counted = [value for value, _ in found if value]
    return Read(max(counted, default=1), _lines([sentence for _, sentence in found]))


def _lines(sentences: Sequence[Sentence]) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(line for sentence in sentences for line in sentence.lines))
