"""Writes nfc.json: Unicode's canonical form by Python's own tables, as a digest over every character that they know.

The canonical form of an assigned character never changes, so a newer table, the crate's or a browser's, gives the same digests."""

import json
import os
import sys
import unicodedata

PIECES = 64


def digest(points, text):
    """FNV-1a over code points."""
    h = 0x811C9DC5
    for c in points:
        for letter in text(chr(c)):
            h = ((h ^ ord(letter)) * 0x01000193) & 0xFFFFFFFF
    return h


assigned = [c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")]
ranges = []
for c in assigned:
    if ranges and ranges[-1][1] == c - 1:
        ranges[-1][1] = c
    else:
        ranges.append([c, c])
size = -(-len(ranges) // PIECES)
pieces = []
for at in range(0, len(ranges), size):
    some = ranges[at : at + size]
    points = [c for first, last in some for c in range(first, last + 1)]
    # After a letter, and before marks that are out of order: what composes, and what is put in its place.
    pieces.append({"ranges": some, "digest": digest(points, lambda c: unicodedata.normalize("NFC", f"a{c}\u0301\u0323"))})
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nfc.json")
with open(path, "w") as file:
    file.write(json.dumps({"unicode": unicodedata.unidata_version, "pieces": pieces}, separators=(",", ":")) + "\n")
