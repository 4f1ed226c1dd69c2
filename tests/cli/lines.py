"""A line for every command, on a small base of its own, as somebody would type it."""

import shutil

from advisor.advice.advising import advice_of
from advisor.advice.facts import read_facts
from advisor.authoring.spreadsheet.export import write_rules
from advisor.cli.group import advisor
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from advisor.presentation.report.writing import write_report
from tests.cli.test_output_path import commands
from tests.conftest import ROOT

LIBRARY = ROOT / "examples" / "village-library"
LINES = {
    "consult": "--plain --save {out}.yaml",
    "advise": "{facts} --set books=5",
    "report": "{facts} -o {out}.docx",
    "serve": "--port 80999",
    "account add": "somebody --role auditor --database sqlite:///{out}.db",
    "account list": "--database sqlite:///{base}/app.db",
    "account password": "somebody --database sqlite:///{base}/app.db",
    "account lock": "somebody --database sqlite:///{base}/app.db",
    "account unlock": "somebody --database sqlite:///{base}/app.db",
    "account unpair": "somebody --database sqlite:///{base}/app.db",
    "account remove": "somebody --database sqlite:///{base}/app.db",
    "questionnaires forget": "--older-than 30 --dry-run --database sqlite:///{base}/app.db",
    "explain": "{facts} 1 -o {out}.svg",
    "why-not": "{facts} buy-books",
    "what-if": "{facts} --set books=500",
    "smallest-change": "{facts} --drop 1 --cap 3",
    "sensitivity": "{facts}",
    "follow-up": "{plan} -o {out}.docx --facts {out}.yaml --yes",
    "progress": "1 {facts} --picture {out}.svg",
    "batch": "{table} -o {out}.csv --summary {out}.html",
    "simulate": "--population {table} --policy roof_leaks=no --picture {out}.svg",
    "template": "-o {out}.xlsx",
    "audit list": "--from 2026-01-01 --pd Perpustakaan --limit 3",
    "audit show": "1",
    "audit explain": "1 1",
    "audit by-rule": "LIB-001",
    "audit verify": "--checkpoint {checkpoint}",
    "audit replay": "--all --today",
    "audit checkpoint": "-o {out}.json",
    "audit keygen": "{out}.pem",
    "audit export": "--format csv -o {out}.csv",
    "audit redact": "1 --reason asked",
    "audit copy": "{ledger} {out}.db",
    "audit backup": "{out}",
    "audit restore": "{base}/backup --ledger {out}.db --checkpoint {checkpoint}",
    "rules list": "",
    "rules show": "LIB-001",
    "rules diff": "{base} {base} --examples {base}",
    "rules test": "--quick --cases {base}/cases",
    "rules new": "",
    "rules format": "{base}/rules --check",
    "rules retire": "LIB-001 --reason old",
    "rules export": "{out}.xlsx",
    "rules import": "{book} --into {base} --retire old",
    "rules watch": "",
    "knowledge coverage": "",
    "knowledge new": "{out}",
    "check": "",
    "trace": "{facts}",
    "graph": "--rule LIB-001 -o {out}.svg",
    "lesson list": "",
    "lesson show": "first",
    "lesson quiz": "--lesson first --seed 1",
    "schema": "facts",
    "docs build": "-o {out}",
}
"""The words after each command; `serve` and `rules watch` never come to their endless part."""


def every_command():
    """The name of each command of the program."""
    return [" ".join(path) for path, _ in commands(advisor)]


def own_base(folder):
    """A base with answers, a table, a workbook of its rules, a ledger and a checkpoint; the names
    that `LINES` use.
    """
    shutil.copytree(LIBRARY, folder / "base")
    names = names_in(folder)
    names["table"].write_text("name,region,roof_leaks,books\nA,X,yes,5\nB,Y,no,50\n")
    knowledge = load(names["base"] / "rules", names["base"] / "knowledge")
    write_rules(knowledge, names["book"], "en")
    facts = read_facts(knowledge.vocabulary, names["facts"])
    advice = advice_of(knowledge, facts, evaluate(knowledge, facts.answers))
    write_report(knowledge, advice, "en", names["plan"])
    return names


def names_in(folder):
    """What the names in `LINES` stand for in this folder."""
    base = folder / "base"
    return {
        "base": base, "facts": base / "library.yaml", "table": base / "table.csv",
        "book": base / "book.xlsx", "plan": base / "plan.xlsx",
        "out": folder / "out", "ledger": base / "ledger.db",
        "checkpoint": base / "checkpoint.json",
    }  # fmt: skip
