"""The register: its tables and source entries, read once, checked, and handed on."""

from .read import Register

__all__ = ["Register"]
