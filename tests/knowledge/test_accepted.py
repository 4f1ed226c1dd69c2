"""Anything that `check` accepts runs in every command.

A small base that uses every part of every file is changed at random: texts, names, numbers,
conditions, parts left out, doubled or moved. Whatever `check` then accepts is given to every
command, in process, in both languages, with answers made for it.
"""

import contextlib
import copy
import hashlib
import io
import json
import sys
from random import Random

import pytest

from advisor.advice.facts import Facts
from advisor.authoring.conditions import boundary_examples
from advisor.cli.group import advisor
from advisor.common.errors import AdvisorError
from advisor.common.messages import describe
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load
from advisor.knowledge.model import fill
from advisor.knowledge.rule import Rule
from advisor.knowledge.vocabulary import Vocabulary, written
from advisor.knowledge.yaml_reader import Document, read
from advisor.teaching.lesson_files import read_lessons
from advisor.verification.mutants.verdict import values
from tests.conftest import ROOT

LIBRARY = ROOT / "examples" / "village-library"
NASTY = [
    "", " ", "\n", "\x00", "\x1b[31m", "\u202e", "\u200b", "x" * 300, "{", "}", "{x}",
    "{quality}", "{0}",
    "{a.b}", "{{x}}", "[bold]", "[/]", "=1+1", "@SUM(1)", "-", "a|b", "<b>", "&amp;", "'",
    '"', "\\",
    "%s", "#", "yes", "no", "true", "unknown", "null", "0", "1", "-1", "999999999999999", "1e9",
    "10000000000000000", "roof.state", "a_b", "class", "def", "self", "None", "Known", "at least 5",
    "at most 0", "more than 9998", "less than 1",
    "between 3 and 7", "between 7 and 3", "one of low, high", "one of yes, no", "fair",
    "not-there", "1.2.3", "印尼", "😀", "é", "blocking", "retired", "draft", "number", "choice",
    "yes-no", "contradiction", "row", "index", "literal", "ruang/1", "@word:quality", "applies",
]  # fmt: skip

CHANGES = ("text", "text", "rename", "rename", "swap", "drop", "double", "add", "shuffle")
NAMES = [
    "roof.state", "self", "class", "0", "a-b", "A", "x y", "yes", "unknown", "row", "index",
    "known",
    "literal", "a/b", "é", "[x]", "a:b", "__init__", "fair", "1", "-", "rule", "key", "step", "PD",
    "count", "kind", "group", "text", "actor", "rank", "urgency", "reasons", "after",
]  # fmt: skip


def said(text):
    return {"id": text, "en": text}


