"""What xdist's workers send home besides their records: how far they are, their waits, and, without a
shared folder, the responses and sites that they keep.

A worker that finds the controller's mark in its own folder shares it. One that does not (another host,
another root) is given the recorded responses of the session's chains at its start, and a fixed part of
limits and budget, since it cannot see what the others use.
"""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Generator, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from ..engine.progress import Progress
from ..engine.responses import ResponseStore
from ..engine.shared import told_progress
from ..session.benchmark import Benchmark

MOST_SENT_BYTES = 64 << 20


class SendingHooks:
    """Inside a worker."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        given: Mapping[str, Any] = config.workerinput  # type: ignore[attr-defined]
        self.config = config
        self.benchmark = benchmark
        folder = benchmark.plan.settings.folder
        self.alone = not mark_path(folder, given["testrunuid"]).exists()
        workers = int(given["workercount"])
        remote = int(given.get("llmsite_remote", 0))
        if self.alone:
            benchmark.processes, benchmark.share = None, 1 / workers
            benchmark.sends = True
            benchmark.sites.new = {}
            store = ResponseStore(folder / "responses")
            for line in json.loads(given.get("llmsite_responses", "[]")):
                store.adopt(line, durable=False)  # the controller has it
        else:
            benchmark.share = max(1, workers - remote) / workers

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put on the report what has come up since the last one."""
        report = yield
        if report.when == "teardown" or not self.benchmark.performs:
            return report
        progress = [os.getpid(), *astuple(self.benchmark.progress())]
        report.llmsite_progress = json.dumps(progress)  # type: ignore[attr-defined]
        if self.config.option.verbose > 0 and (waits := self.benchmark.waits()):
            report.llmsite_waits = json.dumps(waits)  # type: ignore[attr-defined]
        if self.alone and (parcel := self._parcel()):
            report.llmsite_parcel = parcel  # type: ignore[attr-defined]
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Hand over what no report will carry."""
        if self.alone and (parcel := self._parcel()):
            self.config.workeroutput["llmsite_parcel"] = parcel  # type: ignore[attr-defined]

    def _parcel(self) -> str:
        new = self.benchmark.sites.new or {}
        files = {name: base64.b64encode(content).decode() for name, content in new.items()}
        new.clear()
        responses = self.benchmark.unsent_responses()
        return json.dumps({"responses": responses, "files": files}) if responses or files else ""


class ReceivingHooks:
    """On the controller."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        self.benchmark = benchmark
        self.folder = benchmark.plan.settings.folder
        self.store = ResponseStore(self.folder / "responses")
        self._mark: Path | None = None
        self._session = ""
        self._heard: dict[int, Progress] = {}
        self._ended: set[int] = set()
        self._pids: dict[str, int] = {}
        self._loading: threading.Thread | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Leave the mark; give a worker elsewhere what is recorded of the session's chains."""
        self._session = node.workerinput["testrunuid"]
        if self._mark is None:
            self._mark = mark_path(self.folder, self._session)
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._mark.touch()
        specs = node.nodemanager.specs
        node.workerinput["llmsite_remote"] = sum(map(_is_elsewhere, specs))
        if _is_elsewhere(node.gateway.spec):
            node.workerinput["llmsite_responses"] = json.dumps(self._recorded())

    def _recorded(self) -> list[str]:
        """Return the kept responses of this session's chains, as many as can well be sent."""
        names = {f'"step": "{chain}-' for chain in self.benchmark.plan.chains}
        found, size = [], 0
        for path in sorted(self.store.folder.glob("??/*.json")):
            line = path.read_text(encoding="ascii", errors="replace").strip()
            if size + len(line) < MOST_SENT_BYTES and any(name in line[:1000] for name in names):
                found.append(line)
                size += len(line)
        return found

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a worker without a shared folder sent, once."""
        if self._loading is None:
            self._loading = threading.Thread(target=self.benchmark.load_summary, daemon=True)
            self._loading.start()
        self._keep(getattr(report, "llmsite_parcel", None))
        told = getattr(report, "llmsite_progress", None)
        if told:
            pid, *numbers = json.loads(told)
            self._heard[pid] = Progress(*numbers)
            self._pids[getattr(report, "worker_id", "")] = pid

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what came last of a worker; what was under way there is so no more."""
        self._keep(getattr(node, "workeroutput", {}).get("llmsite_parcel"))
        pid = self._pids.get(node.gateway.id)
        if pid is not None and not hasattr(node, "workeroutput"):
            self._ended.add(pid)

    def _keep(self, parcel: str | None) -> None:
        if not parcel:
            return
        content = json.loads(parcel)
        for line in content["responses"]:
            self.store.adopt(line)
        for name, text in content["files"].items():
            self.benchmark.sites.adopt(name, base64.b64decode(text))

    def progress(self) -> Progress:
        """Return how far all workers are together."""
        told = dict(self._heard)
        alive = told_progress(self.folder / "ledger", self._session)
        ended = set(self._ended)
        for pid, (numbers, lives) in alive.items():
            heard, read = told.get(pid), Progress(*numbers)  # type: ignore[arg-type]
            told[pid] = heard if heard is not None and heard.done > read.done else read
            if not lives:
                ended.add(pid)
        return together([one.spent_only() if pid in ended else one for pid, one in told.items()])

    def pytest_unconfigure(self) -> None:
        """Take the mark away."""
        if self._mark is not None:
            self._mark.unlink(missing_ok=True)


def together(parts: list[Progress]) -> Progress:
    """Return the sum."""
    return Progress(*(sum(column) for column in zip(*map(astuple, parts), strict=True))) if parts else Progress()  # fmt: skip


def mark_path(folder: Path, session: str) -> Path:
    """Return the file by which a worker recognizes the controller's folder."""
    return folder / "ledger" / f"{session}.shared"


def _is_elsewhere(spec: Any) -> bool:
    """Whether a worker may have another folder: not a plain process of this host."""
    return not spec.popen or bool(spec.chdir)
