"""Faults planted in a dossier that was planned, each by a function of its own that says what it did."""

import itertools
import random
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.dossier.conformity.building import Words

if TYPE_CHECKING:
    from benchmarks.dossier_corpus import Plan

Fault = Callable[["Plan"], None]


def plant(plan: "Plan", count: int) -> None:
    """That many faults, of different kinds, that the format and the production allow."""
    possible = [
        *_ANYWHERE,
        *_TYPE,
        *_TYPE,
        *(_WRITTEN if plan.kind != "pdf" else ()),
        *(_PLAN * 3 if plan.many else ()),
    ]
    # Personal data is one family of eight: no more than a third of the faults.
    chosen: list[Fault] = []
    while len(chosen) < count:
        one = plan.chance.choice(_PERSONAL if plan.chance.random() < 0.25 else possible)
        # Faults of the plan change what the others would mean.
        if one not in chosen and not (one in _PLAN and any(other in _PLAN for other in chosen)):
            chosen.append(one)
    for one in sorted(chosen, key=lambda fault: fault not in _PLAN):
        one(plan)


def _say(plan: "Plan", code: str, part: int | None = None, words: str = "", *excused: str) -> None:
    from benchmarks.dossier_corpus import Planted

    plan.planted.append(Planted(code, part, words, excused))


def _some_part(plan: "Plan", least: int = 1) -> int:
    """A part that is written, of so many pages at least."""
    numbers = [number for number in plan.order if plan.pages.get(number, 0) >= least]
    return plan.chance.choice(numbers or [number for number in plan.order if plan.pages.get(number)])


def _look(plan: "Plan", **look: object) -> int | None:
    """Gives that look to one part or, one time in three, to the whole text."""
    part = None if not plan.many or plan.chance.random() < 0.33 else _some_part(plan)
    for key in [part] if part else [None, *plan.pages]:
        plan.looks.setdefault(key, {}).update(look)
    return part


# --- letters ---


def font(plan: "Plan") -> None:
    _say(
        plan,
        "font",
        _look(plan, font=plan.chance.choice(("Calibri", "Times New Roman", "Cambria", "Verdana"))),
    )
    plan.fixed_sheets = False  # Verdana is wide


def font_size(plan: "Plan") -> None:
    _say(plan, "font_size", _look(plan, size=plan.chance.choice((9.0, 10.0, 12.0))))


def line_spacing(plan: "Plan") -> None:
    _say(plan, "line_spacing", _look(plan, spacing=plan.chance.choice((1.0, 1.35, 1.5))))


# --- sheets and file ---


def margins(plan: "Plan") -> None:
    plan.paper.margins = (plan.chance.choice((0.6, 0.8)),) * 4
    _say(plan, "margins")


def paper_size(plan: "Plan") -> None:
    plan.paper.sheet = (21.59, 27.94)
    _say(plan, "paper_size")


def page_numbers(plan: "Plan") -> None:
    plan.paper.page_numbers = False
    _say(plan, "page_numbers")


def tracked_changes(plan: "Plan") -> None:
    part = _some_part(plan)
    for change in ("inserted", "deleted"):
        said = Words("Cette phrase a été retouchée pendant la relecture.", change=change)  # type: ignore[arg-type]
        plan.said.setdefault(part, []).append(said)
    _say(plan, "tracked_changes")


def comments_left(plan: "Plan") -> None:
    if plan.kind != "docx":  # what makes the ODT leaves them out
        return margins(plan)
    said = Words("Le suivi se poursuit chaque semaine.", comment="À développer avant la remise.")
    plan.said.setdefault(_some_part(plan), []).append(said)
    _say(plan, "comments_left")
    return None


def hidden_text(plan: "Plan") -> None:
    said = Words("Penser à vérifier ce passage avec ma formatrice avant de rendre le dossier.", hidden=True)
    plan.said.setdefault(_some_part(plan), []).append(said)
    _say(plan, "hidden_text")


def draft_left(plan: "Plan") -> None:
    said = plan.chance.choice(
        (
            "Le dispositif [à compléter] accueille les personnes sur prescription.",
            "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
            "À COMPLÉTER",
        )
    )
    plan.said.setdefault(_some_part(plan), []).append(said)
    _say(plan, "draft_left")


def macros(plan: "Plan") -> None:
    if plan.kind != "docx":
        return hidden_text(plan)
    plan.macros = True
    _say(plan, "macros")
    return None


