"""Files that go with entries: what is taken, what is made of it, where it is kept, who writes it down."""
