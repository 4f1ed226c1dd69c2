"""`advisor audit`: one module for each of its commands."""

import click

from advisor.commands.options import common_options
from advisor.commands.spoken import lazy

COMMANDS = {
    "list": "advisor.commands.audit.listing",
    "show": "advisor.commands.audit.show",
    "explain": "advisor.commands.audit.explain",
    "by-rule": "advisor.commands.audit.by_rule",
    "verify": "advisor.commands.audit.verify",
    "replay": "advisor.commands.audit.replay",
    "checkpoint": "advisor.commands.audit.checkpoint",
    "keygen": "advisor.commands.audit.keygen",
    "export": "advisor.commands.audit.export",
    "redact": "advisor.commands.audit.redact",
    "copy": "advisor.commands.audit.copy",
}


@click.group("audit", cls=lazy(COMMANDS, "audit"), help="cli.audit")
@common_options
def command() -> None:
    """The ledger of consultations."""
