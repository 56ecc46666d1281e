"""Dossiers at no fault, as people hand them over: each odd in ways that no rule forbids, for every scope.

`INNOCENTS` gives, by name, the title, the scope, words of the production, and the bytes of the DOCX.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jalon.referentiel.schema import Part, Production, TitreVersion
from jalon.referentiel.shipped import shipped_titres

from .building import Docx, Words, prose
from .prose import beside, told
from .vendors import VENDORS, Block

CIP, ETI = (shipped_titres()[ref] for ref in ("TP-00403.08", "TP-00448.06"))
SIGNS = 1650  # of text on a page: room is left for headings, captions and larger letters
_INTERVIEWS = (
    "Premier entretien : faire connaissance et poser le cadre. Deuxième entretien : comprendre la demande. Troisième "
    "entretien : décider ensemble des premières étapes. Quatrième entretien : les revoir."
)
_PERSONS = (
    "J’ai suivi de près deux salariés : Madame A., arrivée en mars, et Monsieur B., présent depuis l’automne."
)


Writer = Callable[[Production], bytes]


@dataclass(frozen=True, slots=True)
class Innocent:
    titre: TitreVersion
    scope: str
    production: str
    write: Callable[[], bytes]

    @property
    def asked(self) -> Production:
        found = self.titre.scheme(self.scope).productions
        return next(one for one in found if self.production in one.name)


INNOCENTS: dict[str, Innocent] = {}


def innocent(titre: TitreVersion, scope: str, production: str = "") -> Callable[[Writer], Writer]:
    """Enters a writer under its name; it is given the production and returns a DOCX."""

    def enter(writer: Writer) -> Writer:
        one = Innocent(titre, scope, production, lambda: writer(one.asked))
        INNOCENTS[writer.__name__] = one
        return writer

    return enter


# --- what they say ---


def middle(part: Part) -> int:
    """Pages between those that the RE asks."""
    return ((part.pages_min or 2) + (part.pages_max or part.pages_min or 2) + 1) // 2


def written(part: Part, pages: int, seed: int, *, signs: int = SIGNS) -> list[list[Block]]:
    """The blocks of a part, page by page: each content under its heading, among other things."""
    chance = random.Random(seed)
    texts: list[Block] = []
    wordings = [chance.choice(told(label)) for label in part.requirements]
    spare = pages * signs - sum(len(one.text) + 80 for one in wordings)
    for rank, one in enumerate(wordings):
        texts += [("h2", one.heading), ("p", one.text)]
        if part.min_interviews and rank == 1:
            texts.append(("p", _INTERVIEWS))
        if "deux salariés" in part.requirements[rank]:
            texts.append(("p", _PERSONS))
        texts += [("p", text) for text in beside(chance, max(spare // len(wordings) // 6, 0))]
    size = sum(len(text) for _, text in texts) // pages + 1
    found: list[list[Block]] = [[] for _ in range(pages)]
    seen = 0
    for block in texts:
        at = min(seen // size, pages - 1)
        found[at].append(block)
        seen += len(block[1])
    return found


Say = Callable[[Docx, Block, bool], None]


def plain(paper: Docx, block: Block, new: bool) -> None:
    kind, text = block
    if kind == "p":
        paper.text(text, new_page=new)
    else:
        paper.text(Words(text, bold=True, size=12), new_page=new)


def body(
    paper: Docx, production: Production, heading: Callable[[Docx, Part], None], say: Say = plain, *,
    pages: Sequence[int] = (), flowing: bool = False, signs: int = SIGNS,
) -> None:  # fmt: skip
    """Each part under its heading, its pages turned where they should be or left to flow."""
    for rank, part in enumerate(production.parts):
        count = pages[rank] if pages else middle(part)
        heading(paper, part)
        for at, blocks in enumerate(written(part, count, part.number, signs=signs)):
            for place, block in enumerate(blocks):
                say(paper, block, not flowing and at > 0 and place == 0)


def cover(paper: Docx, titre: TitreVersion, production: Production) -> None:
    paper.text(Words(production.name.upper(), size=26, bold=True), align="center")
    paper.text(Words(f"Titre professionnel {titre.title}", size=14), align="center")
    paper.text(Words("Présenté par Jade Morel – Session de juin 2026", size=14), align="center")


def annexes(paper: Docx, count: int, said: str = "ANNEXE {}") -> None:
    for rank in range(1, count + 1):
        paper.text(Words(said.format(rank), bold=True, size=14), new_page=True)
        paper.text(prose(400, rank))


def hand(said: Callable[[int], str], size: float = 16) -> Callable[[Docx, Part], None]:
    return lambda paper, part: paper.text(Words(said(part.number), bold=True, size=size), new_page=True)


# --- the title CIP ---

SUBJECTS = (
    "La structure et son territoire", "L’accompagnement de Mme B.", "Le projet professionnel de M. K.",
    "Un atelier : réussir son entretien d’embauche", "Prospecter les employeurs", "Aider une entreprise à recruter",
    "L’intégration et le maintien dans l’emploi",
)  # fmt: skip


def _vendor(name: str) -> Writer:
    def writer(production: Production) -> bytes:
        blocks: list[Block] = [
            ("h1" if name == "google" else "p", production.name),
            ("p", "Jade Morel"),
            ("p", f"Titre professionnel {CIP.title}"),
        ]
        for part in production.parts:
            blocks += [("break", ""), ("h1", f"Partie {part.number} : {SUBJECTS[part.number - 1]}")]
            for at, page in enumerate(written(part, middle(part), part.number, signs=1500)):
                blocks += [("break", "")] * (at > 0) + page
        for rank in (1, 2):
            blocks += [("break", ""), ("h1", f"Annexe {rank}"), ("p", prose(400, rank))]
        return VENDORS[name](blocks)

    writer.__name__ = name
    return writer


for _name in VENDORS:
    innocent(CIP, "title")(_vendor(_name))


@innocent(CIP, "title")
def table_on_the_cover(production: Production) -> bytes:
    """A cover in a table, « Jade Morel – DSQ » at the head of each page, « 3 / 45 » at the foot, all typed by "
    "hand."""
    paper = Docx(header="Jade Morel – DSQ – Titre professionnel CIP", footer="Centre Les Acacias – page ")
    paper.table(
        [Words(production.name.upper(), bold=True, size=22)], ["Candidate", "Jade Morel"], ["Centre", "Les Acacias"],
        ["Tutrice", "Hélène Garcin"], ["Session", "juin 2026"],
    )  # fmt: skip
    paper.text(Words("TABLE DES MATIÈRES", bold=True), new_page=True)
    page = 3
    for part in production.parts:
        paper.text(f"PARTIE {part.number} {SUBJECTS[part.number - 1]}\tp.{page}")
        for rank, label in enumerate(part.requirements, 1):
            paper.text(f"{part.number}.{rank} {label[:60]}\tp.{page}")
        page += middle(part)
    paper.text(f"Annexes\tp.{page}")
    counts = dict.fromkeys(range(1, 8), 0)
    now = [0]

    def heading(paper: Docx, part: Part) -> None:
        now[0] = part.number
        paper.text(Words(f"PARTIE {part.number}", bold=True, size=18), new_page=True)
        paper.text(Words(SUBJECTS[part.number - 1], bold=True, size=16))

    def say(paper: Docx, block: Block, new: bool) -> None:
        if block[0] == "p":
            return paper.text(block[1], new_page=new)
        counts[now[0]] += 1
        return paper.text(Words(f"{now[0]}.{counts[now[0]]} - {block[1]}", bold=True), new_page=new)

    body(paper, production, heading, say)
    annexes(paper, 6)
    return paper.data()


