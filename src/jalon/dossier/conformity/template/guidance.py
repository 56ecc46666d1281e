"""Advice to those who write, in our own words: the RE says what is asked, this says how one may go about it."""

import re
from functools import cache
from importlib.resources import files

WRITING = (
    "Écrivez à la première personne : ce que vous avez fait, dit, décidé, et pourquoi.",
    "Remplacez tout nom de personne accompagnée par une initiale ou un prénom d’emprunt signalé comme tel.",
    "Les conseils présentés comme celui-ci ne font pas partie du dossier : effacez-les au fil de l’écriture, ou "
    "demandez à Jalon la copie à remettre, d’où ils sont retirés.",
)
LAST_READING = (
    "Ce que le texte commente et que le lecteur doit voir : un outil, un planning, un bilan, une carte.",
    "Une annexe porte un numéro et un titre, et le texte y renvoie au moins une fois.",
    "Masquez noms, téléphones et adresses dans les documents reproduits.",
)
ANY = (
    "Partez d’une situation vécue : qui, quand, où, comment, puis ce que vous en retenez.",
    "Un fait daté convainc mieux qu’une généralité : dites ce que vous avez fait et ce qui a changé.",
    "Dites votre rôle et celui des autres, puis ce que cela a permis.",
)


@cache
def _lines() -> tuple[tuple[tuple[str, ...], str], ...]:
    """The beginnings of words that call for a piece of advice, and the advice, from `guidance.txt`."""
    text = files(__package__).joinpath("guidance.txt").read_text(encoding="utf-8")
    pairs = (line.split(" = ", 1) for line in text.splitlines() if not line.startswith("#"))
    return tuple((tuple(stems.split()), advice) for stems, advice in pairs)


def advice_for(requirement: str) -> str:
    """A piece of advice for a requirement of any title; a general one where its words call for no other."""
    words = re.findall(r"\w+", requirement.casefold())
    for stems, advice in _lines():
        if all(any(word.startswith(stem) for word in words) for stem in stems):
            return advice
    return ANY[len(words) % len(ANY)]
