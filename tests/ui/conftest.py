"""The catalogues are compiled before the first sentence is asked for."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))

import messages

messages.compile_all()
