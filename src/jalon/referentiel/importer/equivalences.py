"""CCPs of another title that are worth a CCP of this one, one way only (A1.8), as a REAC or a RE states it."""

import re
from collections.abc import Iterator, Sequence

from .readings import Read, ReadEquivalence
from .source import Line
from .wording import clean, folded, join, letters

_RNCP = re.compile(r"\bRNCP ?(?:n ?° ?)?(\d{3,6})\b", re.IGNORECASE)
_QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"]{4,}?)\s*[»”\"]")
_OWNER = re.compile(
    r"\bCCP\s+(?:de la |de l[’']|du |de |d[’'])(?:titre professionnel )?(?P<title>[^(«“\"]{2,90}?)\s*(?:\(|"
    r",?\s*RNCP|[«“\"])"
)
_OPENS = re.compile(
    r"correspondances? unilaterales?|(?:equivalences?|passerelles?) .{0,40}(?:ccp|certificat)|les ccp d"
)


def opens_equivalence(text: str) -> bool:
    """True for a line that begins to state an equivalence."""
    return bool(_OPENS.search(folded(text)))


def read_equivalences(
    lines: Sequence[Line], activities: Sequence[str], words: frozenset[str] = frozenset()
) -> Iterator[ReadEquivalence]:
    """The equivalences that some lines state, one sentence each; `activities` are the titles of this title's CCPs."""
    run: list[Line] = []
    for line in lines:
        if run and (opens_equivalence(line.text) or run[-1].text.rstrip().endswith(".")):
            yield from _read(tuple(run), activities, words)
            run = []
        if run or opens_equivalence(line.text):
            run.append(line)
    yield from _read(tuple(run), activities, words)


def _read(
    lines: tuple[Line, ...], activities: Sequence[str], words: frozenset[str]
) -> Iterator[ReadEquivalence]:
    """« Correspondances unilatérales entre les CCP de X RNCP n « A » et « B » et le CCP de Y « C » »."""
    text = clean(join((line.text for line in lines), words))
    own = {letters(title) for title in activities}
    quoted = [name.strip() for name in _QUOTED.findall(text)]
    current = [name for name in quoted if letters(name) in own] or quoted[-1:]
    others = [name for name in quoted if name not in current]
    title, rncp = _OWNER.search(text), _RNCP.search(text)
    if len(current) != 1 or not others or not title:
        return
    yield ReadEquivalence(
        Read(clean(title["title"]).strip(" ,"), lines),
        Read(f"RNCP{rncp[1]}", lines) if rncp else None,
        tuple(Read(name, lines) for name in others),
        Read(current[0], lines),
    )
