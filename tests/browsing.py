"""What a page in a browser says and becomes, asked so that it does not matter how far it has been drawn."""


def text_of(locator) -> str:
    """Return the text also of what the browser has not drawn yet, which is empty for `inner_text`."""
    return " ".join(locator.text_content().split())


def until(page, true: str) -> None:
    """Wait until an expression is true: asked from here, for the page's policy lets nothing ask again and again."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"never true: {true}")
