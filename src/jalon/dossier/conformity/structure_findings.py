"""What is said of the plan of a dossier: parts missing, misplaced, merged, too short or too long, and the totals."""

from collections.abc import Mapping
from dataclasses import dataclass

from jalon.referentiel.schema import Part

from .allotment import Claim
from .counting import Count, Stretch
from .expectations import Expectation
from .headings import Heading, Outline
from .paper import Paragraph
from .report import Finding, PartSeen, PartStatus, Severity

_HEDGE = (
    " Le compte est celui de LibreOffice, à quelques lignes près de celui de Word : vérifiez la dernière page, "
    "ou donnez le PDF à vérifier."
)
_NAME_IT = (
    "Ouvrez chaque partie par un titre « Partie 1 », « Partie 2 »… en style Titre 1, dans l’ordre du RE."
)


@dataclass(frozen=True, slots=True)
class Found:
    """A part found: its stretch, its pages, and the claim of its heading, None when found by its place alone."""

    number: int
    stretch: Stretch
    count: Count
    claim: Claim | None
    again: Heading | None = None  # another heading that names the same part, further on, with a text under it

    @property
    def evidence(self) -> str:
        if self.claim:
            return self.claim.evidence
        return "par sa place, sans titre qui la nomme"


def judge(
    expected: Expectation,
    outline: Outline,
    founds: Mapping[int, Found],
    elsewhere: frozenset[int],
    merged: Mapping[int, int],
    body: Count,
    core: Count,
    annexes: Count,
) -> tuple[tuple[PartSeen, ...], tuple[Finding, ...]]:
    """Each part as seen, and every finding; `core` counts the parts alone, without what opens and closes."""
    return _Judge(expected, outline, founds, elsewhere, merged).all(body, core, annexes)


