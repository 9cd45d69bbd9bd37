"""A plan's year: made from the one before, started, changed while it runs, carried over to the next."""
