"""Keys and sealed values: what must stay unreadable in a stolen copy of the database."""
