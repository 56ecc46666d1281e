"""What a candidate prepares before the session, from « Informations complémentaires »: files, pages, parts, contents.

The text is walked sentence by sentence. A sentence that counts pages, names a file or numbers a part opens or fills
a production; the lists and sentences that follow tell what it must hold. Sentences that tell none of this are prose.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...schema import Finding, TestKind
from ..readings import Read, ReadPart, ReadProduction
from ..source import Line
from ..wording import clean, folded, item, letters
from .figures import NUMBER, ORDINAL, Pages, characters, number, ordinal, pages
from .known import Titles
from .paragraphs import Sentence, title_text

_NOUN = (
    r"dossiers?|documents?|rapports?|memoires?|productions?|portfolios?|supports? de presentation|"
    r"diaporamas?|fiches?|"
    r"notes?|books?|carnets?|cahiers?|etudes?|comptes? rendus?|syntheses?|livrets?|press-book|maquettes?|"
    r"exposes?"
)
# What goes on with the name of a production: « dossier de préparation de la séance », « dossier projet ».
_STOP = (
    r"(?= (?:composee?s?|qui|que|dont|relati(?:f|ve)s?|a partir|imprimee?|comportant|comprenant|"
    r"constituee?s?|reunissant|"
    r"d'une? |a remettre|en amont|en francais|pour|sur|se rapport|comprend|comporte|contient|compte|est|n'|"
    r"ne |doit|"
    r"respecte|suit|rend|hors|ainsi|et |ou |avant|au |aux |selon|en lien|lie|portant|ecrite?|redigee?|"
    r"presentant|decrivant|"
    r"de \d|de type|entre|prealable|numerique)|[,.;:()«\"]|$)"
)
_NAME = re.compile(
    rf"(?:(?P<det>un(?:e)?(?: seule?| ou (?:de )?plusieurs)?|le|la|ce|cet|cette|son|sa|du|"
    rf"l')\s?)(?P<name>(?P<noun>{_NOUN})"
    rf"(?:(?: (?:de|d'|du|des|de la|de l'|professionnel(?:le)?|projet|technique|"
    rf"support))?(?: ?[\w'-]+){{0,7}}?)??){_STOP}"
)
_MAKES = re.compile(
    r"\b(?:redige|realise|prepare|elabore|constitue|produit|fournit|remet|a (?:redige|realise|prepare|"
    r"elabore|constitue|produit))\b"
)
_GENERIC = frozenset({"document", "production", "dossier"})
_OUTSIDE = frozenset(
    {
        "dossier professionnel",
        "dossier technique",
        "dossier technique d'evaluation",
        "dossier de la session",
        "dossier de session",
    }
)

_PART_PLURAL = re.compile(r"\bparties\b")
_PART = re.compile(rf"\b(?:(?P<ordinal>{ORDINAL}) partie|partie (?:n ?[°o] ?)?(?P<number>\d{{1,2}}))\b")
_PART_COUNT = re.compile(
    rf"\b(?:compose|comprend|comporte|constitue|structure|divise|decline|en)\w* (?:de |"
    rf"en )?(?P<n>{NUMBER}) parties\b"
)
_COMPETENCES = re.compile(
    r"\b(?:se rapport\w+ |relati(?:f|ve|fs|ves) |porte\w* |correspond\w* )(?:obligatoirement )?(?:a la|"
    r"aux?|sur la|sur les) competences?"
    r"|competences?(?: professionnelles?)? (?:suivantes?|concernees?|visees?|couvertes?)\b|"
    r"couvre\w* (?:obligatoirement )?(?:la|les) competences?"
    r"|mise en oeuvre des competences"
)
_OF_ACTIVITY = re.compile(
    r"\bcompetences? de l'activite\b|\bcompetences? (?:du ccp|de ce ccp|du ccs)\b|toutes les competences|"
    r"ensemble des competences"
)
_QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"]{6,}?)\s*[»”\"]")
_OF_BLOC = re.compile(r"\b(?:activit[ée]s?(?:[- ]types?)?(?: n?°? ?\d)?|CCP|CCS)$", re.IGNORECASE)
_INTERVIEWS = re.compile(
    rf"(?:a minima|au moins|au minimum|minimum)(?: de)? (?P<n>{NUMBER}) entretiens?|"
    rf"(?P<m>{NUMBER}) entretiens? (?:au )?(?:a minima|minimum|au moins)"
)
_FONT = re.compile(
    r"\b(?:police|caract[eè]res?|typographie)\b[^.]{0,60}?\b(?:est|[:=]|en|à utiliser est|"
    r"utilis[ée]+e? (?:est|sera)?)\s*:?\s*(?:l[’']|la |le )?"
    r"(?P<font>[A-Z][A-Za-z]+(?: (?:New|Roman|Sans|Gothic|MS|Serif|Light|Neue|Unicode))*)"
)
_KNOWN_FONT = re.compile(
    r"\b(?P<font>Arial(?: Narrow)?|Times New Roman|Times|Calibri|Verdana|Helvetica|Tahoma|Cambria|Marianne|"
    r"Garamond|Georgia|"
    r"Century Gothic|Trebuchet(?: MS)?|Liberation Sans|Liberation Serif|Open Sans|Roboto|Comic Sans MS)\b"
)
_SIZE = re.compile(
    r"^(?:[\s,(«»]|taille|corps|de|en|police|caractères?|points?|:|"
    r"n°)*(?P<size>\d{1,2}(?:[.,]\d)?)\b(?!\s*pages?)"
)
_SIZE_ALONE = re.compile(
    r"\b(?:taille|corps)(?: de (?:la )?police| des? caractères?)?\s*:?\s*(?P<size>\d{1,2}(?:[.,]\d)?)\b"
)
_SPACING = re.compile(r"interlignes?\s*:?\s*(?:de\s+|à\s+)?(?P<n>simple|double|\d(?:[.,]\d{1,2})?)")
_LIST_OPENS = re.compile(
    r"(?:contien|comprend|comport|decri|presente|respecte|plan|suit|elements?|contenu|rubriques?|points|"
    r"compose|constitue|precise|mentionne|indique|structure)"
)
_CONTENT = re.compile(
    r"^(?:(?:le|la|un)? ?candidate?|il|elle|celui-ci|dans (?:cette|ce|le|la)\b.{0,60}(?:candidat|il)|"
    r"a partir d.{0,60}\bil|en introduction|puis|"
    r"pour (?:chaque|chacun).{0,40}(?:candidat|il))\b.{0,60}?\b(?:y |en |s'y )?(?:decri\w*|present\w+|"
    r"expli\w+|precise\w*|analyse\w*|donne\w*|"
    r"identifi\w+|indique\w*|resume\w*|synthetise\w*|integre\w*|dresse\w*|detaille\w*|justifi\w+|"
    r"illustre\w*|expose\w*|argument\w+|"
    r"fait|fournit|joint|montre\w*|rend|mentionne\w*|developpe\w*|propose\w*|evalue\w*|rappelle|retrace|"
    r"decompose|formalise\w*|liste|"
    r"met|definit|relate|situe|commente|motive|demontre|explicite|conclut|tire)\b"
)
_NOT_CONTENT = re.compile(
    r"\bjury\b|\bpreuve\b|session d'examen en vue|lors de (?:la session|l'examen|l'epreuve)|a l'oral|"
    r"oralement|\bpeut\b|"
    r"qui se presente|le jour de|organisateur|responsable de session|support de presentation"
)
_ORAL = re.compile(r"presentation orale|soutenance|deroulement de l'epreuve|organisation de l'epreuve")
_ANNEXES = re.compile(r"^(?:les )?annexes?\b")
_HOURS = re.compile(
    rf"\b(?P<n>\d{{1,4}}|{NUMBER})\s?(?:h\b|heures?)|\b(?P<weeks>{NUMBER}) semaines?|"
    rf"\b(?P<days>{NUMBER}) jours?|\b(?P<months>{NUMBER}) mois"
)
_COMPANY = re.compile(
    r"periodes? (?:de formation |de stage |d'immersion )?en (?:entreprise|milieu professionnel|"
    r"situation de travail)|\bstages?\b|immersions?|mise en situation en entreprise|"
    r"periodes? d'application en entreprise"
)
_HOURS_PER_WEEK, _HOURS_PER_DAY = 35, 7


@dataclass(slots=True)
class _Part:
    number: int
    lines: list[Line] = field(default_factory=list)
    pages_min: Read[int] | None = None
    pages_max: Read[int] | None = None
    chars_max: Read[int] | None = None
    competences: list[Read[str]] = field(default_factory=list)
    min_interviews: Read[int] | None = None
    requirements: list[Read[str]] = field(default_factory=list)

    def built(self) -> ReadPart:
        return ReadPart(
            self.number, self.pages_min, self.pages_max, self.chars_max, tuple(self.competences), self.min_interviews,
            tuple(self.requirements),
        )  # fmt: skip


@dataclass(slots=True)
class _Production:
    name: Read[str] | None = None
    pages_min: Read[int] | None = None
    pages_max: Read[int] | None = None
    annex_pages_max: Read[int] | None = None
    chars_max: Read[int] | None = None
    font: Read[str] | None = None
    font_size: Read[float] | None = None
    line_spacing: Read[float] | None = None
    parts: list[_Part] = field(default_factory=list)
    whole: _Part = field(default_factory=lambda: _Part(1))
    announced: int | None = None
    headed: bool = False  # named by a heading alone

    @property
    def key(self) -> str:
        return folded(self.name.value) if self.name else ""


@dataclass(slots=True)
class Productions:
    """What the complementary information of one test says."""

    productions: list[ReadProduction] = field(default_factory=list)
    company_hours: list[Read[int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    activities: list[Read[str]] = field(default_factory=list)  # titles of activities or blocs it quotes


def read_productions(
    text: Sequence[Sentence], test: TestKind, competences: Sequence[Read[str]], known: Titles, where: str
) -> Productions:
    """The productions of a test; `competences` are those the test evaluates, `where` names its place for findings."""
    walk = _Walk(test, competences, known, where)
    for sentence in text:
        walk.step(sentence)
    return walk.result()


class _Walk:
    def __init__(self, test: TestKind, competences: Sequence[Read[str]], known: Titles, where: str) -> None:
        self.test = test
        self.own = competences
        self.known = known
        self.where = where
        self.found: list[_Production] = []
        self.current: _Production | None = None
        self.part: _Part | None = None
        self.listing: str = ""  # what the list being read holds: competences, contents, productions, nothing
        self.oral = False
        self.named: list[Read[str]] = []  # competences named before any production
        self.out = Productions()

    # --- one sentence ---

    def step(self, sentence: Sentence) -> None:
        key = sentence.key
        self._note_activities(sentence)
        if self._hours(sentence):
            self.listing = ""
            return
        if self._goes_on(sentence):
            return
        self.listing = ""
        if sentence.title and not _MAKES.search(key):
            if not self._layout(sentence):
                self._title(sentence)
            return
        self._interviews(sentence)
        if self._part_sentence(sentence) or self._counts(sentence):
            pass
        elif _MAKES.search(key) and not self.oral:
            self._names(sentence)
        self._layout(sentence)
        if _COMPETENCES.search(key):
            self._competences(sentence)
            return
        if key.endswith(
            (":", "plan type", "suivant", "suivants", "prepare")
        ) or sentence.text.rstrip().endswith(":"):
            self._list_opens(sentence)
            return
        if (
            self.current is not None
            and not self.oral
            and _CONTENT.search(key)
            and not _NOT_CONTENT.search(key)
            and not pages(sentence.text)
            and not self._is_intro(sentence)
        ):
            self._target().requirements.append(Read(_asked(sentence.text), sentence.lines))

    def _is_intro(self, sentence: Sentence) -> bool:
        """« Le candidat rédige un dossier »: names the production, asks nothing of it."""
        return bool(_MAKES.search(sentence.key) and _NAME.search(sentence.key) and not self._target_pages())

    def _target_pages(self) -> bool:
        return bool(self.current and (self.current.pages_max or self.current.pages_min))

    def _target(self) -> _Part:
        assert self.current is not None
        return self.part or self.current.whole

    # --- lists ---

    def _goes_on(self, sentence: Sentence) -> bool:
        """An item of the list that the last sentence opened."""
        if not self.listing:
            return False
        text = sentence.text
        if self.listing == "competences":
            read = self._title_of(sentence)
            if read:
                self._add_competences(read)
                return True
            return bool(re.fullmatch(r"ou ?:?|et ?:?", sentence.key)) or self._activity_line(sentence)
        if not (sentence.bullet or sentence.first or (sentence.step and self.listing == "steps")):
            return False
        if self.listing == "productions":
            self._names(sentence, anywhere=True)
            if pages(sentence.text):
                self.listing = ""
                self._counts(sentence)
                self.listing = "productions"
            return True
        if self.listing in ("contents", "steps") and self.current is not None and not self.oral:
            self._target().requirements.append(Read(_asked(text), sentence.lines))
        return True

    def _activity_line(self, sentence: Sentence) -> bool:
        """« Pour l’activité type 1 « … » », between two lists of competences."""
        return bool(re.match(r"pour l'activite|pour le ccp|activite(?:[- ]type)? ", sentence.key))

    def _title_of(self, sentence: Sentence) -> list[Read[str]]:
        """The titles that a line of a list of competences prints: between quotes, known, or any item."""
        quoted = [title_text(match) for match in _QUOTED.findall(clean(sentence.text))]
        if quoted and not self._activity_line(sentence):
            return [Read(text, sentence.lines) for text in quoted]
        if sentence.bullet or self.known.near(title_text(sentence.text)):
            return [Read(title_text(sentence.text), sentence.lines)]
        return []

    def _competences(self, sentence: Sentence) -> None:
        text, key = clean(sentence.text), sentence.key
        start = _COMPETENCES.search(key)
        assert start is not None
        quoted = [(m.start(), title_text(m[1])) for m in _QUOTED.finditer(text)]
        named = [name for at, name in quoted if not _OF_BLOC.search(text[:at].rstrip(' «“"'))]
        if named:
            self._add_competences([Read(name, sentence.lines) for name in named])
        elif _OF_ACTIVITY.search(key) and "mise en oeuvre des competences" not in key:
            self._add_competences([Read(read.value, sentence.lines) for read in self.own])
        self.listing = "competences"

    def _add_competences(self, reads: Sequence[Read[str]]) -> None:
        target = self.named if self.current is None else self._target().competences
        seen = {letters(read.value) for read in target}
        target.extend(read for read in reads if letters(read.value) not in seen)

    def _list_opens(self, sentence: Sentence) -> None:
        key = sentence.key
        if (
            re.search(r"productions?\b", key) and re.search(rf"\b{NUMBER} productions?\b|donne lieu", key)
        ) or key.endswith("prepare"):
            self.listing = "productions"
        elif _ANNEXES.match(key) or self.oral or re.search(r"\bjury\b|la presentation suit|l'epreuve", key):
            self.listing = "nothing"
        elif _LIST_OPENS.search(key):
            if self.current is None:
                self._names(sentence)
            self.listing = "contents"
        else:
            self.listing = "nothing"

    # --- headings ---

    def _title(self, sentence: Sentence) -> None:
        key = sentence.key
        if self._part_sentence(sentence):
            return
        self.oral = bool(_ORAL.search(key))
        name = _name_in(f"le {key}") or _name_in(key)
        same = next((one for one in self.found if name and _same_name(name, one.key)), None)
        if self.oral:
            self.current = self.part = None
        elif same is not None:
            self.current, self.part = same, None
        elif name and not re.search(r"\b(?:en lien|productions)\b", key):
            self.part = None
            self.current = _Production(Read(_printed_name(sentence.text, name), sentence.lines), headed=True)
            self.found.append(self.current)
        elif not self._target_pages() or not _CONTENT.search(key):
            self.current = self.part = None

    # --- counts ---

    def _part_sentence(self, sentence: Sentence) -> bool:
        """« La première partie du dossier comprend entre 6 et 8 pages. » or « Première partie » as a heading."""
        key = sentence.key
        match = _PART.search(key)
        if not match or _PART_PLURAL.search(key[: match.end() + 1]) or match.start() > 40:
            return False
        counted = [one for one in pages(sentence.text) if not one.annex]
        if (
            not sentence.title
            and not counted
            and not key.startswith(match[0])
            and not re.match(rf"la {re.escape(match[0])}", key)
        ):
            return False
        rank = ordinal(match["ordinal"]) if match["ordinal"] else number(match["number"])
        if rank is None:
            return False
        if self.current is None:
            self.current = self.found[-1] if self.found else self._opened(None, sentence)
        part = next((one for one in self.current.parts if one.number == rank), None)
        if part is None:
            part = _Part(rank)
            self.current.parts.append(part)
        self.part, self.oral = part, False
        part.lines.extend(sentence.lines)
        for one in counted[:1]:
            self._fill(part, one, sentence, f"partie {rank}")
        self._characters(part, sentence)
        return True

    def _counts(self, sentence: Sentence) -> bool:
        """A sentence that counts the pages of a production or of its annexes."""
        counted = pages(sentence.text)
        if not counted:
            return self._count_parts(sentence)
        if sentence.bullet and self.current is not None and self.listing:
            return True
        main = [one for one in counted if not one.annex]
        if main:
            name = _name_in(sentence.key)
            self._choose(name, sentence)
            assert self.current is not None
            for one in main:
                self._fill(self.current, one, sentence, "")
        for one in counted:
            if one.annex and self.current is not None:
                value = Read(one.high or one.low or 0, sentence.lines, _ABOUT if one.about else "")
                self._once("annex_pages_max", value, sentence)
        if self.current is not None:
            self._characters(self.current, sentence)
        self._count_parts(sentence)
        return True

    def _count_parts(self, sentence: Sentence) -> bool:
        match = _PART_COUNT.search(sentence.key)
        if not match:
            return False
        if self.current is None:
            self._names(sentence)
        if self.current is not None:
            self.current.announced = number(match["n"])
        return self.current is not None

    def _fill(self, target: _Part | _Production, one: Pages, sentence: Sentence, what: str) -> None:
        doubt = _ABOUT if one.about else ""
        for name, value in (("pages_min", one.low), ("pages_max", one.high)):
            if value is None:
                continue
            old: Read[int] | None = getattr(target, name)
            if old is None:
                setattr(target, name, Read(value, sentence.lines, doubt))
            elif old.value != value:
                self._twice(what or "production", old.value, value, sentence)
                setattr(target, name, Read(old.value, old.lines, f"Le document imprime aussi {value} pages."))

    def _once(self, name: str, read: Read[int], sentence: Sentence) -> None:
        assert self.current is not None
        old: Read[int] | None = getattr(self.current, name)
        if old is None:
            setattr(self.current, name, read)
        elif old.value != read.value:
            self._twice("annexes", old.value, read.value, sentence)
            setattr(
                self.current,
                name,
                Read(old.value, old.lines, f"Le document imprime aussi {read.value} pages."),
            )

    def _twice(self, what: str, one: int, other: int, sentence: Sentence) -> None:
        place = sentence.lines[0].place if sentence.lines else ""
        self.out.findings.append(
            Finding(
                "warning",
                "pages-twice",
                f"Le RE donne deux nombres de pages ({what}) : {one} puis {other} ({place}).",
                self.where,
            )
        )

    def _characters(self, target: _Part | _Production, sentence: Sentence) -> None:
        counted = characters(sentence.text)
        if counted and target.chars_max is None:
            target.chars_max = Read(counted[0], sentence.lines, _ABOUT_SIGNS if counted[1] else "")

    def _interviews(self, sentence: Sentence) -> None:
        match = _INTERVIEWS.search(sentence.key)
        if match and self.current is not None:
            value = number(match["n"] or match["m"])
            if value and self._target().min_interviews is None:
                self._target().min_interviews = Read(value, sentence.lines)

    def _layout(self, sentence: Sentence) -> bool:
        """Font, size and line spacing; False where the sentence says none."""
        text = clean(sentence.text)
        font = _KNOWN_FONT.search(text) or _FONT.search(text)
        spacing = _SPACING.search(text.lower())
        if not font and not spacing:
            return False
        if self.current is None:
            self._names(sentence)
        target = self.current or (self.found[-1] if self.found else None)
        if target is None:
            return False
        if font and target.font is None:
            target.font = Read(font["font"], sentence.lines)
            size = _SIZE.match(text[font.end() :]) or _SIZE_ALONE.search(text)
            if size:
                target.font_size = Read(float(size["size"].replace(",", ".")), sentence.lines)
        if spacing and target.line_spacing is None:
            said = spacing["n"]
            value = {"simple": 1.0, "double": 2.0}.get(said) or float(said.replace(",", "."))
            target.line_spacing = Read(value, sentence.lines)
        return True

    # --- which production ---

    def _names(self, sentence: Sentence, anywhere: bool = False) -> None:
        """« Le candidat rédige un dossier de préparation »: opens that production, or comes back to it."""
        key = sentence.key
        verb = _MAKES.search(key)
        start = 0 if anywhere or verb is None else verb.start()
        name = _name_in(key[start:], indefinite=not anywhere)
        if anywhere and name is None:
            name = _name_in(f"le {key}")
        if name is None or name in _OUTSIDE:
            return
        self._choose(name, sentence)

    def _choose(self, name: str | None, sentence: Sentence) -> None:
        """The production that a name stands for: one already met, or a new one."""
        self.part = None
        self.oral = False
        if name is None or name in _OUTSIDE:
            if self.current is None:
                self.current = self.found[-1] if self.found else self._opened(None, sentence)
            return
        same = next((one for one in reversed(self.found) if _same_name(name, one.key)), None)
        if same is None:
            same = next((one for one in self.found if not one.name), None)
            if same is None:
                same = self._opened(name, sentence)
            else:
                same.name = Read(_printed_name(sentence.text, name), sentence.lines)
        elif same.name and _tells_more(name, same.key):
            same.name = Read(_printed_name(sentence.text, name), (*same.name.lines, *sentence.lines))
        self.current = same

    def _opened(self, name: str | None, sentence: Sentence) -> _Production:
        made = _Production(Read(_printed_name(sentence.text, name), sentence.lines) if name else None)
        self.found.append(made)
        return made

    # --- hours in a company ---

    def _hours(self, sentence: Sentence) -> bool:
        key = sentence.key
        if not _COMPANY.search(key):
            return False
        match = _HOURS.search(key)
        if not match:
            return False
        value, doubt = _in_hours(match)
        if value:
            self.out.company_hours.append(Read(value, sentence.lines, doubt))
        # « réalise un dossier à partir de périodes en entreprise » names the production too.
        makes = _MAKES.search(key)
        name = _name_in(key[makes.start() :]) if makes and not pages(sentence.text) else None
        if name and name not in _OUTSIDE:
            self._choose(name, sentence)
        return True

    def _note_activities(self, sentence: Sentence) -> None:
        for match in re.finditer(
            r"(?:\bCCP|\bCCS|"
            r"[Aa]ctivit[ée]s?(?:[- ][Tt]ypes?)?(?:\s+n?°?\s*\d)?)\s*[«“\"]\s*([^«»“”\"]{8,}?)\s*[»”\"]",
            clean(sentence.text),
        ):
            self.out.activities.append(Read(title_text(match[1]), sentence.lines))

    # --- result ---

    def result(self) -> Productions:
        for one in self.found:
            built = self._build(one)
            if built is not None:
                self.out.productions.append(built)
        return self.out

    def _build(self, one: _Production) -> ReadProduction | None:
        lines = tuple(self._lines(one))
        name = one.name or Read("Production", lines, "Le texte compte des pages sans nommer la production.")
        parts = sorted(one.parts, key=lambda part: part.number)
        if parts and one.announced and one.announced != len(parts):
            self.out.findings.append(
                Finding(
                    "warning", "parts-count",
                    f"{name.value} : le RE annonce {one.announced} parties et en décrit {len(parts)}.", self.where,
                )
            )  # fmt: skip
        unsure = one.headed and not parts and not any((one.pages_min, one.pages_max, one.chars_max))
        if unsure:
            name = Read(name.value, name.lines, _HEADED)
        if not parts and (self._stated(one)):
            parts = [self._undivided(one, _HEADED if unsure else "")]
        elif parts and one.whole.requirements:
            parts[0].requirements[:0] = one.whole.requirements
        return ReadProduction(
            name=name,
            test=self.test,
            pages_min=one.pages_min,
            pages_max=one.pages_max,
            annex_pages_max=one.annex_pages_max,
            chars_max=one.chars_max,
            font=one.font,
            font_size=one.font_size,
            line_spacing=one.line_spacing,
            parts=tuple(part.built() for part in parts),
        )

    def _stated(self, one: _Production) -> bool:
        """True where the text says something of a production beyond its name."""
        counted = (one.pages_min, one.pages_max, one.annex_pages_max, one.chars_max)
        return any(counted) or bool(one.whole.requirements or one.whole.competences)

    def _undivided(self, one: _Production, doubt: str) -> _Part:
        """A production of one piece: its part is the whole of it, on the competences that it or its test names."""
        part = one.whole
        part.pages_min, part.pages_max, part.chars_max = one.pages_min, one.pages_max, one.chars_max
        if not part.competences:
            part.competences = [Read(read.value, read.lines, doubt or read.doubt) for read in self.named] or [
                Read(read.value, read.lines, _FROM_TEST if rank == 0 else "")
                for rank, read in enumerate(self.own)
            ]
        return part

    def _lines(self, one: _Production) -> Iterator[Line]:
        for read in (one.pages_min, one.pages_max, one.annex_pages_max):
            if read is not None:
                yield from read.lines


_ABOUT = "Le document dit « environ »."
_HEADED = "Un intertitre seul nomme cette production, sans nombre de pages : c’est peut-être une rubrique d’une autre."
_ABOUT_SIGNS = "Le document dit « environ » : ce nombre de signes n’est pas une limite ferme."
_FROM_TEST = (
    "Le RE ne nomme pas les compétences de cette production : ce sont celles de l’épreuve qu’elle prépare."
)


def _asked(text: str) -> str:
    """A required content, without the punctuation that only closed it."""
    return re.sub(r"(?:(?<!\.)\.|\s*:)$", "", item(text))


def _in_hours(match: re.Match[str]) -> tuple[int | None, str]:
    if match["n"]:
        return number(match["n"]) or (int(match["n"]) if match["n"].isdigit() else None), ""
    for name, hours, unit in (("weeks", _HOURS_PER_WEEK, "semaines"), ("days", _HOURS_PER_DAY, "jours")):
        if match[name]:
            count = number(match[name]) or 0
            return count * hours, f"Le document dit « {count} {unit} » : compté à {hours} heures l’une."
    count = number(match["months"]) or 0
    return None if not count else count * 151, f"Le document dit « {count} mois » : compté à 151 heures l’un."


def _name_in(key: str, indefinite: bool = False) -> str | None:
    """The name of the production that folded words hold."""
    for match in _NAME.finditer(key):
        if indefinite and not match["det"].startswith("un"):
            continue
        name = re.sub(r"\s+", " ", match["name"]).strip()
        if name not in _OUTSIDE and not name.startswith("dossier professionnel"):
            return name
    return None


def _same_name(one: str, other: str) -> bool:
    """True where two names stand for one production: the same noun, and complements that do not part them."""
    if not one or not other:
        return False
    first, second = _words(one), _words(other)
    if first == second:
        return True
    if (first[0] in _GENERIC and len(first) == 1) or (second[0] in _GENERIC and len(second) == 1):
        return True
    return first[0] == second[0] and (
        first[1:] == second[1:] or not first[1:] or not second[1:] or first[1] == second[1]
    )


def _tells_more(name: str, other: str) -> bool:
    """« dossier de projet » tells more than « dossier », which tells more than « production »."""
    noun, known = name.split(" ")[0], other.split(" ")[0]
    return (
        len(name) > len(other)
        if noun == known
        else known == "production" or known == "document" != noun != "production"
    )


def _words(name: str) -> list[str]:
    return [
        word.rstrip("s")
        for word in re.split(r"[ ']", name)
        if word not in ("de", "d", "du", "la", "le", "l", "des", "les")
    ]


def _printed_name(text: str, name: str) -> str:
    """A name found in folded words, as the sentence prints it, with a capital."""
    printed = clean(text)
    wanted = letters(name)
    words = printed.split(" ")
    for start in range(len(words)):
        for stop in range(start + 1, min(start + 14, len(words)) + 1):
            said = " ".join(words[start:stop])
            bare = re.sub(r"^(?:[lLdD]’)", "", said)
            if letters(bare) == wanted:
                bare = bare.strip(' ,.;:()«»"')
                return bare[:1].upper() + bare[1:]
    return name[:1].upper() + name[1:]
