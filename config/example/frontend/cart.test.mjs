import assert from "node:assert";
import { test } from "node:test";
import { addToCart, describe, formatCents } from "./cart.mjs";

test("adds", () => {
  const cart = addToCart([], "cup");
  addToCart(cart, "cup", 2);
  assert.deepEqual(cart, [{ article: "cup", count: 3 }]);
  assert.equal(describe(cart), "3 x cup");
});

test("formats", () => {
  assert.equal(formatCents(1205), "12.05");
});
