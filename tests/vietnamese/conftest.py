"""Modest numbers of examples: the whole room is tested in a few seconds."""

from hypothesis import settings

settings.register_profile("vietnamese", max_examples=80, deadline=None)
settings.load_profile("vietnamese")