def rich_base():
    """The village library with a choice, wordings, alternatives, ends, waivers and a lesson."""
    files = {}
    for part in ("rules", "knowledge"):
        for path in sorted((LIBRARY / part).glob("*.yaml")):
            files[f"{part}/{path.name}"] = copy.deepcopy(read(path).data)
    words = files["knowledge/vocabulary.yaml"]
    state = [{"value": v, "label": said(v)} for v in ("low", "fair", "high")]
    words["terms"] += [
        {"name": "mood", "topic": "library", "type": "choice", "label": said("Mood"),
         "choices": state, "better": "high", "changeable": "no"},
        {"name": "open", "topic": "library", "label": said("Open"), "holds": said("It is open"),
         "fails": said("It is shut"), "better": "yes"},
    ]  # fmt: skip
    words["derived"].append(
        {"name": "in_need", "topic": "library", "label": said("Need"), "holds": said("In need"),
         "fails": said("Not in need"), "obstacle": "yes", "need": "yes"}
    )  # fmt: skip
    words["derived"].append(
        {"name": "served", "topic": "library", "label": said("Served"), "holds": said("Served"),
         "fails": said("Not served"), "need": "yes"}
    )  # fmt: skip
    words["exclusive"] = [["ready", "in_need"]]
    for term in ("mood", "open"):
        question = {"term": term, "ask": said("?"), "help": said("h"), "reason": said("r")}
        files["knowledge/questions.yaml"]["questions"].append(question)
    steps = files["knowledge/steps.yaml"]
    steps["wordings"] = [
        {"name": "quality", "term": "mood", "values": {"low": said("weak"), "high": said("strong")},
         "otherwise": said("some")},
        {"name": "state", "term": "open", "values": {"yes": said("open")}, "otherwise": said("?")},
        {"name": "many", "term": "books", "values": {"7": said("seven")}, "otherwise": said("n")},
    ]  # fmt: skip
    steps["alternatives"] = [{"name": "either", "title": said("Either"), "note": said("One")}]
    steps["steps"][0]["alternatives"] = steps["steps"][1]["alternatives"] = "either"
    steps["steps"][1]["after_unless"] = {"mend-roof": {"ready": "yes", "books": "at least 5"}}
    steps["steps"][2]["text"] = said("Set {quality} hours {state} {many}")
    why = {"title": said("T"), "status": "active", "since": "0.1.0", "why": said("W")}
    source = {"sources": ["ruang/1"]}
    for number, (kind, when, then) in enumerate(
        [("inference", {"any": {"mood": "one of low, fair", "books": "between 1 and 9"}},
          {"conclude": "in_need"}),
         ("contradiction", {"all": {"open": "yes", "books": "less than 1"}},
          {"message": said("Nothing")}),
         ("out-of-scope", {"all": {"mood": "high"}, "unless": {"books": "more than 2"}},
          {"message": said("Out")})],
        start=5,
    ):  # fmt: skip
        name = f"LIB-{number:03}"
        files[f"rules/{name}-x.yaml"] = {
            "id": name, **why, "kind": kind, **source, "when": when, "then": then, "examples": [],
        }  # fmt: skip
    files["rules/LIB-001-roof-leaks.yaml"]["waivers"] = [{"problem": "gap", "reason": said("x")}]
    files["knowledge/lessons.yaml"] = {
        "lessons": [
            {"id": "first", "title": said("L"), "goal": said("G"), "story": said("S"),
             "answers": {"roof_leaks": "yes"}, "look": [said("l")], "discuss": [said("d")],
             "expect": {"top": "mend-roof"},
             "twist": {"text": said("t"), "set": {"books": "100"}, "expect": {"top": "mend-roof"}}}
        ]
    }  # fmt: skip
    files["rules/LIB-008-x.yaml"] = {
        "id": "LIB-008", **why, **source, "when": {}, "then": {"conclude": "served"},
        "examples": [],
    }  # fmt: skip
    with_examples(files)
    return files


def places(data, at=()):
    """Every place in the data, with what stands there."""
    yield at, data
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    if isinstance(data, dict | list):
        for key, value in inner:
            yield from places(value, (*at, key))


def put(data, at, change):
    """Change what stands at a place."""
    for key in at[:-1]:
        data = data[key]
    data[at[-1]] = change(data[at[-1]])


def mutate(random, files):
    """One change of one file; a name may change in all of them."""
    name = random.choice([*files])
    data = files[name]
    at, value = random.choice([place for place in places(data) if place[0]])
    match random.choice(
        ("text", "text", "swap", "drop", "double", "rename", "rename", "add", "shuffle")
    ):
        case "text" if isinstance(value, str):
            put(data, at, lambda _: random.choice(NASTY))
        case "swap" if isinstance(value, str):
            texts = [v for _, v in places(files[random.choice([*files])]) if isinstance(v, str)]
            put(data, at, lambda _: random.choice(texts))
        case "drop":
            inner = data
            for key in at[:-1]:
                inner = inner[key]
            inner.pop(at[-1])
        case "double" if isinstance(value, list) and value:
            put(data, at, lambda items: [*items, copy.deepcopy(random.choice(items))])
        case "rename":
            renamed(files, named(random, files), random.choice(NAMES))
        case "add" if isinstance(value, dict):
            other = random.choice([v for _, v in places(data) if isinstance(v, dict)])
            put(data, at, lambda items: {**copy.deepcopy(other), **items})
        case "shuffle" if isinstance(value, list | dict):
            items = [*value.items()] if isinstance(value, dict) else [*value]
            random.shuffle(items)
            put(data, at, lambda old: type(old)(items))


