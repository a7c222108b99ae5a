"""Where the lines and bars of small charts lie; the templates draw them as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aoxanh.ui import formats

WIDTH, HEIGHT = 120.0, 32.0


def bars(rows: Iterable[Mapping[str, Any]], target: float | None = None) -> list[dict[str, Any]]:
    """Return each row with widths in hundredths of the longest; `over` is the share beyond the target."""
    rows = list(rows)
    longest = max([float(row["value"] or 0) for row in rows] + [target or 0, 0]) or 1
    drawn = []
    for row in rows:
        value = float(row["value"] or 0)
        over = min(float(row.get("over") or 0), value)
        width, beyond = 100 * (value - over) / longest, 100 * over / longest
        drawn.append(
            {
                "label": row["label"],
                "url": row.get("url", ""),
                "shown": row.get("shown") or formats.number(row["value"]),
                "width": f"{width:.2f}%",
                "beyond_x": f"{width:.2f}%",
                "beyond": f"{beyond:.2f}%" if beyond else "",
                "target": f"{100 * target / longest:.2f}%" if target else "",
            }
        )
    return drawn


def line(values: list[float]) -> dict[str, Any]:
    """Return the path of a trend in a box of 120 by 32, its area and its last point."""
    if not values:
        return {}
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = WIDTH / max(len(values) - 1, 1)
    points = [(i * step, HEIGHT - 3 - (v - low) / span * (HEIGHT - 6)) for i, v in enumerate(values)]
    stroke = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return {
        "stroke": stroke,
        "area": f"{stroke}L{points[-1][0]:.1f} {HEIGHT}L0 {HEIGHT}Z",
        "last": points[-1],
    }


def pyramid(rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the bars of a two-sided chart 400 wide, 24 high a row, the labels in the middle."""
    most = max([max(row["left"], row["right"]) for row in rows] + [1])
    drawn = []
    for place, row in enumerate(rows):
        left, right = 140 * row["left"] / most, 140 * row["right"] / most
        drawn.append(
            {
                "label": row["label"],
                "y": place * 26,
                "text_y": place * 26 + 15,
                "left_x": f"{170 - left:.1f}",
                "left_width": f"{left:.1f}",
                "right_width": f"{right:.1f}",
                "left_text_x": f"{166 - left:.1f}",
                "right_text_x": f"{234 + right:.1f}",
                "left": formats.number(row["left"]),
                "right": formats.number(row["right"]),
                "left_url": row.get("left_url", ""),
                "right_url": row.get("right_url", ""),
            }
        )
    return {"rows": drawn, "height": len(rows) * 26}
