"""English pages print dates and numbers the Vietnamese way too: papers and screens must agree."""

from aoxanh.config.formats.vi.formats import *  # noqa: F403 - Django reads a module of this name for each language