def named(random, files):
    """What some thing is called by: each kind of thing as likely as another."""
    words, steps = files["knowledge/vocabulary.yaml"], files["knowledge/steps.yaml"]
    kinds = {}
    for at, value in [*places(words), *places(steps)]:
        if at and at[-1] in ("name", "id", "value") and len(at) in (3, 5):
            kinds.setdefault((at[0], at[-1]), []).append(value)
    kinds["locator"] = ["ruang/1", "buku/1"]
    return random.choice(kinds[random.choice([*kinds])])


def renamed(files, old, new):
    """Give a name to a thing wherever it is spoken of."""

    def walk(data):
        match data:
            case dict():
                return {new if key == old else key: walk(value) for key, value in data.items()}
            case list():
                return [walk(value) for value in data]
        return new if data == old else data.replace(f"{{{old}}}", f"{{{new}}}")

    for name, data in files.items():
        files[name] = walk(data)


def with_examples(files):
    """Give each rule the examples that its conditions have now, where it can have any."""
    with contextlib.suppress(AdvisorError):
        data = files["knowledge/vocabulary.yaml"]
        terms = fill(Vocabulary, Document("vocabulary.yaml", data, {}), data).all
        for name, data in files.items():
            if name.startswith("rules/"):
                with contextlib.suppress(AdvisorError, KeyError, TypeError, AssertionError):
                    rule = fill(Rule, Document(name, data, {}), {**data, "examples": []})
                    made = boundary_examples(rule, terms)
                    data["examples"] = [example.model_dump(mode="json") for example in made]


def written_to(folder, files):
    """Write the base, and the article that its statements point into."""
    (folder / "article.id.txt").write_bytes((LIBRARY / "article.id.txt").read_bytes())
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(data), "utf-8")


def loaded(folder):
    """What `check` loads. Raises AdvisorError."""
    base = load(folder / "rules", folder / "knowledge")
    read_lessons(base, folder / "knowledge")
    return base


def accepted(random, folder, seen):
    """A changed base that check accepts, in the folder; `seen` gets the problems of others."""
    whole = rich_base()
    while True:
        files = copy.deepcopy(whole)
        for _ in range(random.choice((1, 1, 2, 3, 5))):
            with contextlib.suppress(TypeError, KeyError, IndexError, AttributeError):
                mutate(random, files)
        if files == whole:
            continue
        if random.random() < 0.8:
            with_examples(files)
        written_to(folder, files)
        try:
            return loaded(folder)
        except AdvisorError as error:
            seen += error.problems


def answers(random, base: Knowledge):
    """Answers to most questions, each at an edge that some rule has."""
    terms = base.vocabulary.terms
    given = {t.name: random.choice(values(base, t)) for t in terms if random.random() < 0.7}
    return Facts(given, random.choice((None, "Balai Melati")))


