"""How good the product is, held above floors."""
