"""Names in the order in which people count."""


def split_digits(name: str) -> tuple[tuple[str, int], ...]:
    """Give a name as pairs of letters and the number behind them, so that names sort as people count."""
    parts: list[tuple[str, int]] = []
    letters, digits = "", ""
    for character in f"{name}\0":
        if character.isascii() and character.isdigit():
            digits += character
            continue
        if digits:
            parts.append((letters, int(digits)))
            letters, digits = "", ""
        letters += character
    return (*parts, (letters, -1))