def commands(random, base, folder):
    """Every command that reads a base, and what it is given."""
    facts = folder / "facts.json"
    facts.write_text(json.dumps(answers(random, base).document()), "utf-8")
    step, rule = random.choice([*base.steps]), random.choice([*base.rule])
    term, out = random.choice([*base.vocabulary.asked]), folder / "out"
    out.mkdir(exist_ok=True)
    for form in ("table", "json", "markdown"):
        yield "advise", facts, "--format", form, "--ledger", out / "ledger.db"
    for form in ("docx", "xlsx", "md", "json"):
        yield "report", facts, "-o", out / f"plan.{form}", "--no-ledger"
    for form in ("text", "json", "mermaid", "svg"):
        yield "explain", facts, "1", "--format", form
    for form in ("text", "json"):
        yield "why-not", facts, step, "--format", form
        yield "why-not", facts, rule, "--format", form
        yield "what-if", facts, "--sweep", term, "--format", form
        yield "smallest-change", facts, "--drop", "1", "--format", form
        yield "smallest-change", facts, "--gain", step, "--format", form
        yield "sensitivity", facts, "--format", form
    for form in ("steps", "json", "markdown"):
        yield "trace", facts, "--format", form
    yield "graph", "--fired", facts, "--all"
    yield "graph", "--rule", rule, "--format", "mermaid"
    yield "graph", "--step", step
    yield "graph", "--format", "svg"
    for name in ("list", ("show", rule), ("test", "--quick")):
        yield ("rules", *((name,) if isinstance(name, str) else name))
    yield "rules", "diff", LIBRARY, folder, "--no-ledger"
    yield "knowledge", "coverage"
    yield "lesson", "list"
    if (folder / "knowledge" / "lessons.yaml").exists():
        for lesson in read_lessons(base, folder / "knowledge"):
            yield "lesson", "show", lesson.id
    yield "schema", "facts"
    yield "schema", "advice"
    yield "docs", "build", "-o", out / "docs"
    yield "check", "--deep"
    yield "check", "--format", "json"
    yield "audit", "list", "--ledger", out / "ledger.db"
    yield "audit", "show", "1", "--ledger", out / "ledger.db"
    yield "audit", "explain", "1", step, "--ledger", out / "ledger.db"
    yield "audit", "verify", "--ledger", out / "ledger.db"
    yield "audit", "replay", "--all", "--ledger", out / "ledger.db"
    yield "consult", "--plain", "--no-ledger", "--save", out / "answers.yaml"
    yield "template", "-o", out / "form.xlsx"
    yield "template", "-o", out / "form.csv"
    table = folder / "table.csv"
    table.write_text(rows(random, base), "utf-8")
    yield "batch", table, "-o", out / "result.xlsx", "--restart", "--summary", out / "s.html"
    yield "batch", table, "-o", out / "result.csv", "--restart", "--summary", out / "s.md"
    policy = f"{term}={written(values(base, base.vocabulary.asked[term])[0])}"
    yield "simulate", "--population", table, "--policy", policy