def picture_of_text(plan: "Plan") -> None:
    part = _some_part(plan, 3)
    plan.pictured[part] = 1
    _say(plan, "picture_of_text", None, "", "content_absent", "interviews_low")


def toc_missing(plan: "Plan") -> None:
    plan.toc = None
    plan.stale = False
    plan.planted[:] = [one for one in plan.planted if one.code != "toc_stale"]
    _say(plan, "toc_missing")


def toc_stale(plan: "Plan") -> None:
    if plan.toc is None or not plan.many:
        return page_numbers(plan) if plan.paper.page_numbers else None
    plan.stale = True
    _say(plan, "toc_stale")
    return None


# --- plan: the codes of length are told from it ---


def total(plan: "Plan") -> None:
    """Pages of the parts changed until the whole is out of range by three pages at least."""
    low, high = plan.production.pages_min or 1, plan.production.pages_max or 99
    up = plan.chance.random() < 0.5
    number = _some_part(plan)
    whole = sum(plan.pages.values())
    if up:
        plan.pages[number] += high - whole + 3
    elif plan.many:
        while sum(plan.pages.values()) > low - 3:
            tall = max(plan.pages, key=lambda one: plan.pages[one])
            plan.pages[tall] -= 1
    else:
        plan.pages[number] = max(low - 3, 1)
        plan.apart[:] = [name for name in plan.apart if name not in ("Introduction", "Conclusion")]


def annexes(plan: "Plan") -> None:
    plan.annexes = (plan.production.annex_pages_max or 0) + plan.chance.randint(2, 6)


def part_long(plan: "Plan") -> None:
    part = plan.chance.choice(plan.parts)
    plan.pages[part.number] = (part.pages_max or 5) + plan.chance.randint(1, 4)


def part_short(plan: "Plan") -> None:
    part = plan.chance.choice([one for one in plan.parts if (one.pages_min or 1) > 2] or plan.parts)
    plan.pages[part.number] = max((part.pages_min or 2) - plan.chance.randint(1, 2), 1)


def part_missing(plan: "Plan") -> None:
    number = plan.chance.choice(plan.order)
    plan.order.remove(number)
    plan.pages[number] = 0
    _say(plan, "part_missing", number)


def part_misplaced(plan: "Plan") -> None:
    """Two neighbours exchanged under their own names and numbers: either may be said to be out of place."""
    at = plan.chance.randrange(len(plan.order) - 1)
    first, second = plan.order[at : at + 2]
    plan.order[at : at + 2] = [second, first]
    _say(plan, "part_misplaced")


def part_merged(plan: "Plan") -> None:
    """A part follows the one before without a heading."""
    at = plan.chance.randrange(1, len(plan.order))
    number, holder = plan.order[at], plan.order[at - 1]
    plan.merged[number] = holder
    _say(plan, "part_merged", number, "", "part_long", "content_unsure", "content_absent")


# --- contents ---


def content_absent(plan: "Plan") -> None:
    """A required content left out of a part that keeps its length."""
    number = _some_part(plan)
    part = next(one for one in plan.parts if one.number == number)
    label = plan.chance.choice([one for one in part.requirements if "analyse de sa pratique" not in one])
    plan.without.setdefault(part.number, set()).add(label)
    _say(plan, "content_absent", part.number, label, "interviews_low", "persons_low")


def interviews_low(plan: "Plan") -> None:
    """Two interviews told one by one where three are asked."""
    asked = [one.number for one in plan.parts if one.min_interviews and plan.pages.get(one.number)]
    if not asked:
        return content_absent(plan)
    part = plan.chance.choice(asked)
    plan.interviews[part] = (
        "L’accompagnement a compté deux entretiens. Premier entretien : accueil, cadre et demande. Deuxième entretien "
        ": relecture du parcours, choix des démarches et signature du contrat."
    )
    plan.without.setdefault(part, set()).add("le résumé de chaque entretien")
    _say(plan, "interviews_low", part, "", "content_absent")
    return None


# --- personal data ---

_NAMES = (
    ("Lucie", "Marchetti"), ("Karim", "Bensaïd"), ("Ophélie", "Vasseur"), ("Moussa", "Coulibaly"),
    ("Thérèse", "Le Bihan"), ("Antoine", "Kerbrat"), ("Yasmina", "Ouali"), ("Grégory", "Pichon"),
)  # fmt: skip


