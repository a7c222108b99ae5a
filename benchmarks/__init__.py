"""Figures, each beside a denominator taken in the same run."""
