"""What is on the shelves."""


class Stock:
    """Counts of articles."""

    def __init__(self):
        self.counts = {}

    def add(self, article, count):
        """Put articles on the shelf."""
        if count <= 0:
            raise ValueError("add at least one")
        self.counts[article] = self.counts.get(article, 0) + count

    def take(self, article, count):
        """Take articles from the shelf, or fewer if there are fewer."""
        there = self.counts.get(article, 0)
        taken = min(there, count)
        if taken == there:
            self.counts.pop(article, None)
        else:
            self.counts[article] = there - taken
        return taken

    def report(self):
        """Give a line of text for each article."""
        rows = []
        for article in sorted(self.counts):
            count = self.counts[article]
            unit = "piece" if count == 1 else "pieces"
            rows.append(f"{article}: {count} {unit}")
        if not rows:
            rows.append("nothing in stock")
        return rows
