"""The look of a dossier against the RE: font, size and spacing of the running text, sheets, numbers, leftovers.

A rule of the RE speaks of the running text: headings, captions, contents, tables, notes and signs have a look of their
own that the RE does not fix. It is said broken when a real share of the text breaks it, once for the file or a part,
with the count of places and the first words; less than that is advice, or silence.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jalon.common.typography import decimal, elided
from jalon.referentiel.importer.wording import folded
from jalon.referentiel.schema import Production, TitreVersion

from .captions import is_caption
from .expectations import Expectation
from .fonts import draws_signs, family
from .paper import Paper, Paragraph, Run
from .report import Finding, Severity
from .structure import Structure

_SHARE, _AMOUNT = 0.01, 500  # of the text, and characters, from which a rule is broken
_NOTICED = 150  # characters from which it is worth a word
_PART_SHARE = 0.12  # of a part
_SIZE_SLACK = 0.3  # points, that a PDF rounds
_SPACING_SLACK = {"docx": 0.03, "odt": 0.03, "pdf": 0.045}
_LINE_HEIGHT = 1.15  # of a font over its size, where spacing is told in points
_TWO_LINES = 95  # characters under which a paragraph has no line spacing to show
_OR = re.compile(r"\s*(?:,|/|\bou\b|\bet\b)\s*")
_CAPTION = (
    "legende",
    "caption",
    "figure",
    "illustration",
    "source",
    "citation",
    "quote",
    "note de",
    "footnote",
)
_SUBTITLE = 160  # characters of what stands under a picture and is set apart from the text
_CALL, _RAISED = 6, 0.8  # characters of the call of a note, and its size over that of the text
_LATER = r"[àa]\s(?:compl[ée]ter|finir|terminer|r[ée]diger|d[ée]velopper|revoir|v[ée]rifier|reprendre|ajouter|faire)"
_DRAFT = re.compile(
    rf"\blorem\sipsum\b|[\[<{{]\s*{_LATER}\b[^\]>}}]{{0,80}}[\]>}}]|Erreur ! (?:Source du renvoi|Signet)"
    r"|Error! (?:Reference source|Bookmark)",
    re.IGNORECASE,
)
_DRAFT_ALONE = re.compile(
    r"\W*[àa]\s(?:compl[ée]ter|r[ée]diger)(?:\splus\stard)?\W*|\W*(?:XXX+|suite\sà\svenir)\W*|\?{2,}",
    re.IGNORECASE,
)
_NARROW_MARGIN = 1.0  # centimetres
_A4, _SHEET_SLACK = (21.0, 29.7), 0.3
_PICTURED, _FEW_LETTERS = 0.45, 350
_HIDDEN = 30
_USED = 0.05  # of the text, from which a missing font changes the pages
_CELL_OF_PROSE = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Running text with its paragraph and the part that holds it."""

    paragraph: Paragraph
    run: Run
    part: int | None

    @property
    def weight(self) -> int:
        return len(self.run.text) - self.run.text.count(" ")


def check_layout(
    paper: Paper, structure: Structure, production: Production, titre: TitreVersion, scope: str = "title"
) -> tuple[Finding, ...]:
    """Every finding on the look of a paper; pages are judged only where they are known."""
    check = _Check(paper, structure, Expectation(titre, scope, production))
    return (
        *check.type_findings(),
        *check.characters(),
        *check.sheets(),
        *check.numbers(),
        *check.leftovers(),
        *check.pictures_of_text(),
        *check.substituted(),
    )


