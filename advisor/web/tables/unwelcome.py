"""What a workbook from outside must not hold: macros, entities, or far more than it seems to."""

import zipfile
from pathlib import Path
from xml.parsers import expat

from advisor.common.errors import refuse
from advisor.common.workbook import refuse_unfit, unbroken

MOST_UNPACKED = 60_000_000
"""Bytes; 5,000 rows of all columns unpack to a fifth of it."""
MOST_PARTS = 2_000
BLOCK = 1 << 16
MACROS = ("vbaproject.bin", "macrosheets/", "activex/")
XML = (".xml", ".rels", ".vml")


def refuse_unwelcome(path: Path) -> None:
    """Raises AdvisorError. Nothing is unpacked to disk, nor read beyond its announced size."""
    refuse_unfit(path, str(path), MOST_UNPACKED)
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
        if len(names) > MOST_PARTS:
            raise refuse(path, "batch.unpacks", most=MOST_UNPACKED)
        if any(mark in name.lower() for name in names for mark in MACROS):
            raise refuse(path, "tables.macros")
        for name in names:
            if name.lower().endswith(XML):
                _refuse_entities(path, packed, name)


def _refuse_entities(path: Path, packed: zipfile.ZipFile, name: str) -> None:
    """No part of a workbook needs a document type, which is where entities are declared."""
    parser = expat.ParserCreate()

    def refused(*_: object) -> None:
        raise refuse(path, "tables.entities")

    parser.StartDoctypeDeclHandler = refused
    with unbroken(str(path)), packed.open(name) as stream:
        while block := stream.read(BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
