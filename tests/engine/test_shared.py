"""Money, places and rates hold over the sum of a session's processes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from engines import STEPS, chain, chat_model
from hypothesis import given
from hypothesis import strategies as st
from loopback import Call, Loopback, an_edit, completion

from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.shared import SharedLedger, fair_share
from pytest_llmsite.errors import LlmsiteError

MakeEngine = Callable[..., Engine]
ALIVE = os.getpid()


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(1, 40))
def test_shares_are_fair_and_use_everything(claims: list[int], total: int) -> None:
    shares = [
        fair_share(claim, claims[:at] + claims[at + 1 :], total) for at, claim in enumerate(claims)
    ]
    assert all(share <= claim for share, claim in zip(shares, claims, strict=True))
    assert sum(shares) >= min(total, sum(claims))
    unmet = [share for share, claim in zip(shares, claims, strict=True) if share < claim]
    if unmet:
        assert max(shares) <= min(unmet) + 1


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 12), st.floats(0, 1)), min_size=1, max_size=60
    ),
    st.integers(1, 10),
)
def test_places_never_exceed_the_total(
    tmp_path_factory: pytest.TempPathFactory,
    moves: list[tuple[int, int, float]],
    total: int,
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    # Processes that live: this one, its parent, and the first of the machine.
    pids = [ALIVE, os.getppid(), 1]
    pids = list(dict.fromkeys(pids))
    ledgers = [SharedLedger(folder, "s", pid) for pid in pids]
    flying, limits = [0] * len(pids), [0] * len(pids)
    for who, wanted, finished in moves:
        who %= len(pids)
        flying[who] -= int(flying[who] * finished)
        limits[who] = ledgers[who].places("a", total, flying[who], wanted)
        flying[who] = max(flying[who], min(limits[who], wanted))
        assert sum(flying) <= total
    for ledger in ledgers:
        ledger.close()


def test_what_a_dead_process_held_is_given_back_and_what_it_spent_stays(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    gone = SharedLedger(tmp_path, "s", dead.pid)
    assert gone.reserve("c1", 4.0, 5.0)
    gone.spend("c1", 1.0, 3.0)
    assert gone.places("a", 8, 0, 8) == 8
    here = SharedLedger(tmp_path, "s")
    assert here.spent() == 1.0
    assert not here.reserve("c2", 4.5, 5.0)
    assert here.reserve("c2", 4.0, 5.0)
    assert here.places("a", 8, 0, 8) == 8
    here.close()


def test_reservations_of_all_processes_count(tmp_path: Path) -> None:
    one, two = SharedLedger(tmp_path, "s"), SharedLedger(tmp_path, "s", os.getppid())
    assert one.reserve("c1", 3.0, 5.0)
    assert not two.reserve("c2", 3.0, 5.0)
    assert two.could_free("c2")
    one.spend("c1", 0.5, 0.0)
    assert two.reserve("c2", 3.0, 5.0)
    assert not one.could_free("c2")
    assert SharedLedger(tmp_path, "other").reserve("c1", 5.0, 5.0)


def test_rates_are_counted_together(tmp_path: Path) -> None:
    one, two = SharedLedger(tmp_path, "s"), SharedLedger(tmp_path, "s", os.getppid())
    assert one.take("a", 2, None, 10) == 0
    assert two.take("a", 2, None, 10) == 0
    assert 59 < one.take("a", 2, None, 10) <= 60
    assert two.take("b", 2, None, 10) == 0
    assert one.take("c", None, 25, 20) == 0
    assert two.take("c", None, 25, 5) == 0
    assert two.take("c", None, 25, 1) > 0


def test_old_ledgers_are_removed(tmp_path: Path) -> None:
    SharedLedger(tmp_path, "old").close()
    (old,) = tmp_path.glob("old-*")
    os.utime(old, (0, 0))
    SharedLedger(tmp_path, "new").close()
    assert not old.exists()


def test_a_ledger_that_cannot_be_opened_is_said_in_one_line(
    make_engine: MakeEngine, server: Loopback, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("not a folder")
    engine = make_engine(chat_model(server.url), processes=2)
    with pytest.raises(LlmsiteError, match=r"the engine cannot start .* is the folder writable"):
        engine.step(chain(), "act-1")
    assert server.calls == []


PROGRAM = """
    import sys
    sys.path.insert(0, {tests!r})
    from pathlib import Path
    from engines import *
    from pytest_llmsite.engine.settings import EngineSettings
    model = chat_model({url!r}, concurrency=None, max_output_tokens=1000)
    engine = Engine(EngineSettings(Path({folder!r}), session="s", processes=3, concurrency=4,
                                   max_cost={max_cost}),
                    {{"m": model}}, {{"small": small_template(Path({folder!r}))}}, make_actions())
    runs = range({first}, {first} + 8)
    engine.start([(chain(run), STEPS) for run in runs])
    print(*[result.outcome for run in runs for result in whole(engine, chain(run))], flush=True)
    engine.close()
"""


def processes(server: Loopback, tmp_path: Path, max_cost: float | None = None) -> list[subprocess.Popen[str]]:  # fmt: skip
    """Start three processes of one session, with eight chains each."""
    return [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                textwrap.dedent(PROGRAM).format(
                    tests=str(Path(__file__).parents[1]),
                    url=server.url,
                    folder=str(tmp_path),
                    first=first,
                    max_cost=max_cost,
                ),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in (1, 101, 201)
    ]


def test_calls_at_once_hold_over_processes_also_when_one_is_killed(
    server: Loopback, tmp_path: Path
) -> None:
    async def slow(call: Call) -> object:
        await asyncio.sleep(0.02)
        return completion(an_edit(call))

    server.answer = slow  # type: ignore[assignment]
    running = processes(server, tmp_path)
    while len(server.calls) < 20:
        time.sleep(0.01)
    os.kill(running[0].pid, signal.SIGKILL)
    outputs = [process.communicate(timeout=60)[0] for process in running]
    assert [output.split() for output in outputs[1:]] == [["ok"] * 8 * STEPS] * 2
    # The killed process' calls may still be under way at the server when its places are given on.
    assert 2 <= server.most_at_once <= 4 + 4


def test_the_budget_holds_over_processes(server: Loopback, tmp_path: Path) -> None:
    outputs = [p.communicate(timeout=60)[0].split() for p in processes(server, tmp_path, 0.04)]
    outcomes = [outcome for output in outputs for outcome in output]
    assert len(outcomes) == 3 * 8 * STEPS
    assert set(outcomes) == {"ok", "budget"}
    assert outcomes.count("ok") == len(server.calls)
    assert len(server.calls) % STEPS == 0
    assert 0.02 < len(server.calls) * 0.0012 <= 0.04