def rows(random, base):
    """A table of PDs with answers at edges."""
    heads = [*base.vocabulary.asked]
    lines = [",".join(["nama", "wilayah", *heads])]
    for number in range(6):
        given = answers(random, base).document()["answers"]
        cells = [f"PD {number}", "W", *(str(given.get(name, "")) for name in heads)]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def run(words, folder, language, monkeypatch):
    """The exit code of one command, its output, and what it complained about."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"?\n\n" * 60), "utf-8"))
        with pytest.raises(SystemExit) as ended:
            advisor.main([*map(str, words), "--knowledge", str(folder), "--lang", language])
    out.flush()
    err.flush()
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return ended.value.code, *texts


REFUSES = ("explain", "smallest-change", "check", "rules", "audit", "why-not")
"""Commands that may say no: the step is not advised, nothing can bring it about, a defect."""


def every_command_runs(random, base, folder, monkeypatch):
    for words in commands(random, base, folder):
        language = random.choice(("id", "en"))
        code, out, err = run(words, folder, language, monkeypatch)
        told = f"{' '.join(map(str, words))}\n{out[-500:]}\n{err}"
        assert code in (0, 1), told
        if code and words[0] not in REFUSES:
            advise = ("advise", folder / "facts.json", "--no-ledger", "--format", "json")
            assert "contradictory" in run(advise, folder, "en", monkeypatch)[1], told


def check_and_run(seed, folder, monkeypatch):
    random, seen = Random(seed), []
    base = accepted(random, folder, seen)
    every_command_runs(random, base, folder, monkeypatch)
    assert "model.wrong" not in {problem.message.key for problem in seen}
    assert all(describe(problem, "id") for problem in seen)


@pytest.mark.parametrize("seed", range(5))
def test_what_check_accepts_runs_in_every_command(seed, tmp_path, monkeypatch):
    check_and_run(seed, tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 130))
def test_what_check_accepts_runs_in_every_command_many_times(seed, tmp_path, monkeypatch):
    check_and_run(seed, tmp_path, monkeypatch)


def words(files):
    return files["knowledge/vocabulary.yaml"]


def statement(files):
    return files["knowledge/sources.yaml"]["statements"][0]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda files: renamed(files, "quality", "roof.state"), "model.pattern"),
        (lambda files: renamed(files, "quality", "0"), "model.pattern"),
        (lambda files: renamed(files, "quality", "self"), None),
        (lambda files: renamed(files, "ready", "key"), None),
        (lambda files: files["rules/LIB-001-roof-leaks.yaml"].update(title=said("[/]")), None),
        (lambda files: words(files)["actors"][0].update(label=said("[bold]")), None),
        (lambda files: renamed(files, "books", "count"), None),
        (lambda files: files["rules/LIB-001-roof-leaks.yaml"]["examples"][0].update(expect="x"),
         "model.choice"),
        (lambda files: words(files)["terms"][1].update(max="999999999999999"), None),
        (lambda files: words(files)["terms"][1].update(max="10000000000000000"), "model.too-large"),
        (lambda files: words(files)["terms"][1].update(min="-3"), "model.too-small"),
        (lambda files: words(files)["terms"][1].update(max="many"), "model.number"),
        (lambda files: words(files)["topics"][0].update(title=said(" ")), "model.empty"),
        (lambda files: words(files)["topics"][0].update(title=said("\u200b")), "model.empty"),
        (lambda files: words(files)["topics"][0].update(title=said("a\x1b[2J")), "model.unseen"),
        (lambda files: words(files)["topics"][0].update(title=said("a\nb")), "model.unseen"),
        (lambda files: words(files)["topics"][0].update(title=said("a\u202eb")), "model.unseen"),
        (lambda files: words(files)["topics"][0].update(title="plain"), "model.mapping"),
        (lambda files: words(files).update(topics={"a": "b"}), "model.list"),
        (lambda files: statement(files).update(line="0"), "model.too-small"),
        (lambda files: statement(files).update(line="5"), "check.line-past-end"),
        (lambda files: files["knowledge/sources.yaml"]["article"].update(lines="7"),
         "check.article-lines"),
        (lambda files: files["knowledge/sources.yaml"]["article"].update(sha256="0" * 64),
         "check.article-changed"),
        (lambda files: files["knowledge/steps.yaml"]["wordings"][1].update(
            values={"True": said("x")}), "check.value"),
        (lambda files: files["knowledge/steps.yaml"]["steps"][0].update(text=said("{{x}}")),
         "model.placeholder"),
    ],
)  # fmt: skip
def test_each_known_fault_is_refused_or_runs(change, key, tmp_path, monkeypatch):
    files = rich_base()
    change(files)
    written_to(tmp_path, files)
    if key is None:
        every_command_runs(Random(1), loaded(tmp_path), tmp_path, monkeypatch)
        return
    with pytest.raises(AdvisorError) as raised:
        loaded(tmp_path)
    assert {problem.message.key for problem in raised.value.problems} == {key}


def test_a_line_of_the_article_that_is_empty_is_named(tmp_path):
    files = rich_base()
    text = b"one\n\nthree\nfour\n"
    files["knowledge/sources.yaml"]["article"]["sha256"] = hashlib.sha256(text).hexdigest()
    written_to(tmp_path, files)
    (tmp_path / "article.id.txt").write_bytes(text)
    with pytest.raises(AdvisorError) as raised:
        loaded(tmp_path)
    assert [p.message.key for p in raised.value.problems] == ["check.line-empty"]


def test_lines_are_checked_where_the_article_is_not_kept_with_the_base(tmp_path):
    files = rich_base()
    files["knowledge/sources.yaml"]["article"]["lines"] = "3"
    written_to(tmp_path, files)
    (tmp_path / "article.id.txt").unlink()
    with pytest.raises(AdvisorError) as raised:
        loaded(tmp_path)
    assert [p.message.key for p in raised.value.problems] == ["check.line-past-end"]
