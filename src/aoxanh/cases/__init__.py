"""The Union's procedures as cases: each goes its route from unit to unit, is voted, decided and written in the book."""
