"""The files in deploy/ fit the application, and docs/deployment.md is true."""

import inspect
import re
import shlex
import shutil
import subprocess

import click
import pytest

from advisor.audit.checkpoints import COMMAND, HOURS, KEY, PLACE, RECORDS
from advisor.cli.group import advisor
from advisor.presentation.sheets.office import ADDRESS, LETTERHEAD, LOGO
from advisor.web.serving import GRACE
from advisor.web.settings import PREFIX, Settings
from tests.conftest import ROOT

UNIT = (ROOT / "deploy/ipp-advisor.service").read_text("utf-8")
FORGET = (ROOT / "deploy/ipp-advisor-forget.service").read_text("utf-8")
TIMER = (ROOT / "deploy/ipp-advisor-forget.timer").read_text("utf-8")
PROXY = re.sub(r"(?m)^\s*#.*$", "", (ROOT / "deploy/nginx.conf").read_text("utf-8"))
GUIDE = (ROOT / "docs/deployment.md").read_text("utf-8")


def test_the_proxy_speaks_current_tls_only():
    assert re.findall(r"ssl_protocols ([^;]+);", PROXY) == ["TLSv1.2 TLSv1.3"]
    assert "return 301 https://" in PROXY
    assert "ssl_reject_handshake on;" in PROXY


def test_the_proxy_logs_no_address_that_is_a_key():
    layout = re.search(r"log_format ipp_advisor ([^;]+);", PROXY)[1]
    assert not re.search(r"\$(\w*request(_uri)?|uri|args|\w*referer|remote_addr)\b", layout)
    logs = re.findall(r"access_log ([^;]+);", PROXY)
    assert logs == ["off", "/var/log/nginx/ipp-advisor.log ipp_advisor"]
    levels = re.findall(r"error_log \S+ (\w+);", PROXY)
    assert levels == ["crit"] * 2


def test_the_proxy_names_the_visitor_itself_and_lets_the_application_refuse():
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in PROXY
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in PROXY
    assert "proxy_set_header Host $http_host;" in PROXY
    assert "proxy_next_upstream off;" in PROXY
    largest = int(re.search(r"client_max_body_size (\d+)k;", PROXY)[1]) * 1024
    assert Settings.max_body < largest <= 4 * Settings.max_body


def test_the_unit_starts_a_command_that_exists_and_waits_for_what_was_begun():
    started = shlex.split(re.search(r"^ExecStart=(.+)$", UNIT, re.M)[1])
    assert started[0].endswith("/bin/advisor")
    context = serve().make_context("serve", started[2:])
    assert context.params["https"] is True
    assert f"http://{context.params['host']}:{context.params['port']};" in PROXY
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.M)[1]) > GRACE


def test_old_questionnaires_are_forgotten_every_night_by_a_command_that_exists():
    started = shlex.split(re.search(r"^ExecStart=(.+)$", FORGET, re.M)[1])
    assert started[:2] == ["/opt/ipp-advisor/bin/advisor", "questionnaires"]
    group = advisor.get_command(click.Context(advisor), "questionnaires")
    command = group.get_command(click.Context(group), started[2])
    context = command.make_context(started[2], started[3:])
    assert context.params["days"] == 365
    assert context.params["dry_run"] is False
    assert "OnCalendar=*-*-* " in TIMER
    for name in ("ipp-advisor-forget.service", "ipp-advisor-forget.timer"):
        assert f"deploy/{name}" in GUIDE


def test_the_line_that_forgets_names_in_the_ledger_is_one_to_be_switched_on():
    line = shlex.split(re.search(r"^#ExecStart=(.+)$", FORGET, re.M)[1])
    group = advisor.get_command(click.Context(advisor), "audit")
    context = group.get_command(click.Context(group), "redact").make_context("redact", line[3:])
    assert (line[2], context.params["days"]) == ("redact", 1096)


def test_forgetting_runs_with_the_rights_and_settings_of_the_service():
    differ = {"Type", "ExecStart", "Restart", "RestartSec", "KillMode", "TimeoutStopSec"}
    differ.add("LimitNOFILE")
    units = [
        {
            line
            for line in unit.partition("[Service]")[2].partition("[Install]")[0].splitlines()
            if "=" in line and not line.startswith("#") and line.partition("=")[0] not in differ
        }
        for unit in (UNIT, FORGET)
    ]
    assert units[0] == units[1]
    assert "User=ipp-advisor" in units[1]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_every_unit(tmp_path):
    for path in (ROOT / "deploy").glob("ipp-advisor*"):
        text = path.read_text("utf-8").replace("/opt/ipp-advisor/bin/advisor", "/bin/true")
        (tmp_path / path.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "ipp-advisor" in line]
    assert ours == []


CHECKPOINTS = (PLACE, RECORDS, HOURS, KEY, COMMAND)


def serve():
    return advisor.get_command(click.Context(advisor), "serve")


def test_the_settings_in_the_guide_are_those_there_are():
    described = re.findall(r"^\| `IPP_ADVISOR_(\w+)`", GUIDE, re.M)
    read = re.findall(r'given(?:\.get\(|, )"(\w+)"', inspect.getsource(Settings.from_environment))
    read += [name.removeprefix(PREFIX) for name in (ADDRESS, LETTERHEAD, LOGO, *CHECKPOINTS)]
    # HTTPS is an option in the unit.
    assert sorted([*described, "HTTPS"]) == sorted(read)
    assert f"| {Settings.per_minute} |" in GUIDE
    assert f"| {Settings.max_body} |" in GUIDE


@pytest.mark.parametrize("group", ["account", "audit", "questionnaires"])
def test_the_commands_in_the_guide_exist(group):
    named = set(re.findall(rf"\b{group} (?!is |of )([a-z]+)\b", GUIDE))
    assert named
    found = advisor.get_command(click.Context(advisor), group)
    assert named <= set(found.list_commands(click.Context(found)))


def test_the_time_frames_for_updates_are_written_down():
    upgrade = re.search(r"^## Upgrade$(.+?)^## ", GUIDE, re.M | re.S)[1]
    assert re.search(r"vulnerability.+within \d+ days", upgrade, re.S)