@innocent(CIP, "title")
def ccps_above_parts(production: Production) -> bytes:
    """Three headings « CCP 1, 2, 3 » above the seven parts, a page of title before each CCP, « Titre 2 » for "
    "parts."""
    paper = Docx(heading_font="Georgia")
    cover(paper, CIP, production)
    paper.toc(
        [(f"Partie {part.number} – {SUBJECTS[part.number - 1]}", 0) for part in production.parts][:0],
        by="style",
    )
    above = {1: 1, 2: 2, 5: 3}

    def heading(paper: Docx, part: Part) -> None:
        if part.number in above:
            number = above[part.number]
            paper.heading(f"CCP {number} – {CIP.ccp(number).title}", 1, new_page=True)
        paper.heading(
            f"Partie {part.number} – {SUBJECTS[part.number - 1]}", 2, new_page=part.number not in above
        )

    def say(paper: Docx, block: Block, new: bool) -> None:
        if block[0] == "p":
            paper.text(block[1], new_page=new)
        else:
            paper.heading(block[1], 3, new_page=new)

    body(paper, production, heading, say)
    annexes(paper, 3)
    return paper.data()


@innocent(CIP, "title")
def captions_by_hand(production: Production) -> bytes:
    """Figures, tables and sources told by hand in 9 points under pictures, mails quoted in tables, a page in "
    "columns."""
    paper = Docx()
    cover(paper, CIP, production)
    count = [0]

    def say(paper: Docx, block: Block, new: bool) -> None:
        plain(paper, block, new)
        if block[0] == "h2":
            count[0] += 1
            paper.picture(6, 2.2, alt="Schéma")
            kind = ("Figure", "Tableau", "Graphique", "Schéma", "Illustration", "Photo")[count[0] % 6]
            said = "ce que montrent les chiffres de l’année écoulée dans le bassin d’emploi, par âge et par commune"
            paper.text(Words(f"{kind} {count[0]} : {said}", size=9, italic=count[0] % 2 == 0))
            paper.text(
                Words(
                    "Source : Insee, recensement de la population, exploitation complémentaire, 2025", size=8
                )
            )

    body(paper, production, hand(lambda n: f"Partie {n} – {SUBJECTS[n - 1]}"), say, signs=1250)
    annexes(paper, 4, "Annexe n°{} : document")
    return paper.data()


