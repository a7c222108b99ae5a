""" "Việc của tôi": what waits for the reader, gathered from every room that has something to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Work:
    """One thing to do: a title, a line of circumstances, where to do it, and whether it is late."""

    title: Any
    meta: Any
    url: str
    icon: str = "file-text"
    action: Any = ""
    tag: Any = ""
    tone: str = "info"
    late: bool = False
    weight: int = 100


@dataclass(frozen=True)
class Figure:
    """A figure beside the work: label, value, and where it comes from."""

    label: Any
    value: Any
    url: str = ""
    trend: Any = ""
    tone: str = ""


@dataclass(frozen=True)
class Start:
    """A place from which the reader's duty begins, for when nothing waits: what it is and what it is good for."""

    title: Any
    meta: Any
    url: str
    icon: str
    order: int = 100


WORK_SOURCES: list[Callable[[Any], Iterable[Work]]] = []
FIGURE_SOURCES: list[Callable[[Any], Iterable[Figure]]] = []
#: Live topics on which the reader's work changes: the first page reads itself anew when something happens there.
TOPIC_SOURCES: list[Callable[[Any], Iterable[str]]] = []
START_SOURCES: list[Callable[[Any], Iterable[Start]]] = []


def waiting_for(request: HttpRequest) -> list[Work]:
    """Return what waits for the reader: late things first, then by weight."""
    found = [work for source in WORK_SOURCES for work in source(request)]
    return sorted(found, key=lambda work: (not work.late, work.weight))


def topics_for(request: HttpRequest) -> str:
    """Return the live topics of the reader's work, parted by spaces."""
    return " ".join(topic for source in TOPIC_SOURCES for topic in source(request))


def figures_for(request: HttpRequest) -> list[Figure]:
    """Return the figures beside it."""
    return [figure for source in FIGURE_SOURCES for figure in source(request)]


def starts_for(request: HttpRequest) -> list[Start]:
    """Return the four places nearest to the reader's duty."""
    found = [start for source in START_SOURCES for start in source(request)]
    return sorted(found, key=lambda start: start.order)[:4]
