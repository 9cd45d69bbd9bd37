"""A target beside its plan, month by month: the curve, its words, its table, and small ones of many shares."""
