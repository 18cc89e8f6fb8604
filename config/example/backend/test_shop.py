import unittest

from prices import gross_cents, net_cents, total_cents
from stock import Stock


class Shop(unittest.TestCase):
    def test_prices(self):
        self.assertEqual(net_cents(3, 100), 300)
        self.assertEqual(gross_cents(100), 119)
        self.assertEqual(total_cents([(1, 100, "standard"), (2, 50, "reduced")]), 226)

    def test_negative(self):
        with self.assertRaises(ValueError):
            net_cents(-1, 5)

    def test_stock(self):
        stock = Stock()
        stock.add("cup", 3)
        self.assertEqual(stock.take("cup", 2), 2)
        self.assertEqual(stock.report(), ["cup: 1 piece"])
        self.assertEqual(stock.take("cup", 5), 1)


if __name__ == "__main__":
    unittest.main()
