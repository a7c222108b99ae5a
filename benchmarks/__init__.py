"""Figures of the house, each beside a denominator measured in the same run."""
