"""How many files of VAE one person may open in a calendar year (B4, R6412-3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class VAEFile:
    """A file of VAE: for which certification (code of the title), whole or for some blocs, opened on which day.

    `counted` is False for a file refused by the certifier, or given up before it was sent.
    """

    code: str
    opened_on: date
    whole: bool
    counted: bool = True


def reasons_against_file(
    asked: VAEFile, known: Iterable[VAEFile], parameters: Mapping[str, int]
) -> list[str]:
    """Every reason why this file cannot be opened in its year; a file for blocs alone is never limited."""
    if not asked.whole:
        return []
    year = asked.opened_on.year
    same_year = [one for one in known if one.counted and one.whole and one.opened_on.year == year]
    each, every = parameters["vae_files_per_certification"], parameters["vae_files_per_year"]
    found = []
    if (same := sum(one.code == asked.code for one in same_year)) >= each:
        found.append(
            f"Cette personne a déjà {_files(same)} de VAE pour cette certification en {year} : "
            f"{_files(each)} au plus par année civile (R6412-3)."
        )
    if len(same_year) >= every:
        found.append(
            f"Cette personne a déjà {_files(len(same_year))} de VAE en {year}, toutes certifications : "
            f"{every} au plus par année civile (R6412-3)."
        )
    return found


def _files(count: int) -> str:
    return f"{count} dossier{'s' if count > 1 else ''}"