@innocent(CIP, "title")
def one_heading_higher(production: Production) -> bytes:
    """« Titre 1 » names the dossier on each divider page, parts are « Titre 2 » in words of their own, without "
    "number."""
    paper = Docx(theme=True)
    cover(paper, CIP, production)
    said = (
        "Ma structure d’accueil, son territoire et les acteurs", "Accompagner Madame B. dans son parcours d’insertion",
        "Élaborer avec Monsieur K. son projet professionnel", "Concevoir et animer un atelier thématique",
        "Prospecter les employeurs du bassin", "Apporter un appui technique au recrutement",
        "Faciliter l’intégration et le maintien du salarié",
    )  # fmt: skip
    paper.heading("Mon dossier support du questionnement", 1, new_page=True)
    paper.text("Ce dossier rend compte de mon stage de douze semaines.")

    def say(paper: Docx, block: Block, new: bool) -> None:
        paper.text(block[1], new_page=new) if block[0] == "p" else paper.heading(block[1], 3, new_page=new)

    body(paper, production, lambda paper, part: paper.heading(said[part.number - 1], 2, new_page=True), say)
    annexes(paper, 2)
    return paper.data()


@innocent(CIP, "title")
def annexes_listed_first(production: Production) -> bytes:
    """The list of annexes after the contents, abbreviations, a word to the jury; footnotes; everything justified."""
    paper = Docx()
    cover(paper, CIP, production)
    paper.toc(
        [(f"{n}. {name}", 5) for n, name in enumerate(SUBJECTS, 1)][:1], by="style", title="Plan du dossier"
    )
    paper.text(Words("Liste des annexes", bold=True, size=14), new_page=True)
    for rank in range(1, 6):
        paper.text(f"Annexe {rank} : document numéro {rank}")
    paper.text(Words("Liste des sigles", bold=True, size=14))
    for said in (
        "CIP : conseiller en insertion professionnelle",
        "PLIE : plan local pour l’insertion et l’emploi",
    ):
        paper.text(said)

    def say(paper: Docx, block: Block, new: bool) -> None:
        if block[0] == "p":
            paper.text(block[1], Words("", footnote="Voir l’annexe 2, page 44."), align="both", new_page=new)
        else:
            plain(paper, block, new)

    body(paper, production, hand(lambda n: f"{n}. {SUBJECTS[n - 1].upper()}"), say, signs=1400)
    annexes(paper, 5, "Annexe {} : document")
    return paper.data()


# --- the CCPs of CIP ---


@innocent(CIP, "ccp1")
def lettered(production: Production) -> bytes:
    """One part whose chapters are A, B and C, a contents typed by hand, a conclusion."""
    paper = Docx(header="Jade Morel")
    cover(paper, CIP, production)
    letters = iter("ABCDEFGH")

    def say(paper: Docx, block: Block, new: bool) -> None:
        if block[0] == "p":
            paper.text(block[1], new_page=new)
        else:
            paper.text(Words(f"{next(letters)}) {block[1].upper()}", bold=True), new_page=new)

    body(paper, production, lambda paper, part: paper.page_break(), say)
    annexes(paper, 3)
    return paper.data()


