"""Lines of JSON in, a workbook out: standard input and output. The first line has its name and columns.

A program of its own: the library loads another that a desk never needs otherwise, thirty megabytes in all.
"""

import json
import os
import sys

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

POLITE = 10  # the desk's own work goes first
WIDTH = 18


def main() -> None:
    os.nice(POLITE)
    lines = map(json.loads, sys.stdin.buffer)
    name, columns = next(lines)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    for index in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = WIDTH
    sheet.append(columns)
    for row in lines:
        sheet.append(row)
    book.save(sys.stdout.buffer)


if __name__ == "__main__":
    main()
