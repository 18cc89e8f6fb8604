"""What an order costs."""

VAT = {"standard": 19, "reduced": 7}


def net_cents(quantity, unit_cents):
    """Give the price of a line of an order before tax."""
    if quantity < 0:
        raise ValueError("a quantity cannot be negative")
    if quantity >= 100:
        return quantity * unit_cents * 9 // 10
    return quantity * unit_cents


def gross_cents(net, rate="standard"):
    """Give a price with tax, rounded half up."""
    if rate not in VAT:
        raise KeyError(rate)
    return (net * (100 + VAT[rate]) + 50) // 100


def total_cents(lines):
    """Give the price of a whole order with tax."""
    total = 0
    for quantity, unit_cents, rate in lines:
        total += gross_cents(net_cents(quantity, unit_cents), rate)
    return total
