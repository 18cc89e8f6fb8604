// The cart as the shop's page shows it.

export function addToCart(cart, article, count = 1) {
  if (count <= 0) {
    throw new RangeError("add at least one");
  }
  const line = cart.find((each) => each.article === article);
  if (line) {
    line.count += count;
  } else {
    cart.push({ article, count });
  }
  return cart;
}

export function formatCents(cents) {
  const sign = cents < 0 ? "-" : "";
  const absolute = Math.abs(cents);
  return `${sign}${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, "0")}`;
}

export function describe(cart) {
  if (cart.length === 0) {
    return "Your cart is empty.";
  }
  return cart.map((line) => `${line.count} x ${line.article}`).join(", ");
}
