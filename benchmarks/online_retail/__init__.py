"""A year of a real shop with six flows, tick by tick."""
