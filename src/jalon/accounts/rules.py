"""Pure rules of the accounts screens."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """`text` as a spreadsheet cell that is read, never computed: a leading apostrophe disarms a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) or text[:1] in _FORMULA_STARTS else text
