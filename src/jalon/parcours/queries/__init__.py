"""Reads about paths to a title."""

from jalon.parcours.queries.paths import (
    acquired_ccps,
    act_dates,
    acts_of,
    ccps_still_missing,
    current_parcours_of,
    holds_titre,
    hours_gauges,
    periods_by_company,
    periods_of,
    trainers_on,
    vae_files_of,
)

__all__ = [
    "acquired_ccps",
    "act_dates",
    "acts_of",
    "ccps_still_missing",
    "current_parcours_of",
    "holds_titre",
    "hours_gauges",
    "periods_by_company",
    "periods_of",
    "trainers_on",
    "vae_files_of",
]
