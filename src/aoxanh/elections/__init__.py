"""Committees of the Union through their terms: elected with shown arithmetic, recognised by the superior, completed and ended."""
