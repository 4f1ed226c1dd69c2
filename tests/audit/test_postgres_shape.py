"""What a new PostgreSQL ledger is made of is what `verify` holds every other one to."""

import os
from pathlib import Path

from advisor.audit.ledger import Ledger
from advisor.audit.storage import shape


def test_the_written_shape_is_that_of_a_new_ledger(postgres_url):
    """With IPP_TEST_WRITE set, after a change to the tables, the shape is written anew."""
    with Ledger.writing(postgres_url) as ledger:
        made = shape.postgres_shape(ledger.connection)
    file = Path(shape.__file__).with_name("postgres_shape.txt")
    if os.environ.get("IPP_TEST_WRITE"):
        file.write_text(shape.written(made), "utf-8")
    assert file.read_text("utf-8") == shape.written(made)