class _Check:
    def __init__(self, paper: Paper, structure: Structure, expected: Expectation) -> None:
        self.paper, self.structure, self.expected = paper, structure, expected
        self.production = expected.production
        self.outline = structure.outline
        self.headings = {heading.rank for heading in self.outline.headings}
        self.text: list[Piece] = []
        self.tables: list[Piece] = []
        self._gather()

    def _gather(self) -> None:
        """The running text of the body, and that of its tables, run by run."""
        start, end = self.structure.body
        laid_out: list[Piece] = []  # prose in cells, which tables only lay out
        pictured = self._pictured()
        for rank in self.outline.content:
            if not start <= rank < end or rank in self.headings or rank in self.outline.contents:
                continue
            one = self.paper.paragraphs[rank]
            if one.toc or one.level is not None or _captions(one) or self._under_a_picture(rank, pictured):
                continue
            pieces = [
                Piece(one, run, self.structure.part_at(rank))
                for run in one.runs
                if _reads(run) and not draws_signs(run.font) and not _raised(run, one)
            ]
            running = one.table is None and one.story == "body"
            (self.text if running else self.tables).extend(pieces)
            if not running and len(one.text) >= _CELL_OF_PROSE:
                laid_out += pieces
        if sum(piece.weight for piece in laid_out) > sum(piece.weight for piece in self.text):
            self.text += laid_out

    def _pictured(self) -> frozenset[int]:
        """Ranks of the paragraphs that hold a picture, and of those that follow them."""
        held = {one.address for one in self.paper.pictures}
        content = self.outline.content
        ranks = {address: rank for rank, address in enumerate(one.address for one in self.paper.paragraphs)}
        found = {ranks[address] for address in held if address in ranks}
        after = {next((one for one in content if one > rank), rank) for rank in found}
        return frozenset(found | after)

    def _under_a_picture(self, rank: int, pictured: frozenset[int]) -> bool:
        """Whether a short line beside a picture is set smaller than the text: a caption without its word."""
        one = self.paper.paragraphs[rank]
        size = max((run.size for run in one.runs if run.text.strip()), default=0.0)
        return (
            rank in pictured
            and len(one.text) <= _SUBTITLE
            and 0 < size < self.outline.body_size - _SIZE_SLACK
        )

    # --- font, size, spacing ---

    def type_findings(self) -> Iterable[Finding]:
        production = self.production
        if production.font:
            wanted = {family(name) for name in _OR.split(production.font)}
            yield from self._broken(
                "font",
                lambda piece: (
                    piece.run.font if piece.run.font and family(piece.run.font) not in wanted else ""
                ),
                f"en {{looks}} au lieu de {production.font}",
                f"Mettez ce texte en {production.font} (une police de mêmes dimensions convient).",
            )
        if production.font_size:
            size = production.font_size
            yield from self._broken(
                "font_size",
                lambda piece: (
                    f"{decimal(piece.run.size)} points" if piece.run.size and abs(piece.run.size - size) > _SIZE_SLACK
                    else ""
                ),
                f"en {{looks}} au lieu de {decimal(size)} points",
                f"Mettez ce texte en taille {decimal(size)}.",
            )  # fmt: skip
        if production.line_spacing:
            told = decimal(production.line_spacing, 2)
            yield from self._broken(
                "line_spacing",
                self._other_spacing,
                f"un interligne de {{looks}} au lieu de {told}",
                f"Réglez l’interligne de ce texte sur « multiple » {told} (Paragraphe, Retrait et espacement).",
            )

    def _other_spacing(self, piece: Piece) -> str:
        """The line spacing in force where it is not the one asked, in lines."""
        asked = self.production.line_spacing or 0.0
        spacing, size = piece.paragraph.spacing, piece.run.size or self.production.font_size or 11.0
        if spacing.rule == "unknown" or len(piece.paragraph.text) < _TWO_LINES or not spacing.value:
            return ""
        lines = spacing.value
        slack = _SPACING_SLACK[self.paper.kind]
        if spacing.rule != "multiple":
            lines = spacing.value / (size * _LINE_HEIGHT)
            slack = 0.05
            if spacing.rule == "at_least":
                lines = max(lines, 1.0)
        if abs(lines - asked) <= slack:
            return ""
        # A PDF is measured: what differs by a hair is one spacing.
        return decimal(round(20 * lines) / 20 if self.paper.kind == "pdf" else round(lines, 2), 2)

    def _broken(self, code: str, look: Callable[[Piece], str], wrong: str, remedy: str) -> Iterable[Finding]:
        """Findings on what breaks one rule: one for the file where it is general, or else one a part."""
        total: Counter[int | None] = Counter()
        broken: dict[int | None, list[tuple[Piece, str]]] = {}
        for piece in self.text:
            total[piece.part] += piece.weight
            if seen := look(piece):
                broken.setdefault(piece.part, []).append((piece, seen))
        amount = sum(piece.weight for found in broken.values() for piece, _ in found)
        overall = amount / (sum(total.values()) or 1)
        everywhere = [
            part
            for part, found in broken.items()
            if sum(piece.weight for piece, _ in found) >= 0.3 * max(total[part], 1)
        ]
        if len(everywhere) > 1 and 2 * len(everywhere) > len(total):
            found = [one for part in total for one in broken.get(part, ())]
            yield self._told(code, Severity.TO_MEND, None, found, overall, wrong, remedy)
            return
        for part, found in broken.items():
            weight = sum(piece.weight for piece, _ in found)
            share = weight / max(total[part], 1)
            real = weight >= _AMOUNT or (overall >= _SHARE and weight >= _NOTICED) or (
                share >= _PART_SHARE and weight >= _NOTICED
            )  # fmt: skip
            if real:
                yield self._told(code, Severity.TO_MEND, part, found, share, wrong, remedy)
            elif weight >= _NOTICED:
                yield self._told(code, Severity.ADVICE, part, found, share, wrong, remedy)

    def _told(
        self,
        code: str,
        severity: Severity,
        part: int | None,
        found: Sequence[tuple[Piece, str]],
        share: float,
        wrong: str,
        remedy: str,
    ) -> Finding:
        weights: Counter[str] = Counter()
        for piece, seen in found:
            weights[seen] += piece.weight
        names = [seen for seen, _ in weights.most_common(3)]
        looks = f"{', '.join(names[:-1])} ou {names[-1]}" if len(names) > 1 else names[0]
        places = len({piece.paragraph.address for piece, _ in found})
        first = max(found, key=lambda one: (one[0].weight >= 40, -one[0].paragraph.page))[0]
        where = f" de la partie {part}" if part and len(self.production.parts) > 1 else ""
        much = f"{max(round(100 * share), 1)} % du texte courant{where}"
        verb = "a" if code == "line_spacing" else "est"
        count = f"{places} paragraphe{'s' if places > 1 else ''}"
        return self.expected.finding(
            code,
            severity,
            f"{much} ({count}) {verb} {elided(wrong.format(looks=looks))}.",
            rule=self.expected.type_rule,
            remedy=remedy,
            part=part,
            page=first.paragraph.page,
            quote=first.run.text,
            address=first.paragraph.address,
        )

    # --- characters ---

    def characters(self) -> Iterable[Finding]:
        """Limits in characters: said beyond doubt when even the letters without spaces pass them."""
        high = self.production.chars_max
        if high is not None:
            yield from self._too_many("characters_high", high, None, self.structure.body)
        for part in self.structure.parts:
            limit = next(one for one in self.production.parts if one.number == part.number).chars_max
            if limit is not None and part.paragraphs[1]:
                yield from self._too_many("part_characters_high", limit, part.number, part.paragraphs)

    def _too_many(self, code: str, high: int, part: int | None, span: tuple[int, int]) -> Iterable[Finding]:
        texts = [
            self.paper.paragraphs[rank].text
            for rank in self.outline.content
            if span[0] <= rank < span[1] and rank not in self.outline.contents
        ]
        spaced = sum(map(len, texts))
        bare = sum(not sign.isspace() for text in texts for sign in text)
        if spaced <= high:
            return
        subject = f"La partie {part}" if part else "Le dossier"
        yield self.expected.finding(
            code,
            Severity.BLOCKS if bare > high else Severity.TO_MEND,
            f"{subject} compte {decimal(spaced, 0)} caractères, espaces compris ({decimal(bare, 0)} sans les "
            f"espaces) ; le RE en admet {decimal(high, 0)} au plus.",
            rule=f"{subject} compte {decimal(high, 0)} caractères au plus.",
            remedy=f"Retirez {decimal(spaced - high, 0)} caractères.",
            part=part,
        )

    # --- sheets ---

    def sheets(self) -> Iterable[Finding]:
        used = Counter(one.section for one in self.paper.body() if one.text.strip())
        sections = [(rank, one) for rank, one in enumerate(self.paper.sections) if not used or used[rank]]
        odd = [one for _, one in sections if not _is_a4(one.width, one.height)]
        if odd:
            size = f"{decimal(odd[0].width)} × {decimal(odd[0].height)} cm"
            yield self.expected.finding(
                "paper_size",
                Severity.ADVICE,
                f"Des pages ne sont pas au format A4 ({size}) : leur nombre n’est pas celui que le jury comptera.",
                remedy="Choisissez le format A4 (Mise en page, Taille), puis vérifiez à nouveau le nombre de pages.",
            )
        tight = [one for _, one in sections if min(one.margins) < _NARROW_MARGIN and not one.landscape]
        if tight and self.paper.kind != "pdf":
            yield self.expected.finding(
                "margins",
                Severity.ADVICE,
                f"Une marge ne fait que {decimal(min(min(one.margins) for one in tight))} cm : la page se lit mal et "
                "s’imprime tronquée.",
                remedy="Donnez 2 à 2,5 cm aux marges, puis vérifiez à nouveau le nombre de pages.",
            )

    def numbers(self) -> Iterable[Finding]:
        pages = self.paper.pages[1:]  # a cover has no number
        if len(pages) < 3 or 2 * sum(bool(page.printed_number) for page in pages) >= len(pages):
            return
        if any(run.field == "PAGE" for one in self.paper.paragraphs for run in one.runs):
            return
        asked = self.expected.is_dp
        yield self.expected.finding(
            "page_numbers",
            Severity.TO_MEND if asked else Severity.ADVICE,
            "Les pages ne sont pas numérotées.",
            rule="Le dossier professionnel est paginé." if asked else "",
            remedy="Insérez le numéro de page en pied de page : le jury y renvoie pendant le questionnement.",
        )

    # --- what should not be left in a file handed over ---

    def leftovers(self) -> Iterable[Finding]:
        paper = self.paper
        if paper.tracked_changes:
            changed = next((one for one in paper.body() if any(run.change for run in one.runs)), None)
            count = paper.tracked_changes
            many = "s" if count > 1 else ""
            yield self.expected.finding(
                "tracked_changes",
                Severity.TO_MEND,
                f"Le fichier garde {count} modification{many} suivie{many} : le jury les verrait.",
                remedy="Acceptez ou refusez toutes les modifications (Révision), puis désactivez le suivi.",
                page=changed.page if changed else None,
                quote=changed.text if changed else "",
                address=changed.address if changed else None,
            )
        if paper.comments:
            yield self.expected.finding(
                "comments_left",
                Severity.TO_MEND,
                f"Le fichier garde {paper.comments} commentaire{'s' if paper.comments > 1 else ''} dans la marge.",
                remedy="Supprimez tous les commentaires (Révision, Supprimer) une fois traités.",
            )
        if paper.macros:
            yield self.expected.finding(
                "macros",
                Severity.TO_MEND,
                "Le fichier contient des macros ; Jalon ne les exécute jamais, et le jury ne pourra pas l’ouvrir.",
                remedy="Enregistrez-le en DOCX (Document Word), sans macros, ou en PDF.",
            )
        yield from self._drafts()
        yield from self._hidden()

    def _drafts(self) -> Iterable[Finding]:
        """What its author meant to write later, in words that nobody leaves on purpose."""
        start, end = self.structure.body
        found = [
            (one, match)
            for rank in self.outline.content
            for one in (self.paper.paragraphs[rank],)
            if start <= rank < end and one.table is None and not one.toc
            and (match := _DRAFT.search(one.text) or _DRAFT_ALONE.fullmatch(one.text.strip()))
        ]  # fmt: skip
        if found:
            one, match = found[0]
            places = f"{len(found)} endroits attendent" if len(found) > 1 else "Un endroit attend"
            yield self.expected.finding(
                "draft_left",
                Severity.TO_MEND,
                f"{places} encore d’être écrits." if len(found) > 1 else f"{places} encore d’être écrit.",
                remedy="Écrivez ce passage, ou retirez-le.",
                page=one.page,
                quote=match[0],
                address=one.address,
            )

    def _hidden(self) -> Iterable[Finding]:
        found = [
            (one, run)
            for one in self.paper.body()
            if not one.toc
            for run in one.runs
            if run.hidden and not run.field and run.change != "deleted" and run.text.strip()
        ]
        if sum(len(run.text.strip()) for _, run in found) >= _HIDDEN:
            one, run = found[0]
            yield self.expected.finding(
                "hidden_text",
                Severity.TO_MEND,
                "Le fichier contient du texte masqué, que l’impression ne montre pas.",
                remedy="Affichez le texte masqué (¶), puis rendez-le visible ou supprimez-le.",
                page=one.page,
                quote=run.text,
                address=one.address,
            )

    # --- pages ---

    def pictures_of_text(self) -> Iterable[Finding]:
        """Pages of the body that a picture fills: what it says is neither read aloud, nor counted, nor searched."""
        starts = sorted(part.start_page for part in self.structure.parts if part.start_page)
        ends = [*starts[1:], self._after_the_parts()] if starts else []
        found = [
            page
            for page in self.paper.pages
            if page.pictures >= _PICTURED and sum(sign.isalpha() for sign in page.text) < _FEW_LETTERS
            and any(first <= page.number < end or first == page.number for first, end in zip(starts, ends, strict=True))
        ]  # fmt: skip
        dividers = [page for page in found if page.number + 1 in starts]
        if (
            len(dividers) > 1 and 2 * len(dividers) >= len(starts) - 1
        ):  # as many parts are announced by a picture
            found = [page for page in found if page not in dividers]
        if found:
            numbers = ", ".join(str(page.number) for page in found[:8]) + ("…" if len(found) > 8 else "")
            real = len(found) >= 3 and 5 * len(found) >= self.structure.pages.body
            where = f"toutes les pages {numbers}" if len(found) > 1 else f"toute la page {numbers}"
            yield self.expected.finding(
                "picture_of_text",
                Severity.TO_MEND if real else Severity.ADVICE,
                f"Une image occupe presque {where} : si elle montre du texte, il n’est ni lisible par tous ni "
                "vérifiable.",
                remedy="Saisissez ce texte dans le dossier, ou passez le document en annexe.",
                page=found[0].number,
            )

    def _after_the_parts(self) -> int:
        """The page that follows those of the last part: that of what comes after it, or of the end."""
        last = max((one.end for one in self.structure.stretches if one.kind == "part"), default=0)
        pages = (self.paper.paragraphs[rank].page for rank in self.outline.content if rank >= last)
        return next((page for page in pages if page), len(self.paper.pages) + 1)

    def substituted(self) -> Iterable[Finding]:
        """Fonts that this machine lacks, where the one that replaces them takes another room."""
        used: Counter[str] = Counter()
        for piece in (*self.text, *self.tables):
            used[piece.run.font] += piece.weight
        total = sum(used.values()) or 1
        lost = [
            name
            for name, other in self.paper.substituted.items()
            if family(name) != family(other) and used[name] / total >= _USED
        ]
        if lost:
            yield self.expected.finding(
                "font_substituted",
                Severity.ADVICE,
                f"La police {', '.join(lost)} n’est pas sur la machine qui vérifie : une autre a pris sa place, et "
                "le "
                "nombre de pages peut différer dans votre traitement de texte.",
                remedy="Donnez le PDF à vérifier : il garde les pages telles que vous les voyez.",
            )


def _reads(run: Run) -> bool:
    """Whether a run prints words, not bullets or separators alone."""
    return (
        not run.hidden and run.change != "deleted" and run.field in ("", "HYPERLINK")
        and any(sign.isalnum() for sign in run.text)
    )  # fmt: skip


def _raised(run: Run, one: Paragraph) -> bool:
    """Whether a run is the call of a note or an exponent, which a PDF shows by its size alone."""
    usual = max(one.runs, key=lambda other: len(other.text)).size
    return len(run.text.strip()) <= _CALL and 0 < run.size <= _RAISED * usual


def _captions(one: Paragraph) -> bool:
    """By its style or, in a short paragraph, by its first words."""
    if folded(one.style).startswith(_CAPTION):
        return True
    return is_caption(one.text)


def _is_a4(width: float, height: float) -> bool:
    sides = sorted((width, height))
    return all(abs(side - asked) <= _SHEET_SLACK for side, asked in zip(sides, _A4, strict=True))
