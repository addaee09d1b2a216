"""`--llm-shard`: parts of whole chains that make up the whole, merged again as if run at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_llmsite.cli import main
from pytest_llmsite.engine.steps import ChainKey
from pytest_llmsite.errors import LlmsiteError
from pytest_llmsite.session.tables import read_shard, shard_of

Run = Callable[..., pytest.RunResult]
MODELS = (
    "--llm-models=haiku,noop", "--llm-simulate", "--llm-runs=2", "--llm-min-score=-10",
    "--llm-tables=ranking", "-m", "images",
)  # fmt: skip
MEASURED = ("latency_s", "waited_s")


def lines(path: Path) -> list[str]:
    """Return a file's records, sorted, without what is measured by the clock."""
    records = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    return sorted(
        json.dumps({name: value for name, value in record.items() if name not in MEASURED})
        for record in records
    )


def test_five_shards_merged_are_the_whole_run(llmsite: Run, pytester: pytest.Pytester) -> None:
    llmsite(*MODELS, "--llm-results=whole.jsonl").assert_outcomes(passed=8, deselected=56)
    counts = []
    for part in range(1, 6):
        workers = ("-n", "2") if part == 2 else ()
        result = llmsite(
            *MODELS, f"--llm-shard={part}/5", f"--llm-results=part{part}.jsonl", *workers
        )
        assert result.ret == 0
        result.stdout.fnmatch_lines([f"llmsite: shard {part} of 5: * of 4 chains"])
        counts.append(result.parseoutcomes().get("passed", 0))
    assert sorted(counts) == [0, 2, 2, 2, 2]  # four chains: one shard has none, which is no failure
    parts = sorted(map(str, pytester.path.glob("part*.jsonl")))
    assert main(["merge", *parts, "--output", str(pytester.path / "merged.jsonl")]) == 0
    assert lines(pytester.path / "merged.jsonl") == lines(pytester.path / "whole.jsonl")


def test_other_tests_run_in_the_first_shard_and_selections_combine(
    llmsite: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        """
        def test_mine(llm_step):
            assert llm_step.score == 0
        def test_plain():
            pass
        """
    )
    ran = []
    for part in (1, 2):
        result = llmsite(
            "--llm-models=noop",
            "--llm-runs=2",
            f"--llm-shard={part}/2",
            "-k",
            "favicon or test_plain",
        )
        ran.append(result.parseoutcomes()["passed"])
    assert ran == [2, 1]


@given(
    st.sets(st.builds(ChainKey, st.text(max_size=3), st.text(max_size=3), st.integers(1, 50))),
    st.integers(1, 9),
)
def test_shards_are_even_and_disjoint_and_make_up_the_whole(
    chains: set[ChainKey], parts: int
) -> None:
    shards = [shard_of(chains, (part, parts)) for part in range(1, parts + 1)]
    assert sum(map(len, shards)) == len(chains)
    assert frozenset().union(*shards) == chains
    assert max(map(len, shards)) - min(map(len, shards)) <= 1
    assert shards[0] == shard_of(sorted(chains, reverse=True), (1, parts))


@pytest.mark.parametrize("text", ["0/5", "6/5", "2", "a/b", "1/0", "-1/5", ""])
def test_a_wrong_shard_is_named(text: str) -> None:
    with pytest.raises(LlmsiteError, match="--llm-shard: expected which part of how many"):
        read_shard(text)
