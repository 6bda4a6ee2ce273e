"""Where the nodes of one subject's process stand: a column a step from the beginning, a row a node of that column."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

COLUMN, ROW = 200, 190  # pixels between columns, and the least between rows: a task, a note below it, and air
MARGIN_X, MARGIN_Y = 90, 60


@dataclass(frozen=True, slots=True)
class Bounds:
    x: int
    y: int
    width: int
    height: int

    @property
    def left(self) -> tuple[int, int]:
        return self.x, self.y + self.height // 2

    @property
    def right(self) -> tuple[int, int]:
        return self.x + self.width, self.y + self.height // 2

    @property
    def top(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y

    @property
    def bottom(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height


def placed(
    sizes: Mapping[str, tuple[int, int]], after: Mapping[str, list[str]], start: str, top: int, row_height: int = ROW
) -> tuple[dict[str, Bounds], int, int]:
    """Bounds of every node of a graph, and the width and height that they take. Nodes not reached stand last."""
    column = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for following in after.get(node, []):
            if following not in column:
                column[following] = column[node] + 1
                waiting.append(following)
    last = max(column.values()) + 1
    used: dict[int, int] = {}
    found = {}
    for node, (width, height) in sizes.items():
        at = column.get(node, last)
        row = used.get(at, 0)
        used[at] = row + 1
        x = MARGIN_X + at * COLUMN + (100 - width) // 2
        y = top + MARGIN_Y + row * row_height + (80 - height) // 2
        found[node] = Bounds(x, y, width, height)
    columns = 1 + max(column.get(node, last) for node in sizes)
    return found, MARGIN_X + columns * COLUMN, MARGIN_Y + max(used.values()) * row_height


def way(start: Bounds, end: Bounds) -> list[tuple[int, int]]:
    """The points of a line from one node to another: straight ahead, or back over the top of what lies between."""
    if end.x > start.x:
        return [start.right, end.left]
    over = min(start.y, end.y) - 22 - (start.x - end.x) // COLUMN * 6
    return [start.top, (start.top[0], over), (end.top[0], over), end.top]
