"""What live events hold of people: codes only, the page asks again for what it shows."""

from aoxanh.database.inventory import NONE, classify
from aoxanh.live.models import LiveEvent

classify(LiveEvent, {"id topic kind payload created_at": NONE})
