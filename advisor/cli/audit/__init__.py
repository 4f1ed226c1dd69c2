"""`advisor audit`: one module for each of its commands."""

import click

from advisor.cli.bilingual import lazy
from advisor.cli.options import common_options

COMMANDS = {
    "list": "advisor.cli.audit.listing",
    "show": "advisor.cli.audit.show",
    "explain": "advisor.cli.audit.explain",
    "by-rule": "advisor.cli.audit.by_rule",
    "verify": "advisor.cli.audit.verify",
    "replay": "advisor.cli.audit.replay",
    "checkpoint": "advisor.cli.audit.checkpoint",
    "keygen": "advisor.cli.audit.keygen",
    "export": "advisor.cli.audit.export",
    "redact": "advisor.cli.audit.redact",
    "copy": "advisor.cli.audit.copy",
    "backup": "advisor.cli.audit.backup",
    "restore": "advisor.cli.audit.restore",
}


@click.group("audit", cls=lazy(COMMANDS, "audit"), help="cli.audit")
@common_options
def command() -> None:
    """The ledger of consultations."""