@innocent(CIP, "ccp2")
def numbered_as_the_title(production: Production) -> bytes:
    """Three parts that keep the numbers of the title’s dossier, each after a page with its name alone."""
    paper = Docx()
    cover(paper, CIP, production)

    def heading(paper: Docx, part: Part) -> None:
        paper.heading(f"PARTIE {part.number + 1}", by="hand", new_page=True)
        paper.text(Words(SUBJECTS[part.number], size=20), align="center")
        paper.page_break()

    body(paper, production, heading)
    annexes(paper, 5)
    return paper.data()


@innocent(CIP, "ccp2")
def shortened(production: Production) -> bytes:
    """« P1 », « P2 », « P3 » in boxes, keywords in the margin, a mail pasted in a framed cell."""
    paper = Docx()
    cover(paper, CIP, production)
    said = ("P1 – Suivi", "P2 – Projet", "P3 – Atelier")

    def say(paper: Docx, block: Block, new: bool) -> None:
        plain(paper, block, new)
        if block[0] == "h2" and len(block[1]) % 3 == 0:
            paper.table(
                [
                    Words(
                        "De : le service emploi. Objet : atelier. Bonjour, la salle est libre.",
                        font="Calibri",
                    )
                ]
            )

    body(
        paper,
        production,
        lambda paper, part: paper.heading(said[part.number - 1], by="box", new_page=True),
        say,
    )
    return paper.data()


@innocent(CIP, "ccp3")
def paraphrased(production: Production) -> bytes:
    """Part titles in other words than those of the RE, no number, in « Titre 1 »; landscape annexes."""
    paper = Docx(header="DSP – CCP 3")
    cover(paper, CIP, production)
    said = ("Aller vers les employeurs", "Quand une entreprise cherche quelqu’un", "Après l’embauche")

    def say(paper: Docx, block: Block, new: bool) -> None:
        paper.text(block[1], new_page=new) if block[0] == "p" else paper.heading(block[1], 2, new_page=new)

    body(paper, production, lambda paper, part: paper.heading(said[part.number - 1], new_page=True), say)
    paper.section()
    paper.heading("Annexes")
    paper.table(*[["Entreprise", "Contact", "Suite"]] * 12)
    paper.section(landscape=True)
    return paper.data()


# --- ETI ---


def _numbered() -> Say:
    count = [0]

    def say(paper: Docx, block: Block, new: bool) -> None:
        if block[0] == "p":
            paper.text(block[1], new_page=new)
        else:
            count[0] += 1
            paper.text(Words(f"{count[0]}. {block[1]}", bold=True, size=13), new_page=new)

    return say


def _eti_body(
    paper: Docx, production: Production, heading: Callable[[Docx, Part], None], say: Callable[[], Say]
) -> None:
    for part in production.parts:
        heading(paper, part)
        speak = say()
        for at, blocks in enumerate(written(part, middle(part), part.number)):
            for place, block in enumerate(blocks):
                speak(paper, block, at > 0 and place == 0)


@innocent(ETI, "title", "questionnement")
def two_ccps(production: Production) -> bytes:
    """Parts named after the CCPs, their chapters numbered from 1 in both, in the same bold type two points "
    "smaller."""
    paper = Docx()
    cover(paper, ETI, production)

    def heading(paper: Docx, part: Part) -> None:
        said = f"CCP {part.number} : {ETI.ccp(part.number).title}"
        paper.text(Words(said, bold=True, size=15), new_page=True)

    _eti_body(paper, production, heading, _numbered)
    annexes(paper, 5)
    return paper.data()


@innocent(ETI, "title", "questionnement")
def two_activities(production: Production) -> bytes:
    """« Activité-type 1 », « Activité-type 2 » in « Titre 1 », chapters in « Titre 2 » numbered by Word."""
    paper = Docx(numbered_headings=False, heading_font="Calibri")
    cover(paper, ETI, production)

    def numbered() -> Say:
        count = [0]

        def say(paper: Docx, block: Block, new: bool) -> None:
            if block[0] == "p":
                return paper.text(block[1], new_page=new)
            count[0] += 1
            return paper.heading(f"{count[0]}/ {block[1]}", 2, new_page=new)

        return say

    _eti_body(
        paper, production,
        lambda paper, part: paper.heading(f"Activité-type {part.number}", new_page=True), numbered,
    )  # fmt: skip
    annexes(paper, 2)
    return paper.data()


