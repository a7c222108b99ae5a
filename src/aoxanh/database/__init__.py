"""What SQLite and PostgreSQL do differently, in one place: the rest of the house writes portable code."""
