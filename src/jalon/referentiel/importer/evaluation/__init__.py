"""The grammar of the référentiel d’évaluation (RE, REV; référentiel de certification, RC, until 2018), of every era."""

from .grammar import read_evaluation

__all__ = ["read_evaluation"]
