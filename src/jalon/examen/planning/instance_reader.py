"""The JSON instance of `jalon session plan`, read with every fault at once, each with its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from jalon.examen.planning.answer import TASK_KINDS
from jalon.examen.planning.instance import (
    FINAL_INTERVIEW,
    ROOM_KINDS,
    Absence,
    Instance,
    InstanceCandidate,
    InstanceJury,
    InstancePin,
    Meal,
    Minutes,
    OpenDay,
    Players,
    RoomsAway,
    Span,
    players_eat,
)
from jalon.examen.planning.json_reader import (
    DAY_MINUTES,
    InvalidInput,
    Reader,
    contents,
    hour,
    join,
    parse,
    show,
)
from jalon.referentiel.document import InvalidReferentiel, from_json
from jalon.referentiel.schema import TitreVersion

CANDIDATES_MAX, JURIES_MAX, DAYS_MAX, ROOMS_MAX = 20_000, 2_000, 366, 10_000
GRIDS = tuple(n for n in range(1, 61) if 60 % n == 0)


def read_instance(data: bytes, titres: Mapping[str, TitreVersion], folder: Path | None = None) -> Instance:
    """The instance that a file holds; `folder`: where the référentiels that it names are looked for.

    Raises InvalidInput with every fault.
    """
    return instance_of(parse(data), titres, folder)


def instance_of(value: object, titres: Mapping[str, TitreVersion], folder: Path | None = None) -> Instance:
    """The instance that a JSON value tells, as `read_instance` does."""
    reader = InstanceReader(titres, folder or Path())
    found = reader.instance(value)
    reader.done()
    if found is None:
        raise InvalidInput(["racine : un objet est attendu."])
    return found


_REQUIRED = ("opening", "closing", "days", "juries", "candidates")
_OPTIONAL = (
    "grid", "lunch", "candidate_lunch", "max_span", "gap_after_preparation", "reading", "session_file_reading",
    "deliberation", "actor", "rooms", "referentiels",
)  # fmt: skip


class InstanceReader(Reader):
    """Reads an instance and what is written alike elsewhere, noting every fault."""

    def __init__(self, titres: Mapping[str, TitreVersion], folder: Path) -> None:
        super().__init__()
        self.titres = dict(titres)
        self.folder = folder
        self.scopes: dict[str, tuple[str, ...]] = {}
        self.days_told = True  # else whether a date is one of the session is not known

    def instance(self, value: object) -> Instance | None:
        root = self.record(value, "", required=_REQUIRED, optional=_OPTIONAL)
        if root is None:
            return None
        for rank, name in enumerate(self._list(root, "referentiels")):
            self._referentiel(name, f"referentiels[{rank}]")
        grid = self._grid(root.get("grid", 5))
        days = self._days(root)
        known = {day.date: day for day in days}
        self.days_told = not any(fault.startswith("days") for fault in self.faults)
        lunch, candidate_lunch = self._meal(root, "lunch", grid), self._meal(root, "candidate_lunch", grid)
        span = self._limit(root, "max_span")
        gap = self._limit(root, "gap_after_preparation", absent=0)
        reading = self._minutes(root.get("reading"), "reading")
        file_reading = self._minutes(root.get("session_file_reading"), "session_file_reading")
        deliberation = self._minutes(root.get("deliberation"), "deliberation")
        actor = self._actor(root.get("actor"), days, lunch or candidate_lunch, grid)
        preparation, stage, rooms_away = self._rooms(root.get("rooms"), known)
        juries = self._juries(root, known)
        candidates = self._candidates(root, known, juries)
        if self.faults:
            return None
        return Instance(
            grid, days, lunch, candidate_lunch, span, gap, reading, file_reading, deliberation, actor,
            preparation, stage, juries, candidates,
            {ref: self.titres[ref] for ref in sorted({candidate.titre for candidate in candidates})},
            rooms_away,
        )  # fmt: skip

    # The session

    def _list(self, root: Mapping[str, object], key: str) -> list[object]:
        return self.array(root[key], key) if key in root else []

    def _referentiel(self, name: object, path: str) -> None:
        text = self.text(name, path)
        if text is None:
            return
        file = self.folder / text
        try:
            titre = from_json(parse(contents(file)))
        except InvalidInput as error:
            self.fault(path, f"{file} : {error.faults[0]}")
        except InvalidReferentiel as error:
            self.fault(path, f"{file} n’est pas un référentiel exporté par Jalon : {error.faults[0]}")
        else:
            self.titres[titre.ref] = titre

    def _grid(self, value: object) -> int:
        grid = self.integer(value, "grid", least=1, most=60)
        if grid is not None and grid not in GRIDS:
            self.fault("grid", f"{grid} ne divise pas l’heure : {', '.join(map(str, GRIDS))} minutes.")
        return grid or 1

    def _days(self, root: Mapping[str, object]) -> tuple[OpenDay, ...]:
        usual = self._hours(root, "opening", "closing", "")
        found: dict[date, OpenDay] = {}
        items = self._list(root, "days")
        if len(items) > DAYS_MAX:
            self.fault("days", f"{len(items)} jours ; {DAYS_MAX} au plus.")
            return ()
        for rank, item in enumerate(items):
            path = f"days[{rank}]"
            hours, value = usual, item
            if isinstance(item, dict):
                own = self.record(item, path, required=("date",), optional=("opening", "closing"))
                value = (own or {}).get("date")
                merged = {"opening": root.get("opening"), "closing": root.get("closing"), **(own or {})}
                if {"opening", "closing"} & set(own or {}):
                    hours = self._hours(merged, "opening", "closing", path)
                path = f"{path}.date"
            day = self.day(value, path)
            if day in found:
                self.fault(path, f"le {day} est déjà dans la liste ; gardez-le une fois.")
            elif day is not None:
                found[day] = OpenDay(day, *(hours or (0, DAY_MINUTES)))
        return tuple(found[day] for day in sorted(found))

    def _hours(self, root: Mapping[str, object], first: str, last: str, path: str) -> Span | None:
        if first not in root or last not in root:
            return None
        return self.span(root[first], root[last], (join(path, first), join(path, last)))

    def _meal(self, root: Mapping[str, object], key: str, grid: int) -> Meal | None:
        """A lunch on the grid: its minutes rounded up, its window inwards."""
        value = root.get(key)
        if value is None:
            return None
        conditions = ("if_from", "if_to") if key == "candidate_lunch" else ()
        own = self.record(value, key, required=("minutes", "from", "to"), optional=conditions)
        if own is None or not {"minutes", "from", "to"} <= set(own):
            return None
        minutes = self.integer(own["minutes"], f"{key}.minutes")
        hours = self._hours(own, "from", "to", key)
        covered = [
            None if own.get(name) is None else self.time(own[name], f"{key}.{name}")
            for name in ("if_from", "if_to")
        ]
        if minutes is None or hours is None:
            return None
        minutes = -(-minutes // grid) * grid
        hours = -(-hours[0] // grid) * grid, hours[1] // grid * grid
        if hours[1] - hours[0] < minutes:
            self.fault(key, f"{minutes} minutes ne tiennent pas entre {hour(hours[0])} et {hour(hours[1])}.")
            return None
        if covered[0] is not None and covered[1] is not None and covered[0] > covered[1]:
            self.fault(f"{key}.if_to", f"{hour(covered[1])} vient avant {hour(covered[0])}.")
        return Meal(minutes, *hours, *covered) if minutes else None

    def _limit(
        self, root: Mapping[str, object], key: str, path: str = "", absent: int | None = None
    ) -> int | None:
        value = root.get(key, absent)
        least, most, unit = _BOUNDS.get(key, (0, DAY_MINUTES, "minutes"))
        return (
            None if value is None else self.integer(value, join(path, key), least=least, most=most, unit=unit)
        )

    def _minutes(self, value: object, path: str) -> Minutes:
        if value is None:
            return Minutes()
        if not isinstance(value, dict):
            return Minutes(self.integer(value, path) or 0)
        found: dict[str, int | Mapping[str, int]] = {}
        for key, entry in (self.mapping(value, path) or {}).items():
            place = join(path, key)
            for ref in self._titres(key, place):
                if ref in found:
                    self.fault(place, f"{ref} a déjà ses durées ; gardez une seule clé.")
                elif entry is None or not isinstance(entry, dict):
                    found[ref] = 0 if entry is None else self.integer(entry, place) or 0
                else:
                    found[ref] = self._by_scope(ref, entry, place)
        return Minutes(0, found)

    def _by_scope(self, ref: str, value: dict[str, object], path: str) -> dict[str, int]:
        found = {}
        for scope, minutes in (self.mapping(value, path) or {}).items():
            if scope not in self._scopes(ref):
                self.fault(join(path, scope), self._unknown_scope(ref, scope))
            elif minutes is not None:
                found[scope] = self.integer(minutes, join(path, scope)) or 0
        return found

    def _actor(self, value: object, days: Sequence[OpenDay], meal: Meal | None, grid: int) -> Players | None:
        if value is None:
            return None
        own = self.record(value, "actor", required=("count",), optional=("rest", "lunch"))
        if own is None:
            return None
        count, rest, lunch = (self._limit(own, key, "actor") for key in ("count", "rest", "lunch"))
        start, end = players_eat(days, meal)
        if lunch and -(-lunch // grid) > end // grid - -(-start // grid):
            self.fault("actor.lunch", f"{lunch} minutes ne tiennent pas entre {hour(start)} et {hour(end)}.")
        return None if count is None else Players(count, rest or 0, lunch or 0)

    def _rooms(
        self, value: object, days: Mapping[date, OpenDay]
    ) -> tuple[int | None, int | None, tuple[RoomsAway, ...]]:
        if value is None:
            return None, None, ()
        own = self.record(value, "rooms", optional=(*ROOM_KINDS, "unavailable")) or {}
        counts = {kind: self._limit(own, kind, "rooms") for kind in ROOM_KINDS}
        away = []
        items = own.get("unavailable")
        for rank, item in enumerate([] if items is None else self.array(items, "rooms.unavailable")):
            found = self.rooms_away(item, f"rooms.unavailable[{rank}]", days)
            if found and counts[found.kind] is None:
                self.fault(
                    f"rooms.unavailable[{rank}].kind",
                    "ces salles n’ont pas de limite : aucune ne peut manquer.",
                )
            elif found:
                away.append(found)
        return counts["preparation"], counts["mise_en_situation"], tuple(away)

    def rooms_away(self, value: object, path: str, days: Mapping[date, OpenDay]) -> RoomsAway | None:
        """Rooms of a kind that are lost, all day long when no hours are said."""
        own = self.record(value, path, required=("kind", "date"), optional=("from", "to", "count"))
        if own is None or not {"kind", "date"} <= set(own):
            return None
        kind, day = own["kind"], self.day_of(own["date"], f"{path}.date", days)
        hours = self._part_of_day(own, path)
        count = self.integer(own.get("count", 1), f"{path}.count", least=1, most=ROOMS_MAX, unit="salles")
        if kind not in ROOM_KINDS:
            self.fault(f"{path}.kind", f"{' ou '.join(ROOM_KINDS)} est attendu, pas {show(kind)}.")
        elif day is not None and hours is not None and count is not None:
            return RoomsAway(str(kind), day, *hours, count)
        return None

    def _part_of_day(self, own: Mapping[str, object], path: str) -> Span | None:
        """`from` and `to`, the whole day when they are not said."""
        bounds = [own.get("from"), own.get("to")]
        return self.span(
            "00:00" if bounds[0] is None else bounds[0],
            "24:00" if bounds[1] is None else bounds[1],
            (f"{path}.from", f"{path}.to"),
        )

    # The titres

    def _titres(self, name: object, path: str) -> list[str]:
        """References that « TP-00403.08 », « TP-00403 » (all its versions) or « CIP » designates."""
        if not isinstance(name, str):
            self.fault(path, f"un titre, comme « TP-00403.08 », est attendu, pas {show(name)}.")
            return []
        asked = name.strip()
        found = [
            ref
            for ref, titre in self.titres.items()
            if asked.upper() in (ref, titre.code) or asked.casefold() == titre.sigle.casefold()
        ]
        if not found:
            known = ", ".join(f"{ref} ({titre.sigle})" for ref, titre in sorted(self.titres.items()))
            self.fault(
                path,
                f"{show(name)} n’est pas un titre connu ({known}) ; pour un autre, exportez son référentiel et "
                "nommez ce fichier dans « referentiels ».",
            )
        return sorted(found)

    def _titre(self, name: object, path: str) -> str | None:
        found = self._titres(name, path)
        codes = {self.titres[ref].code for ref in found}
        if len(codes) > 1:
            self.fault(
                path, f"{show(name)} désigne plusieurs titres ({', '.join(found)}) ; donnez une référence."
            )
            return None
        return found[-1] if found else None

    def _scopes(self, ref: str) -> tuple[str, ...]:
        """What can be sat for a titre."""
        if ref not in self.scopes:
            schemes = self.titres[ref].schemes
            found = [scope for scope, scheme in schemes.items() if scheme.tests]
            if "title" in schemes and schemes["title"].test("entretien_final"):
                found.append(FINAL_INTERVIEW)
            self.scopes[ref] = tuple(found)
        return self.scopes[ref]

    def _unknown_scope(self, ref: str, scope: object) -> str:
        return f"{ref} n’a pas d’épreuve pour {show(scope)} ; possibles : {', '.join(self._scopes(ref))}."

    # Juries and candidates

    def _unique(self, seen: set[str], name: str | None, path: str) -> None:
        if name is not None and name in seen:
            self.fault(path, f"l’identifiant {show(name)} est déjà pris ; donnez-en un autre.")
        elif name is not None:
            seen.add(name)

    def _texts(self, value: object, path: str) -> tuple[str, ...]:
        if value is None:
            return ()
        found: dict[str, None] = {}
        for rank, item in enumerate(self.array(value, path)):
            text = self.text(item, f"{path}[{rank}]")
            if text is not None and text in found:
                self.fault(f"{path}[{rank}]", f"{show(text)} est écrit deux fois.")
            elif text is not None:
                found[text] = None
        return tuple(found)

    def _juries(self, root: Mapping[str, object], days: Mapping[date, OpenDay]) -> tuple[InstanceJury, ...]:
        items = self._list(root, "juries")
        if len(items) > JURIES_MAX:
            self.fault("juries", f"{len(items)} jurys ; {JURIES_MAX} au plus : partagez l’instance par site.")
            return ()
        seen: set[str] = set()
        found = []
        for rank, item in enumerate(items):
            path = f"juries[{rank}]"
            own = self.record(item, path, required=("id", "titres"), optional=("members", "unavailable"))
            if own is None or not {"id", "titres"} <= set(own):
                continue
            name = self.text(own["id"], f"{path}.id")
            self._unique(seen, name, f"{path}.id")
            titres = self._habilitated(own["titres"], f"{path}.titres")
            members = self._texts(own.get("members"), f"{path}.members")
            absences = self.absences(own.get("unavailable"), f"{path}.unavailable", days, members)
            found.append(InstanceJury(name or "", titres, members, absences))
        return tuple(found)

    def _habilitated(self, value: object, path: str) -> frozenset[str] | None:
        if value is None:
            return None
        items = self.array(value, path)
        if isinstance(value, list) and not items:
            self.fault(
                path,
                "ce jury n’est habilité pour aucun titre ; nommez-en un, ou écrivez null s’il l’est pour tous.",
            )
        return frozenset(
            ref for rank, item in enumerate(items) for ref in self._titres(item, f"{path}[{rank}]")
        )

    def absences(
        self, value: object, path: str, days: Mapping[date, OpenDay], members: Sequence[str]
    ) -> tuple[Absence, ...]:
        found: list[Absence] = []
        for rank, item in enumerate([] if value is None else self.array(value, path)):
            place = f"{path}[{rank}]"
            if not isinstance(item, dict | str) and not (isinstance(item, list) and len(item) in (1, 3)):
                self.fault(place, f'["AAAA-MM-JJ", "HH:MM", "HH:MM"] est attendu, pas {show(item)}.')
                continue
            if isinstance(item, list):
                item = dict(zip(("date", "from", "to"), item, strict=False))
            elif isinstance(item, str):
                item = {"date": item}
            own = self.record(item, place, required=("date",), optional=("from", "to", "member"))
            if own is None or "date" not in own:
                continue
            day = self.day_of(own["date"], f"{place}.date", days)
            hours = self._part_of_day(own, place)
            member = own.get("member")
            if member is not None and member not in members:
                self.fault(f"{place}.member", f"{show(member)} n’est pas membre de ce jury.")
            elif day is not None and hours is not None:
                found.append(Absence(day, *hours, None if member is None else str(member)))
        return tuple(found)

    def day_of(self, value: object, path: str, days: Mapping[date, OpenDay]) -> date | None:
        day = self.day(value, path)
        if day is not None and day not in days:
            if self.days_told:
                self.fault(
                    path,
                    f"le {day} n’est pas un jour de la session ; ajoutez-le à « days » ou retirez-le d’ici.",
                )
            return None
        return day

    def _candidates(
        self, root: Mapping[str, object], days: Mapping[date, OpenDay], juries: Sequence[InstanceJury]
    ) -> tuple[InstanceCandidate, ...]:
        items = self._list(root, "candidates")
        if len(items) > CANDIDATES_MAX:
            self.fault(
                "candidates",
                f"{len(items)} candidats ; {CANDIDATES_MAX} au plus dans une instance : faites-en une par site.",
            )
            return ()
        seen: set[str] = set()
        found = []
        for rank, item in enumerate(items):
            one = self.candidate(item, f"candidates[{rank}]", days, juries, seen)
            if one:
                found.append(one)
        return tuple(found)

    def candidate(
        self,
        item: object,
        path: str,
        days: Mapping[date, OpenDay],
        juries: Sequence[InstanceJury],
        seen: set[str],
    ) -> InstanceCandidate | None:
        """One candidate, whose identifier is none of those `seen`."""
        own = self.record(
            item, path,
            required=("id", "titre"), optional=("scope", "extra_time", "available", "conflicts", "pin"),
        )  # fmt: skip
        if own is None or not {"id", "titre"} <= set(own):
            return None
        members = {member for jury in juries for member in jury.members}
        name = self.text(own["id"], f"{path}.id")
        self._unique(seen, name, f"{path}.id")
        titre = self._titre(own["titre"], f"{path}.titre")
        scope = self._scope(own.get("scope", "title"), f"{path}.scope", titre)
        extra = self._extra_time(own.get("extra_time"), f"{path}.extra_time")
        available = self._available(own.get("available"), f"{path}.available", days)
        conflicts = self._texts(own.get("conflicts"), f"{path}.conflicts")
        for place, juror in enumerate(conflicts):
            if juror not in members:
                self.fault(f"{path}.conflicts[{place}]", f"aucun jury n’a de membre {show(juror)}.")
        pin = self._pin(own.get("pin"), f"{path}.pin", days, {jury.id for jury in juries})
        return InstanceCandidate(name or "", titre or "", scope, extra, available, frozenset(conflicts), pin)

    def _pin(
        self, value: object, path: str, days: Mapping[date, OpenDay], juries: set[str]
    ) -> InstancePin | None:
        if value is None:
            return None
        own = self.record(value, path, required=("jury", "date"), optional=("starts",))
        if own is None or not {"jury", "date"} <= set(own):
            return None
        jury, day = self.text(own["jury"], f"{path}.jury"), self.day_of(own["date"], f"{path}.date", days)
        if jury is not None and jury not in juries:
            self.fault(f"{path}.jury", f"aucun jury ne s’appelle {show(jury)}.")
        starts: dict[str, tuple[int, ...]] | None = None
        if own.get("starts") is not None:
            starts = {}
            for kind, given in (self.mapping(own["starts"], f"{path}.starts") or {}).items():
                place = join(f"{path}.starts", kind)
                if kind not in TASK_KINDS:
                    self.fault(place, f"tâche inconnue ; possibles : {', '.join(TASK_KINDS)}.")
                hours = [
                    self.time(hour_, f"{place}[{rank}]" if isinstance(given, list) else place)
                    for rank, hour_ in enumerate(given if isinstance(given, list) else [given])
                ]
                starts[kind] = tuple(at for at in hours if at is not None)
        return None if jury is None or day is None else InstancePin(jury, day, starts)

    def _scope(self, value: object, path: str, titre: str | None) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [value]
        if not items:
            self.fault(path, "le candidat ne se présente à rien ; écrivez « title », « ccp1 »…")
        found: list[str] = []
        for rank, item in enumerate(items):
            place = f"{path}[{rank}]" if isinstance(value, list) else path
            scope = self.text(item, place)
            if scope is None or titre is None:
                continue
            if scope not in self._scopes(titre):
                self.fault(place, self._unknown_scope(titre, scope))
            elif scope in found:
                self.fault(place, f"{show(scope)} est écrit deux fois.")
            else:
                found.append(scope)
        if "title" in found and any(scope.startswith("ccp") or scope == FINAL_INTERVIEW for scope in found):
            self.fault(path, "le titre comprend déjà ses CCP et son entretien final ; gardez « title » seul.")
        return tuple(sorted(found, key=lambda s: (s != "title", s == FINAL_INTERVIEW, s[:3], len(s), s)))

    def _extra_time(self, value: object, path: str) -> Fraction:
        """Percent, from a share (« 1/3 », 0.3333) or a percentage (33)."""
        if value is None:
            return Fraction(0)
        share: Fraction | None = None
        if isinstance(value, str):
            parts = value.strip().split("/")
            if (
                len(parts) == 2
                and all(p.isascii() and p.isdigit() and len(p) < 25 for p in parts)
                and int(parts[1])
            ):
                share = Fraction(int(parts[0]), int(parts[1]))
        elif not isinstance(value, bool) and isinstance(value, int | float) and abs(value) <= 1e6:
            share = Fraction(repr(value))
        if share is None:
            self.fault(
                path, f'une part (0.3333, "1/3") ou un pourcentage (33) est attendu, pas {show(value)}.'
            )
        elif share < 0:
            self.fault(path, f"{show(value)} est négatif : le temps ne peut qu’être ajouté.")
        elif share <= 1:
            return share * 100
        elif share < 5:
            self.fault(
                path,
                f'{show(value)} est ambigu : pour un tiers de temps en plus, écrivez "1/3", 0.3333 ou 33.',
            )
        elif share > 300:
            self.fault(path, f"{show(value)} % de temps en plus ; 300 au plus.")
        else:
            return share
        return Fraction(0)

    def _available(
        self, value: object, path: str, days: Mapping[date, OpenDay]
    ) -> dict[date, tuple[Span, ...]] | None:
        if value is None:
            return None
        found: dict[date, tuple[Span, ...]] = {}
        for key, windows in (self.mapping(value, path) or {}).items():
            place = join(path, key)
            day = self.day_of(key, place, days)
            spans = []
            for rank, window in enumerate(
                [["00:00", "24:00"]] if windows is None else self.array(windows, place)
            ):
                here = f"{place}[{rank}]"
                if not isinstance(window, list) or len(window) != 2:
                    self.fault(here, f'["HH:MM", "HH:MM"] est attendu, pas {show(window)}.')
                    continue
                span = self.span(window[0], window[1], (f"{here}[0]", f"{here}[1]"))
                if span is None or day is None:
                    continue
                opens, closes = days[day].opening, days[day].closing
                if span[1] <= opens or closes <= span[0]:
                    self.fault(
                        here,
                        f"de {hour(span[0])} à {hour(span[1])}, le site est fermé ; il ouvre de {hour(opens)} à "
                        f"{hour(closes)}.",
                    )
                spans.append(span)
            if day is not None:
                found[day] = tuple(sorted(spans))
        return found


_BOUNDS = {
    "max_span": (1, DAY_MINUTES, "minutes"),
    "count": (0, ROOMS_MAX, "personnes"),
    "preparation": (0, ROOMS_MAX, "salles"),
    "mise_en_situation": (0, ROOMS_MAX, "salles"),
}