def _personal(code: str, sentences: tuple[str, ...]) -> Fault:
    def planted(plan: "Plan") -> None:
        first, last = plan.chance.choice(_NAMES)
        words = {
            "person_name": f"{first} {last}", "first_name": first, "phone": _phone(plan.chance),
            "email": f"{_plain(first)}.{_plain(last)}{plan.chance.choice(('@', '@', ' (at) ', ' @ '))}gmail.com",
            "address": f"{plan.chance.randint(2, 98)} rue des Tilleuls", "plate": _plate(plan.chance),
            "birth_date": f"{plan.chance.randint(1, 28)} mars {plan.chance.randint(1962, 2004)}",
            "nir": _nir(plan.chance),
            "bank_account": _account(plan.chance),
            "personal_number": str(plan.chance.randrange(10**6, 10**7)),
        }[code]  # fmt: skip
        plan.said.setdefault(_some_part(plan), []).append(plan.chance.choice(sentences).format(words))
        _say(plan, code, None, words)

    return planted


def _plain(name: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", name.lower()) if sign.isascii() and sign.isalpha()
    )


def _phone(chance: random.Random) -> str:
    digits = [f"0{chance.choice('67')}", *(f"{chance.randrange(100):02}" for _ in range(4))]
    return chance.choice((" ", ".", "\u00a0", "")).join(digits)


def _plate(chance: random.Random) -> str:
    letters = "".join(chance.choices("ABCDEFGHJK", k=4))
    return f"{letters[:2]}-{chance.randint(100, 999)}-{letters[2:]}"


def _nir(chance: random.Random) -> str:
    number = f"{chance.choice('12')}{chance.randint(60, 99)}{chance.randint(1, 12):02}38185{chance.randint(1, 999):03}"
    number += f"{97 - int(number) % 97:02}"
    cuts = (0, 1, 3, 5, 7, 10, 13, 15)
    return " ".join(number[a:b] for a, b in itertools.pairwise(cuts)) if chance.random() < 0.6 else number


def _account(chance: random.Random) -> str:
    number = f"{chance.randrange(10**22):022}1"
    key = 98 - int(f"{number}152700") % 97
    account = f"FR{key:02}{number}"
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4))


_PERSONAL = tuple(
    _personal(code, sentences)
    for code, sentences in {
        "person_name": (
            "À sa demande, j’ai reçu {} une semaine plus tôt que prévu.",
            "{} souhaite reprendre une activité à temps partiel.",
            "Le contrat d’engagement de {} a été signé au mois de mai.",
        ),
        "first_name": (
            "Lors du dernier rendez-vous, {} m’explique avoir renoncé à sa formation.",
            "J’ai proposé à {} de visiter l’atelier avant de décider.",
            "Le projet de {} me semble désormais réaliste.",
        ),
        "phone": (
            "Pour le joindre : {} après dix-huit heures.",
            "Son numéro, {}, ne répondait plus depuis lundi.",
        ),
        "email": ("Elle m’a écrit depuis {} pour reporter le rendez-vous.", "Courriel : {}"),
        "bank_account": ("L’aide est versée sur son compte {} en fin de mois.", "IBAN : {}"),
        "personal_number": (
            "Son numéro d’allocataire est le {}.",
            "Titre de séjour n° {}, renouvelé en mai.",
        ),
        "address": (
            "Il est hébergé chez sa sœur, au {}, 38000 Grenoble.",
            "Son logement ({}) est insalubre.",
        ),
        "birth_date": ("Né le {}, il a quitté l’école à seize ans.", "Date de naissance : {}"),
        "nir": ("Son numéro de sécurité sociale ({}) figure dans le dossier.", "N° SS : {}"),
        "plate": ("Sa voiture, immatriculée {}, est en panne.", "Le véhicule prêté porte la plaque {}."),
    }.items()
)
_TYPE = (font, font_size, line_spacing)
_ANYWHERE = (
    paper_size, page_numbers, picture_of_text, toc_missing, toc_stale, total, annexes, content_absent, content_absent,
    interviews_low, draft_left,
)  # fmt: skip
_WRITTEN = (margins, tracked_changes, comments_left, hidden_text, macros)
_PLAN = (part_long, part_short, part_missing, part_misplaced, part_merged)
