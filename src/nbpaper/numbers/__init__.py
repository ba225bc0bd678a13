"""Numbers in texts: one tokenizer, in digits and in words."""

from .tokens import Token, statements, tokens

__all__ = ["Token", "statements", "tokens"]
