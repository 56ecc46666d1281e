"""The words of a path as its reader takes them: « vous » to the person who walks it, « le candidat » to the others."""

from collections.abc import Mapping

_TO_WALKER: Mapping[str, str] = {
    "le candidat": "vous",
    "le bénéficiaire": "vous",
    "la personne accompagnée": "vous",
    "vous-même": "vous",
    "son accompagnateur": "votre accompagnateur",
    "son formateur": "votre formateur",
}
_TO_OTHERS: Mapping[str, str] = {"vous-même": "le candidat"}


def who_for(who: str, *, own: bool) -> str:
    """Who does a step, said to the reader: every floor writes it for others, some for the person."""
    told = who[:1].lower() + who[1:] if who.lower().startswith(("le ", "la ", "l’", "vous")) else who
    for written, said in (_TO_WALKER if own else _TO_OTHERS).items():
        told = told.replace(written, said)
    return told
