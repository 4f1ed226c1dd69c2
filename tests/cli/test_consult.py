"""The questionnaire as a person meets it: typed lines, arrow keys, Ctrl-C, a killed process."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from advisor.advice.consultation import Consultation
from advisor.advice.facts import Facts, read_facts
from advisor.cli.terminal.asker import EndOfInputError
from advisor.cli.terminal.flow import Flow
from advisor.cli.terminal.replies import Answered, Command, options, understand
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import written
from tests.cli.test_cli import CITY
from tests.commands import run
from tests.conftest import ROOT

ENGLISH = "en"


def typed(value: Value | None) -> str:
    return "?" if value is None else written(value)


def lines_for(knowledge, answers):
    """What a person with these answers types, question by question, then Enter at the review."""
    consultation, lines = Consultation(knowledge), []
    while question := consultation.next_question():
        value = answers.get(question.term)
        consultation.answer(question.term, value)
        lines.append(typed(value))
    return "\n".join([*lines, "", ""]).encode(), consultation


def test_the_questionnaire_gives_the_same_advice_as_the_file(knowledge):
    answers = read_facts(knowledge.vocabulary, ROOT / CITY).answers
    typed_lines, consultation = lines_for(knowledge, answers)
    done = run("consult", "--lang", "en", "--format", "json", stdin=typed_lines)
    assert done.returncode == 0, done.stderr.decode()
    advice = json.loads(done.stdout)
    from_file = json.loads(run("advise", CITY, "--format", "json").stdout)
    assert [s["step"] for s in advice["steps"]] == [s["step"] for s in from_file["steps"]]
    assert advice["answers"] == consultation.facts.answers
    assert advice["relevant"] == []


def test_all_unknown_is_possible_and_advises_nothing(knowledge):
    typed_lines, _ = lines_for(knowledge, {})
    done = run("consult", "--format", "json", stdin=typed_lines)
    assert json.loads(done.stdout)["status"] == "needs-answers"


def test_help_why_back_and_review_do_not_lose_the_way(knowledge):
    script = "\n".join(["h", "w", "3", "b", "2", "r", "", "1"]).encode()
    done = run("consult", "--lang", "en", stdin=script)
    shown = done.stderr.decode()
    level = knowledge.questions[0]
    assert level.help.en in shown
    assert level.reason.en in shown
    assert "Kabupaten (regency)" in shown.split("Review your answers")[1]
    assert shown.count(level.ask.en) == 4


def test_a_reply_that_is_not_understood_is_asked_again():
    shown = run("consult", "--lang", "en", stdin=b"99\nmaybe\n3\n").stderr.decode()
    assert shown.count("is not one of the choices. Use 'Province'") == 2


def test_an_answer_can_be_changed_at_the_review(knowledge):
    lines = [
        b"4",
        b"1",
        b"1",
    ]  # other (out of scope: nothing more to ask); review: change 1; province
    done = run("consult", "--lang", "en", stdin=b"\n".join(lines) + b"\n")
    shown = done.stderr.decode()
    assert (
        "Questions answered: 1. Need not be asked, as they cannot change the advice: 52." in shown
    )
    assert knowledge.questions[1].ask.en in shown


def test_a_contradiction_is_found_among_the_answers_given(knowledge):
    facts = Facts({"work_team_active": True, "perda_exists": False, "perkada_exists": False})
    consultation = Consultation.resumed(knowledge, facts)
    assert consultation.contradictions() == ()
    consultation.answer("work_team_formed", False)
    assert [c.rule for c in consultation.contradictions()] == ["CON-005"]


def test_a_contradiction_in_a_resumed_file_is_asked_again(tmp_path, knowledge):
    path = tmp_path / "saved.yaml"
    path.write_text("answers: {perda_exists: no, perkada_exists: no, work_team_active: yes}\n")
    script = "3\n1\n0\n0\nyes\nnew\ngoods\nno\nyes\nyes\nyes\nno\nno\nyes\n"
    shown = run("consult", "--lang", "en", "--resume", path, stdin=script.encode()).stderr.decode()
    assert "! According to your answers, the work team is at work, yet it has not" in shown
    after = shown.split("! According to your answers", 1)[1]
    asked = {q.term: q.ask.en for q in knowledge.questions}
    assert after.index(asked["work_team_active"]) < after.index(asked["work_team_formed"])


# ---- stopping and going on


def test_what_was_answered_is_saved_after_each_answer_and_can_be_resumed(tmp_path, knowledge):
    path = tmp_path / "answers.yaml"
    first = run("consult", "--lang", "en", "--save", path, stdin=b"3\n?\ns\n")
    assert first.returncode == 1
    assert f"advisor consult --resume {path}" in first.stderr.decode()
    saved = read_facts(knowledge.vocabulary, path)
    assert (saved.answers, saved.not_known) == ({"government_level": "kota"}, ("respondent_role",))
    second = run("consult", "--lang", "en", "--resume", path, stdin=b"2\ns\n").stderr.decode()
    assert "Question 3" in second
    assert read_facts(knowledge.vocabulary, path).answers["innovations_running"] == 2


def test_without_a_file_a_stop_still_keeps_the_answers(tmp_path):
    env = {"XDG_STATE_HOME": str(tmp_path)}
    done = run("consult", "--lang", "en", stdin=b"3\n", env=env)
    kept = list(tmp_path.rglob("unfinished.yaml"))
    assert len(kept) == 1
    assert str(kept[0]) in done.stderr.decode()
    assert "government_level: kota" in kept[0].read_text()


def test_a_file_that_cannot_be_written_is_told_before_the_first_question(tmp_path, knowledge):
    folder = tmp_path / "missing"
    done = run("consult", "--lang", "en", "--save", folder / "x.yaml", stdin=b"3\n1\n")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert knowledge.questions[0].ask.en not in done.stderr.decode()


@pytest.mark.parametrize("replies", [b"", b"3\ns\n"], ids=["nothing", "an answer"])
@pytest.mark.parametrize("resumed", [False, True], ids=["new", "from another file"])
def test_a_file_that_holds_something_is_never_begun_anew(tmp_path, replies, resumed):
    path, other = tmp_path / "s.yaml", tmp_path / "other.yaml"
    for copy in (path, other):
        shutil.copy(ROOT / "examples/rsud-kabupaten.yaml", copy)
    before = path.read_bytes()
    more = ["--resume", other] if resumed else []
    done = run("consult", "--lang", "en", "--save", path, *more, stdin=replies)
    shown = done.stderr.decode()
    assert path.read_bytes() == before
    assert done.returncode == 1
    assert f"advisor consult --resume {path}" in shown
    assert "another name" in shown
    assert "Question" not in shown


def test_an_empty_file_may_be_begun_and_is_left_until_the_first_answer(tmp_path):
    path = tmp_path / "s.yaml"
    path.touch()
    done = run("consult", "--lang", "en", "--save", path)
    assert (done.returncode, path.read_bytes()) == (1, b"")
    assert "before anything was answered" in done.stderr.decode()
    run("consult", "--lang", "en", "--save", tmp_path / "new.yaml")
    assert [p.name for p in tmp_path.iterdir()] == ["s.yaml"]
    run("consult", "--lang", "en", "--save", path, stdin=b"3\n")
    assert "government_level: kota" in path.read_text()


def test_a_resumed_file_may_be_named_for_saving_too(tmp_path, knowledge):
    path = tmp_path / "s.yaml"
    run("consult", "--save", path, stdin=b"3\n")
    run("consult", "--resume", path, "--save", f"{tmp_path}/./s.yaml", stdin=b"1\n")
    assert list(read_facts(knowledge.vocabulary, path).answers.values()) == [
        "kota",
        "administrator",
    ]


def test_a_file_that_is_resumed_and_not_answered_keeps_its_comments(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("# from the meeting of March\nanswers: {government_level: kota}\n")
    done = run("consult", "--lang", "en", "--resume", path)
    assert f"1 answer is kept in {path}" in done.stderr.decode()
    assert path.read_text().startswith("# from the meeting of March\n")


def test_answers_go_on_in_json_where_the_file_is_json(tmp_path, knowledge):
    path = tmp_path / "j.json"
    path.write_text('{"answers": {"government_level": "kota", "perda_exists": false}}')
    run("consult", "--resume", path, "--name", "Dinas", stdin=b"?\n2\ns\n")
    assert json.loads(path.read_text()) == {
        "pd": {"name": "Dinas"},
        "answers": {
            "government_level": "kota",
            "innovations_running": 2,
            "perda_exists": False,
            "respondent_role": "unknown",
        },
    }
    assert read_facts(knowledge.vocabulary, path).not_known == ("respondent_role",)


def test_a_link_stays_a_link_to_the_answers(tmp_path):
    kept, link = tmp_path / "kept.yaml", tmp_path / "link.yaml"
    kept.write_text("answers: {government_level: kota}\n")
    link.symlink_to(kept)
    run("consult", "--resume", link, stdin=b"1\ns\n")
    assert link.is_symlink()
    assert "respondent_role: administrator" in kept.read_text()


def test_each_stop_without_a_file_keeps_its_own_answers(tmp_path, knowledge):
    env = {"XDG_STATE_HOME": str(tmp_path)}
    told = [
        run("consult", "--lang", "en", stdin=reply, env=env).stderr.decode().split()[-1]
        for reply in (b"3\n", b"1\n", b"2\n")
    ]
    levels = [read_facts(knowledge.vocabulary, Path(path)).answers for path in told]
    assert levels == [{"government_level": name} for name in ("kota", "provinsi", "kabupaten")]


@pytest.mark.slow
def test_a_killed_questionnaire_never_leaves_half_a_file(tmp_path, knowledge):
    path = tmp_path / "answers.yaml"
    for count in range(1, 6):
        process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "consult", "--save", path],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip
        for line in [b"3\n", b"1\n", b"0\n", b"0\n", b"1\n"][:count]:
            process.stdin.write(line)
            process.stdin.flush()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if path.exists() and len(read_facts(knowledge.vocabulary, path).answers) == count:
                break
            time.sleep(0.02)
        process.kill()
        process.wait()
        assert len(read_facts(knowledge.vocabulary, path).answers) == count
        assert [p.name for p in tmp_path.iterdir()] == [path.name]
        path.unlink()


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL", "input"])
@pytest.mark.parametrize("named", [True, False])
def test_however_it_ends_the_answers_are_kept(tmp_path, knowledge, ending, named):
    named_file = tmp_path / "answers.yaml"
    process = subprocess.Popen(
        [sys.executable, "-m", "advisor", "consult", *(["--save", named_file] if named else [])],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
    )  # fmt: skip
    process.stdin.write(b"3\n1\n")
    process.stdin.flush()
    deadline = time.monotonic() + 20
    while len(kept_below(tmp_path, knowledge)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    if ending == "input":
        process.stdin.close()
    else:
        process.send_signal(getattr(signal, ending))
    told = process.stderr.read().decode()
    process.wait(20)
    assert kept_below(tmp_path, knowledge).keys() == {"government_level", "respondent_role"}
    if ending != "SIGKILL":
        path = named_file if named else next(tmp_path.rglob("unfinished.yaml"))
        assert f"advisor consult --resume {path}" in told
        assert process.returncode == 1
        assert "Traceback" not in told


def kept_below(folder, knowledge):
    """The answers in the one file below the folder."""
    files = [path for path in folder.rglob("*.yaml") if path.stat().st_size]
    return read_facts(knowledge.vocabulary, files[0]).answers if files else {}


def test_a_plan_that_cannot_be_printed_leaves_the_answers_where_it_says(tmp_path, knowledge):
    lines, consultation = lines_for(knowledge, {"government_level": "other"})
    env = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "advisor", "consult", "--no-ledger"],
            input=lines, stdout=full, stderr=subprocess.PIPE, env=env, cwd=ROOT, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "advisor consult --resume" in done.stderr.decode()
    assert kept_below(tmp_path, knowledge) == consultation.facts.answers


def test_the_file_that_nobody_asked_for_is_gone_once_the_plan_is_given(tmp_path, knowledge):
    lines, _ = lines_for(knowledge, {"government_level": "other"})
    env = {"XDG_STATE_HOME": str(tmp_path)}
    assert run("consult", "--no-ledger", stdin=lines, env=env).returncode == 0
    assert list(tmp_path.rglob("*.yaml")) == []


# ---- going back


class Script:
    """An asker that replies from a list and keeps what it was asked, with the current answers."""

    def __init__(self, *replies):
        self.replies, self.asked = list(replies), []

    def show(self, text=""):
        pass

    def ask(self, term, question, current):
        self.asked.append((term.name, current))
        if not self.replies:
            raise EndOfInputError
        return self.replies.pop(0)

    def pick(self, question, choices, done):
        return self.replies.pop(0)


def flow_of(consultation, *replies):
    script = Script(*replies)
    Flow(consultation, script, "en", lambda: None).run()
    return script


def test_back_only_goes_back_and_the_old_answer_is_the_default(knowledge):
    consultation = Consultation(knowledge)
    kota, head = Answered("kota"), Answered("pd_head")
    script = flow_of(consultation, kota, head, Command.BACK, Command.BACK, kota, head)
    first, second, third = (question.term for question in knowledge.questions[:3])
    assert [name for name, _ in script.asked] == [
        first, second, third, second, first, second, third,
    ]  # fmt: skip
    assert [current for _, current in script.asked[3:6]] == [head, kota, head]
    assert consultation.given == {first: "kota", second: "pd_head"}


def test_back_after_resuming_or_reviewing_goes_to_the_question_before(knowledge):
    answers = read_facts(knowledge.vocabulary, ROOT / CITY).answers
    del answers["staff_competence"]
    order = [question.term for question in knowledge.questions if question.term in answers]
    facts = Facts(dict(reversed(answers.items())))
    resumed = Consultation.resumed(knowledge, facts)
    script = flow_of(resumed, Command.BACK)
    assert [name for name, _ in script.asked] == ["staff_competence", order[-1]]
    place = 5
    reviewed = Consultation.resumed(knowledge, facts)
    script = flow_of(reviewed, Command.REVIEW, place, Command.BACK)
    assert [name for name, _ in script.asked[1:]] == [order[place], order[place - 1]]


def test_an_empty_line_keeps_the_present_answer_and_answers_nothing_anew(tmp_path, knowledge):
    path = tmp_path / "a.yaml"
    run("consult", "--lang", "en", "--save", path, stdin=b"3\n?\nk\nb\nb\n\n\ns\n")
    saved = read_facts(knowledge.vocabulary, path)
    assert (saved.answers, saved.not_known) == ({"government_level": "kota"}, ("respondent_role",))


# ---- a real terminal


@pytest.fixture
def terminal(tmp_path):
    pexpect = pytest.importorskip("pexpect")
    opened = []

    def open_terminal(*arguments, size=(50, 120)):
        env = {**os.environ, "TERM": "xterm", "XDG_STATE_HOME": str(tmp_path)}
        child = pexpect.spawn(
            sys.executable, ["-m", "advisor", "consult", *map(str, arguments)],
            cwd=str(ROOT), env=env, encoding="utf-8", timeout=20, dimensions=size,
        )  # fmt: skip
        opened.append(child)
        return child

    yield open_terminal
    for child in opened:
        child.close(force=True)


DOWN, ENTER = "\x1b[B", "\r"


def test_arrow_keys_choose_an_answer(terminal, tmp_path, knowledge):
    path = tmp_path / "a.yaml"
    child = terminal("--lang", "en", "--save", path)
    for number, keys in enumerate((DOWN + DOWN + ENTER, ENTER, "2" + ENTER)):
        child.expect_exact(knowledge.questions[number].ask.en)
        child.expect("A number from" if number == 2 else "arrow keys")
        child.send(keys)
    child.expect_exact(knowledge.questions[3].ask.en)
    child.sendintr()
    child.expect("advisor consult --resume")
    child.expect(".*$")
    child.wait()
    assert read_facts(knowledge.vocabulary, path).answers == {
        "government_level": "kota",
        "respondent_role": "administrator",
        "innovations_running": 2,
    }
    assert child.exitstatus == 1


def test_the_commands_stand_below_the_answers(terminal, knowledge):
    child = terminal("--lang", "id")
    child.expect("bantuan")
    child.expect("simpan dan berhenti")
    child.send(DOWN * 5 + ENTER)
    child.expect_exact(knowledge.questions[0].help.id[:40])


def test_when_the_folder_vanishes_the_answers_are_kept_elsewhere(terminal, tmp_path, knowledge):
    folder = tmp_path / "usb"
    folder.mkdir()
    child = terminal("--plain", "--lang", "en", "--save", folder / "a.yaml")
    for number, reply in enumerate(("2", "1", "s")):
        child.expect_exact(knowledge.questions[number].ask.en)
        child.expect("save and stop|r review, s stop")
        if number == 1:
            shutil.rmtree(folder)
        child.sendline(reply)
    child.expect("advisor consult --resume")
    child.wait()
    kept = next(tmp_path.rglob("unfinished.yaml"))
    assert read_facts(knowledge.vocabulary, kept).answers == {
        "government_level": "kabupaten",
        "respondent_role": "administrator",
    }


def test_a_person_who_begins_a_file_again_is_shown_how_to_go_on(terminal, tmp_path, knowledge):
    path = tmp_path / "answers.yaml"
    child = terminal("--plain", "--lang", "en", "--save", path)
    child.expect("save and stop")
    child.sendline("2")
    child.expect_exact(knowledge.questions[1].ask.en)
    child.sendcontrol("c")
    child.expect("advisor consult --resume")
    child.wait()
    kept = path.read_bytes()
    again = terminal("--plain", "--lang", "en", "--save", path)
    again.expect(f"advisor consult --resume {path}")
    again.wait()
    assert (again.exitstatus, path.read_bytes()) == (1, kept)
    third = terminal("--plain", "--lang", "en", "--resume", path)
    third.expect_exact(knowledge.questions[1].ask.en)


def test_a_long_question_is_shown_whole_on_a_narrow_terminal(terminal, knowledge):
    child = terminal("--lang", "id", size=(50, 60))
    for keys in (ENTER, ENTER, "0" + ENTER, "0" + ENTER):
        child.expect("tombol panah|Bilangan 0")
        child.send(keys)
    last = knowledge.questions[4].ask.id.split()[-1]
    child.expect_exact(knowledge.questions[4].ask.id.split()[0])
    child.expect_exact(last)


def test_ctrl_c_in_plain_lines_keeps_the_answers(terminal, tmp_path, knowledge):
    path = tmp_path / "a.yaml"
    child = terminal("--plain", "--lang", "en", "--save", path)
    child.expect_exact(knowledge.questions[0].ask.en)
    child.expect("save and stop")
    child.sendline("2")
    child.expect_exact(knowledge.questions[1].ask.en)
    child.expect("save and stop")
    child.kill(signal.SIGINT)
    child.expect("advisor consult --resume")
    child.wait()
    assert "government_level: kabupaten" in path.read_text()


# ---- replies


def test_replies_are_understood_in_both_languages(knowledge):
    level = knowledge.vocabulary.asked["government_level"]
    team = knowledge.vocabulary.asked["work_team_formed"]
    count = knowledge.vocabulary.asked["innovations_running"]
    assert understand(team, " YA ", "id") == Answered(True)
    assert understand(team, "2", "id") == Answered(False)
    assert understand(team, "Tidak  tahu", "id") == Answered(None)
    assert understand(level, "3", "en") == Answered("kota")
    assert understand(level, "5", "en") == Answered(None)
    assert understand(count, "3", "en") == Answered(3)
    assert understand(team, "b", "id") is Command.HELP
    assert understand(team, "l", "id") is Command.REVIEW
    assert understand(team, "b", "en") is Command.BACK
    for text in ("4", "-1", "\u00b2", "maybe", ""):
        assert not isinstance(understand(team, text, "id"), Answered | Command), text
    assert options(count) == ()


def test_a_file_resumed_with_a_contradiction_asks_both_answers_first(tmp_path, knowledge):
    path = tmp_path / "saved.yaml"
    path.write_text("answers: {work_team_formed: no, work_team_active: yes}\n")
    shown = run("consult", "--lang", "en", "--resume", path, stdin=b"2\n2\n").stderr.decode()
    asked = {q.term: q.ask.en for q in knowledge.questions}
    order = [shown.index(asked[t]) for t in ("work_team_active", "work_team_formed")]
    assert order == sorted(order)
    assert order[1] < shown.index(knowledge.questions[0].ask.en)
