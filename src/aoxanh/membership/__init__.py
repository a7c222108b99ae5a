"""The membership book: its lines, what they add up to, the roster, the statute's numbers."""