class _Judge:
    def __init__(
        self,
        expected: Expectation,
        outline: Outline,
        founds: Mapping[int, Found],
        elsewhere: frozenset[int],
        merged: Mapping[int, int],
    ) -> None:
        self.expected, self.outline, self.founds = expected, outline, founds
        self.elsewhere, self.merged = elsewhere, merged
        self.paper = outline.paper
        self.production = expected.production
        self.findings: list[Finding] = []

    def all(
        self, body: Count, core: Count, annexes: Count
    ) -> tuple[tuple[PartSeen, ...], tuple[Finding, ...]]:
        parts = self.production.parts
        if len(parts) > 1 and not self.founds:
            self._no_part()
            seen = [PartSeen(part.number, PartStatus.MISSING) for part in parts]
        else:
            seen = [self._part(part) for part in parts]
        if self.paper.pages:
            self._total(body, core)
            self._annexes(annexes)
        self._contents()
        return tuple(seen), tuple(self.findings)

    # --- parts ---

    def _no_part(self) -> None:
        self._add(
            "part_missing",
            Severity.TO_MEND,
            f"Le dossier n’a pas pu être découpé : aucun titre n’annonce ses {len(self.production.parts)} parties, "
            "dont ni les pages ni les contenus n’ont donc été vérifiés.",
            rule=self.expected.parts_rule,
            remedy=_NAME_IT,
        )

    def _part(self, part: Part) -> PartSeen:
        found = self.founds.get(part.number)
        if found is None:
            return self._absent(part)
        status = PartStatus.OK
        if self.paper.pages:
            status = self._pages(part, found)
        if part.number in self.merged.values():
            status = PartStatus.MERGED
        if part.number in self.elsewhere:
            self._misplaced(part, found)
            status = PartStatus.MISPLACED
        start = found.stretch.start
        return PartSeen(
            number=part.number,
            status=status,
            start_page=found.count.first or None,
            pages=found.count.nearest(part.pages_min, part.pages_max),
            heading=found.claim.heading.text if found.claim else "",
            evidence=self._evidence(found),
            paragraphs=(start, found.stretch.end),
        )

    def _evidence(self, found: Found) -> str:
        if found.claim is None and len(self.production.parts) == 1:
            return "la production n’a qu’une partie : tout le corps du dossier"
        return found.evidence

    def _absent(self, part: Part) -> PartSeen:
        holder = self.merged.get(part.number)
        if holder is not None:
            self._merged(part, self.founds[holder])
            return PartSeen(
                part.number,
                PartStatus.MERGED,
                self.founds[holder].count.first or None,
                evidence=f"semble traitée dans la partie {holder}",
            )
        firm = sum(one.claim is not None and one.claim.firm for one in self.founds.values())
        certain = 2 * firm >= len(self.production.parts)
        self._add(
            "part_missing",
            Severity.BLOCKS if certain else Severity.TO_MEND,
            f"La partie {part.number} est introuvable : aucun titre ne l’annonce.",
            rule=f"{self.expected.parts_rule} {self.expected.part_rule(part)}".strip(),
            remedy=f"Ajoutez la partie {part.number}, ou donnez-lui un titre qui la nomme (« Partie {part.number} »).",
            part=part.number,
        )
        return PartSeen(part.number, PartStatus.MISSING)

    def _merged(self, part: Part, holder: Found) -> None:
        heading = self._opening(holder)
        if holder.again is not None:
            second = self.paper.paragraphs[holder.again.rank]
            where = f" (pages {heading.page} et {second.page})" if self.paper.pages else ""
            self._add(
                "part_merged",
                Severity.TO_MEND,
                f"Deux titres portent le numéro de la partie {holder.number}{where}, et aucun celui de la partie "
                f"{part.number}.",
                rule=f"{self.expected.parts_rule} {self.expected.part_rule(part)}".strip(),
                remedy=f"Renumérotez-les : le second ouvre sans doute la partie {part.number}.",
                part=part.number,
                place=second,
            )
            return
        both = f"Les parties {holder.number} et {part.number}"
        self._add(
            "part_merged",
            Severity.TO_MEND,
            f"{both} semblent ne faire qu’une : la partie {part.number} n’a pas de titre à elle.",
            rule=f"{self.expected.parts_rule} {self.expected.part_rule(part)}".strip(),
            remedy=f"Séparez-les : ouvrez la partie {part.number} par son propre titre, sur une nouvelle page.",
            part=part.number,
            place=heading,
        )

    def _misplaced(self, part: Part, found: Found) -> None:
        self._add(
            "part_misplaced",
            Severity.TO_MEND,
            f"La partie {part.number} n’est pas à sa place dans l’ordre du RE.",
            rule=self.expected.parts_rule,
            remedy="Remettez les parties dans l’ordre du RE : le jury les suit dans cet ordre.",
            part=part.number,
            place=self._opening(found),
        )

    def _pages(self, part: Part, found: Found) -> PartStatus:
        count = found.count
        if found.number in self.merged.values() or not count.high:
            return PartStatus.OK
        heading = self._opening(found)
        if self._is_whole(part):  # its pages are those of the dossier, told once
            return (
                PartStatus.SHORT if count.short(part.pages_min)
                else PartStatus.LONG if count.long(part.pages_max) else PartStatus.OK
            )  # fmt: skip
        sure = self._bounded(found)
        if count.short(part.pages_min):
            assert part.pages_min is not None
            narrow = self._narrow(count.narrow_low, part.pages_min - count.high)
            self._add(
                "part_short",
                Severity.TO_MEND if narrow or not sure else Severity.BLOCKS,
                f"La partie {part.number} compte {_pages(count.high)}, il en faut {part.pages_min} au moins."
                + (_HEDGE if narrow else ""),
                rule=self.expected.part_rule(part),
                remedy=f"Développez la partie {part.number} : il manque {_pages(part.pages_min - count.high)}.",
                part=part.number,
                place=heading,
            )
            return PartStatus.SHORT
        if count.long(part.pages_max):
            assert part.pages_max is not None
            narrow = self._narrow(count.narrow_high, count.low - part.pages_max)
            over = count.low - part.pages_max
            self._add(
                "part_long",
                Severity.TO_MEND if narrow or not sure else Severity.BLOCKS,
                f"La partie {part.number} compte {_pages(count.low)}, le RE en admet {part.pages_max} au plus."
                + (_HEDGE if narrow else ""),
                rule=self.expected.part_rule(part),
                remedy=f"Resserrez la partie {part.number} de {_pages(over)}, ou passez des documents en annexe.",
                part=part.number,
                place=heading,
            )
            return PartStatus.LONG
        self._sparse(part, count)
        return PartStatus.OK

    def _sparse(self, part: Part, count: Count) -> None:
        """A part that only has its pages thanks to some that say almost nothing."""
        least, full = part.pages_min, count.high - len(count.sparse)
        if least is not None and full < least:
            pages = ", ".join(map(str, count.sparse))
            several = len(count.sparse) > 1
            self._add(
                "pages_sparse",
                Severity.ADVICE,
                f"La partie {part.number} a {'des pages presque vides' if several else 'une page presque vide'} "
                f"({'pages' if several else 'page'} {pages}) : sans {'elles' if several else 'elle'}, il lui en reste "
                f"{_pages(full)}, pour {least} au moins.",
                rule=self.expected.part_rule(part),
                remedy="Retirez les lignes vides et développez cette partie : le jury compte ce qu’il lit.",
                part=part.number,
                page=count.sparse[0],
            )

    def _bounded(self, found: Found) -> bool:
        """Whether a part surely begins and ends where it is said to: its heading and that of the next one are firm."""
        after = [one for one in self.founds.values() if one.stretch.start > found.stretch.start]
        following = min(after, key=lambda one: one.stretch.start, default=found)
        return all(one.claim is not None and one.claim.firm for one in (found, following))

    def _is_whole(self, part: Part) -> bool:
        whole = self.production
        return len(whole.parts) == 1 and (part.pages_min, part.pages_max) == (
            whole.pages_min,
            whole.pages_max,
        )

    # --- totals ---

    def _total(self, body: Count, core: Count) -> None:
        low, high = self.production.pages_min, self.production.pages_max
        if body.short(low):
            assert low is not None
            narrow = self._narrow(body.narrow_low, low - body.high)
            self._add(
                "pages_low",
                Severity.TO_MEND if narrow else Severity.BLOCKS,
                f"Le dossier compte {_pages(body.high)} hors annexes, il en faut {low} au moins."
                + (_HEDGE if narrow else ""),
                rule=self.expected.pages_rule,
                remedy=f"{self._lengthen(low)} : il manque {_pages(low - body.high)}.",
            )
        elif body.long(high):
            assert high is not None
            narrow = self._narrow(body.narrow_high, body.low - high)
            self._add(
                "pages_high",
                Severity.TO_MEND if narrow else Severity.BLOCKS,
                f"Le dossier compte {_pages(body.low)} hors annexes, le RE en admet {high} au plus."
                + (_HEDGE if narrow else ""),
                rule=self.expected.pages_rule,
                remedy=f"Retirez {_pages(body.low - high)}, ou passez des documents en annexe.",
                page=body.last,
            )
        elif core.high and core.short(low):
            assert low is not None
            self._add(
                "pages_low",
                Severity.ADVICE,
                f"Sans l’introduction ni la conclusion, les parties ne comptent que {_pages(core.high)}, pour {low} au "
                "moins.",
                rule=self.expected.pages_rule,
                remedy="Développez les parties les plus courtes : le jury peut ne compter qu’elles.",
            )

    def _lengthen(self, low: int) -> str:
        """How pages are gained: parts long enough together lack them where they share their first and last ones."""
        if len(self.production.parts) == 1:
            return "Développez le dossier"
        if sum(one.count.high for one in self.founds.values()) >= low:
            return "Ouvrez chaque partie sur une nouvelle page, ou développez-la"
        return "Développez les parties les plus courtes"

    def _annexes(self, annexes: Count) -> None:
        high = self.production.annex_pages_max
        if annexes.long(high):
            assert high is not None
            narrow = self._narrow(annexes.narrow_high, annexes.low - high)
            self._add(
                "annex_pages_high",
                Severity.TO_MEND if narrow else Severity.BLOCKS,
                f"Les annexes comptent {_pages(annexes.low)}, le RE en admet {high} au plus."
                + (_HEDGE if narrow else ""),
                rule=self.expected.annexes_rule,
                remedy=f"Gardez les annexes auxquelles le texte renvoie, et retirez {_pages(annexes.low - high)}.",
                page=annexes.first,
            )

    def _narrow(self, few_lines: bool, gap: int) -> bool:
        """Whether another word processor may well count otherwise."""
        return self.paper.kind != "pdf" and few_lines and gap == 1

    # --- contents ---

    def _contents(self) -> None:
        # A heading « Sommaire » is enough, whatever stands under it: a table, a list without pages.
        if not self.paper.toc and not self.outline.contents:
            if len(self.production.parts) > 1 or len(self.paper.pages) > 6:
                self._add(
                    "toc_missing",
                    Severity.ADVICE,
                    "Le dossier n’a pas de sommaire.",
                    remedy="Insérez un sommaire automatique à partir des titres : le jury s’y retrouve en séance.",
                )
            return
        stale = self._stale()
        if stale:
            text, page, real, rank = stale[0]
            self._add(
                "toc_stale",
                Severity.ADVICE,
                f"Le sommaire n’est plus à jour : {len(stale)} de ses lignes ne donnent pas la bonne page "
                f"(« {text} » est page {real}, et non {page}).",
                remedy="Mettez le sommaire à jour (clic droit, Mettre à jour les champs), puis vérifiez-le.",
                place=self.paper.paragraphs[rank],
            )

    def _stale(self) -> list[tuple[str, int, int, int]]:
        """Lines of the contents whose page is not that of their heading, numbers printed on pages being trusted."""
        if not self.paper.pages:
            return []
        printed = {
            page.number: int(page.printed_number)
            for page in self.paper.pages
            if page.printed_number.isdigit()
        }
        where: dict[str, list[int]] = {}
        for heading in self.outline.headings:
            where.setdefault(_name(heading.key), []).append(heading.page)
        compared: list[tuple[str, int, int, int]] = []
        for entry in self.outline.entries:
            pages = where.get(_name(entry.key), [])
            if entry.page is not None and len(pages) == 1 and pages[0]:
                compared.append((entry.text, entry.page, printed.get(pages[0], pages[0]), entry.rank))
        gaps = [real - told for _, told, real, _ in compared]
        if not printed and len(set(gaps)) == 1:  # numbered from the text on: every line is off by the cover
            return []
        # Word and LibreOffice may differ by a page: a DOCX is said stale from two on.
        spare = 0 if self.paper.kind == "pdf" else 1
        stale = [one for one, gap in zip(compared, gaps, strict=True) if abs(gap) > spare]
        return stale if len(stale) >= 2 and 5 * len(stale) >= len(compared) else []

    # --- words ---

    def _opening(self, found: Found) -> Paragraph:
        rank = found.claim.heading.rank if found.claim else found.stretch.start
        return self.paper.paragraphs[rank]

    def _add(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        remedy: str,
        rule: str = "",
        part: int | None = None,
        page: int | None = None,
        place: Paragraph | None = None,
    ) -> None:
        self.findings.append(
            self.expected.finding(
                code,
                severity,
                message,
                rule=rule,
                remedy=remedy,
                part=part,
                page=place.page if place else page,
                quote=place.text if place else "",
                address=place.address if place else None,
            )
        )


def _pages(count: int) -> str:
    return f"{count} page{'s' if count > 1 else ''}"


def _name(key: str) -> str:
    return "".join(sign for sign in key if sign.isalnum())
