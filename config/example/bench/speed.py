"""How long the back end takes; SLOW=1 in the environment does a third more, as a careless change might."""

import os

from prices import total_cents
from stock import Stock

LINES = [(quantity, 995, "standard") for quantity in range(520 if os.environ.get("SLOW") == "1" else 400)]


def bench_total(benchmark):
    benchmark.pedantic(total_cents, (LINES,), rounds=15, iterations=20)


def bench_stock(benchmark):
    def fill():
        stock = Stock()
        for article in range(400):
            stock.add(article, 2)

    benchmark.pedantic(fill, rounds=15, iterations=20)
