"""The number check: every number of a paper is bound to a result, or allowed by name at its place."""

from .bindings import Fault
from .check import Report, check
from .source import count_bound
from .subjects import Subjects
from .tokens import Token, statements, tokens

__all__ = ["Fault", "Report", "Subjects", "Token", "check", "count_bound", "statements", "tokens"]