@innocent(ETI, "title", "questionnement")
def bare_subjects(production: Production) -> bytes:
    """No number: the two parts in capitals, their chapters in bold of the same size, some about work, some about "
    "men."""
    paper = Docx()
    cover(paper, ETI, production)
    said = ("ENCADRER L’ACTIVITÉ DE PRODUCTION", "ACCOMPAGNER LES SALARIÉS EN INSERTION")

    def say(paper: Docx, block: Block, new: bool) -> None:
        paper.text(block[1] if block[0] == "p" else Words(block[1], bold=True), new_page=new)

    body(
        paper,
        production,
        lambda paper, part: paper.heading(said[part.number - 1], by="hand", new_page=True),
        say,
    )
    annexes(paper, 4)
    return paper.data()


@innocent(ETI, "title", "questionnement")
def roman_and_letters(production: Production) -> bytes:
    """« I. », « II. » for the parts and « 1) », « 2) » up to twelve below, by style; an introduction and a "
    "conclusion."""
    paper = Docx(header="DSQ – ETI")
    cover(paper, ETI, production)
    paper.heading("Introduction", new_page=True)
    paper.text(prose(900, 5))

    def lettered() -> Say:
        count = [0]

        def say(paper: Docx, block: Block, new: bool) -> None:
            if block[0] == "p":
                return paper.text(block[1], new_page=new)
            count[0] += 1
            return paper.heading(f"{count[0]}) {block[1]}", 2, new_page=new)

        return say

    said = ("I. L’encadrement technique", "II. L’accompagnement des salariés")
    _eti_body(
        paper, production, lambda paper, part: paper.heading(said[part.number - 1], new_page=True), lettered
    )
    paper.heading("Conclusion", new_page=True)
    paper.text(prose(600, 6))
    return paper.data()


@innocent(ETI, "title", "séance")
def mostly_tables(production: Production) -> bytes:
    """A session told in tables: heads on the left, text on the right, the scenario by columns."""
    paper = Docx()
    cover(paper, ETI, production)
    paper.page_break()
    held: list[str] = []

    def say(paper: Docx, block: Block, new: bool) -> None:
        if new:
            paper.page_break()
        if block[0] == "h2":
            held[:] = [block[1]]
        else:
            paper.table([Words(held.pop() if held else "", bold=True), block[1]], widths=(3.5, 12.5))
            paper.text("")

    body(paper, production, lambda paper, part: None, say, signs=1300)
    annexes(paper, 2)
    return paper.data()


@innocent(ETI, "ccp1")
def in_columns(production: Production) -> bytes:
    """A page in two columns, quotations, lists, sections; chapters numbered 1.1 to 4.3; hand captions."""
    paper = Docx(header="Jade Morel – CCP 1")
    cover(paper, ETI, production)
    paper.section()
    count = [0]

    def say(paper: Docx, block: Block, new: bool) -> None:
        if block[0] == "p":
            paper.text(block[1], new_page=new)
            if count[0] % 3 == 1:
                paper.item("un point à surveiller", level=0)
                paper.item("un autre, qui en dépend", level=1)
        else:
            count[0] += 1
            paper.heading(f"{(count[0] + 2) // 3}.{(count[0] + 2) % 3 + 1} {block[1]}", 2, new_page=new)

    body(paper, production, lambda paper, part: None, say, signs=1450)
    annexes(paper, 3)
    return paper.data()


@innocent(ETI, "ccp2")
def told_as_a_story(production: Production) -> bytes:
    """Continuous text, chapters named by a short sentence; people told of by a letter or a borrowed first name."""
    paper = Docx()
    cover(paper, ETI, production)

    def say(paper: Docx, block: Block, new: bool) -> None:
        paper.text(block[1] if block[0] == "p" else Words(block[1], italic=True, bold=True), new_page=new)

    body(paper, production, lambda paper, part: paper.page_break(), say)
    annexes(paper, 2)
    return paper.data()


@innocent(ETI, "ccp3", "séance")
def on_its_side(production: Production) -> bytes:
    """The scenario on a landscape sheet in the middle of the text."""
    paper = Docx()
    cover(paper, ETI, production)
    paper.page_break()
    body(paper, production, lambda paper, part: None, pages=[4])
    paper.section()
    paper.table(["Étape", "Contenu", "Ressource"], *[["Accueil", "Rappel de la consigne", "Fiche"]] * 8)
    paper.section(landscape=True)
    paper.text(Words("ANNEXES", bold=True, size=14))
    paper.text(prose(300, 2))
    return paper.data()
