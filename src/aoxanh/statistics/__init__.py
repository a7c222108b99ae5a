"""Period reports whose sums close, issued reports that never change, and how a unit stands (membership §8)."""
