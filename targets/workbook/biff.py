"""Where an old .xls holds formulas and errors: its reader gives only what they last came to, or nothing.

No Django, no model.

An .xls is a small file system (OLE) with one stream of records (BIFF); a cell with a formula is a record.
"""

import struct

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_CHAIN = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""
ENTRY_SIZE, SMALL_STREAM = 128, 4096
BOUND_SHEET, FORMULA, TRUE_OR_ERROR, END_OF_SHEET = 0x85, 0x06, 0x205, 0x0A


def formulas_of(content: bytes, position: int) -> list[list[int]]:
    """[row, column] of each formula or error in the sheet at that position; raises OSError for what is no such file."""
    try:
        stream = _workbook_stream(content)
        starts = [
            struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == BOUND_SHEET
        ]
        return [
            list(struct.unpack_from("<HH", body))
            for kind, body in _records(stream, starts[position])
            if kind == FORMULA or (kind == TRUE_OR_ERROR and body[7])
        ]
    except (struct.error, IndexError, StopIteration) as fault:
        raise OSError("This is not an old workbook.") from fault


def _records(stream: bytes, at: int):
    """Kind and body of the records of one part of the stream, up to its end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == END_OF_SHEET:
            return
        at += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    (first_directory,) = struct.unpack_from("<I", content, 48)
    table = _allocation(content, size)
    directory = _chain(content, size, table, first_directory)
    for at in range(0, len(directory), ENTRY_SIZE):
        entry = directory[at : at + ENTRY_SIZE]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", entry, 116)
            if length < SMALL_STREAM:
                raise OSError("The workbook lies in small sectors.")
            return _chain(content, size, table, start)[:length]
    raise OSError("There is no workbook in it.")


def _allocation(content: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    sectors = [each for each in struct.unpack_from("<109I", content, 76) if each < END_OF_CHAIN]
    (following,) = struct.unpack_from("<I", content, 68)
    for _turn in range(len(content) // size):
        if following >= END_OF_CHAIN:
            break
        *more, following = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        sectors += [each for each in more if each < END_OF_CHAIN]
    table: list[int] = []
    for sector in sectors:
        table += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    return table


def _chain(content: bytes, size: int, table: list[int], sector: int) -> bytes:
    parts: list[bytes] = []
    while sector < END_OF_CHAIN and len(parts) <= len(content) // size:
        parts.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(parts)
