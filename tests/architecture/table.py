"""The language of the permission table: the cast, the doors, who knows of what, and a row for an address.

Each floor of paths keeps its own rows beside this file, in `rows/`: `ROWS`, what it makes known (`KNOWN`), and
`build(world)`, which adds to the world what its addresses take.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

# --- the cast, in Toulouse…
RESPONSABLE, ADMIN = "responsable", "administrateur"
FORMATEUR, ACCOMPAGNATEUR = "formateur", "accompagnateur"
CONSEILLER, ENCADRANT = "conseiller", "encadrant"
JUROR, COLLEAGUE, OTHER_JUROR = "juror", "colleague", "other juror"  # jury 1, jury 1, jury 2
CANDIDATE, OTHER_CANDIDATE = "candidate", "other candidate"  # Inès, before jury 1; Karim, before jury 2
DDETS = "ddets"
# … their near misses in Paris, and those who are nowhere
OTHER_DDETS, NOBODY, VISITOR = "other ddets", "member without role", "visitor"
PARIS = {f"{role} in Paris" for role in (RESPONSABLE, ADMIN, FORMATEUR, JUROR, CANDIDATE)}

LEADERS = {RESPONSABLE, ADMIN}
TEAM = LEADERS | {FORMATEUR, ACCOMPAGNATEUR}
JURY = {JUROR, COLLEAGUE}
JURORS = JURY | {OTHER_JUROR}
CANDIDATES = {CANDIDATE, OTHER_CANDIDATE}
HOUSE = TEAM | JURORS | CANDIDATES | {CONSEILLER, ENCADRANT}
A_FEW = {RESPONSABLE, CONSEILLER, JUROR, CANDIDATE, DDETS, NOBODY}
ALL = HOUSE | PARIS | {DDETS, OTHER_DDETS, NOBODY}

# --- doors: the same role anywhere
EVERYWHERE = ALL
LEADING = LEADERS | {f"{member} in Paris" for member in LEADERS}
TEACHING = LEADING | {FORMATEUR, ACCOMPAGNATEUR, "formateur in Paris"}
JUDGING = JURORS | {"juror in Paris"}
SITTING = CANDIDATES | {"candidate in Paris"}
STATE = {DDETS, OTHER_DDETS}
EXAM = TEACHING | JUDGING | SITTING | STATE
ADMINISTERING = {ADMIN, "administrateur in Paris"}

# --- who knows of what
AROUND_INES = TEAM | JURY | {CANDIDATE, DDETS}
AROUND_KARIM = TEAM | {OTHER_JUROR, OTHER_CANDIDATE, DDETS}
IN_PARIS = PARIS | {OTHER_DDETS}
KNOWN_TO: dict[str, Collection[str]] = {
    # A session in preparation is nobody's outside the centre, except of those whom it is about.
    "planned": TEAM | JURY | {CANDIDATE},
    "planned.ines": TEAM | JURY | {CANDIDATE},
    **dict.fromkeys(("today", "sent", "validated"), AROUND_INES | AROUND_KARIM),
    **dict.fromkeys(("today.ines", "sent.ines", "validated.ines"), AROUND_INES),
    **dict.fromkeys(("today.karim", "sent.karim", "validated.karim"), AROUND_KARIM),
    "elsewhere": IN_PARIS,
    "elsewhere.lea": IN_PARIS,
    "convocation of candidate": LEADERS | {CANDIDATE},
    "convocation of juror": LEADERS | {JUROR},
    "grid of juror": LEADERS | JURY,
    "grid of colleague": LEADERS | JURY,
    "grid of other jury": LEADERS | {OTHER_JUROR},
    "agrement": TEAM,
    "salle": TEAM,
    "habilitation": LEADERS,
    "site": {ADMIN},
    "member": {ADMIN},
    "invitation": {ADMIN},
    "juree": TEAM | {JUROR},
    "relation": TEAM | {JUROR},
    "ines": TEAM | {CANDIDATE},
    "karim": TEAM | {OTHER_CANDIDATE},
    "job": {RESPONSABLE},
    **dict.fromkeys(("path of ines", "dossier of ines", "oral heard"), LEADERS | {FORMATEUR, CANDIDATE}),
    "oral alone": {CANDIDATE},
}


@dataclass(frozen=True, eq=False)
class Row:
    """One address, one method; see the module for `door`, `knows` and `ok`."""

    method: str
    name: str
    args: tuple[str, ...]
    door: Collection[str]
    named: Collection[str] | None
    ok: Collection[str]
    code: int
    visitor: int
    data: dict[str, str]

    def __str__(self) -> str:
        return " ".join((self.method, self.name, *(arg.replace(" ", "_") for arg in self.args)))

    @property
    def knows(self) -> Collection[str]:
        """Those who know of the thing named first; asked late, as the floors above add what they know of."""
        if self.named is not None:
            return self.named
        return KNOWN_TO.get(self.args[0], ALL) if self.args else ALL

    @property
    def allowed(self) -> list[str]:
        """Members who get the code of the row."""
        return sorted(set(self.door) & set(self.knows) & set(self.ok))

    def expected(self, member: str) -> int:
        if member == VISITOR:
            return self.visitor
        if member not in self.door:
            return 403
        if member not in self.knows:
            return 404
        return self.code if member in self.ok else 403


def _row(
    method: str, code: int, name: str, *args: str, door: Collection[str] = EVERYWHERE,
    knows: Collection[str] | None = None, ok: Collection[str] = ALL, visitor: int = 302, **data: str,
) -> Row:  # fmt: skip
    return Row(method, name, args, door, knows, ok, code, visitor, data)


def page(name: str, *args: str, code: int = 200, **rules: Any) -> list[Row]:
    """An address that is only read."""
    return [_row("GET", code, name, *args, **rules)]


def act(name: str, *args: str, code: int = 302, **rules: Any) -> list[Row]:
    """An address that only receives."""
    return [_row("POST", code, name, *args, **rules)]


def form(name: str, *args: str, get: int = 200, empty: int = 200, **rules: Any) -> list[Row]:
    """An address that shows a form and receives it; `empty`: the answer to a form sent without anything."""
    return [*page(name, *args, code=get, **rules), *act(name, *args, code=empty, **rules)]
