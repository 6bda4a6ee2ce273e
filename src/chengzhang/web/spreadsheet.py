"""Lists as tables for a spreadsheet: UTF-8 with a byte-order mark, so that Excel reads the Chinese; streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from django.http import StreamingHttpResponse

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take these for formulas


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_rows(rows: Iterable[Sequence[object]], file_name: str) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        for row in rows:
            yield writer.writerow([harmless(cell) for cell in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return answer


def harmless(cell: object) -> str:
    """A text that begins like a formula gets an apostrophe before it; numbers stay numbers."""
    text = str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) and not text.lstrip("-").replace(".", "", 1).isdecimal() else text
