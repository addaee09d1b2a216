"""Workers and whole runs killed at random moments; `tools/chaos.py` does many more such runs."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

import pytest
from chaos import Project, kill_all, kill_workers, undisturbed

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks for the workers in /proc"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    made = Project(tmp_path_factory.mktemp("chaos"), models=2)
    yield made
    made.server.stop()


@pytest.fixture(scope="module")
def expected(project: Project) -> list[str]:
    found = undisturbed(project)
    assert len(found) == 2 * 7
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_workers_may_die(project: Project, expected: list[str], seed: int) -> None:
    chance = random.Random(seed)
    kill_workers(project, expected, chance, f"run{seed}", [("-p no:randomly",) * 2], 2)


def test_a_run_may_be_killed_again_and_again(project: Project, expected: list[str]) -> None:
    kill_all(project, expected, random.Random(3), "whole", 2)
