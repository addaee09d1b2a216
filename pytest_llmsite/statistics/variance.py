"""Where does the spread come from, and what does chaining do to it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .answers import Refusal
from .distributions import f_upper
from .ranking import interaction_square
from .samples import Array, Totals, by_template, clean, is_usable, within_squares


@dataclass(frozen=True, slots=True)
class Components:
    """Variance components in squared points, none below 0.

    Attributes:
        template: how far templates differ for all models alike.
        interaction: how far a model's advantage differs by template; None with a single model, where
            it is part of `template`.
        run: how far runs of one model on one template differ, the judge's part taken out.
        judge: how far judges of one chain differ; None where it was not given.
        models, templates, chains: how much they rest on.
    """

    template: float
    interaction: float | None
    run: float
    judge: float | None
    models: int
    templates: int
    chains: int

    @property
    def shares(self) -> dict[str, float]:
        """Each component's share of their sum; empty when nothing varies."""
        parts = {
            "template": self.template,
            "model x template": self.interaction,
            "run": self.run,
            "judge": self.judge,
        }
        known = {name: value for name, value in parts.items() if value is not None}
        total = sum(known.values())
        return {name: value / total for name, value in known.items()} if total > 0 else {}


def components(
    models: Mapping[str, Totals], *, judge_variance: float | None = None, judges: int = 1
) -> Components | Refusal:
    """Components of template, model x template, run (and judge), by analysis of variance.

    On the table of means y_mt over the templates that all M models share, with R the harmonic mean
    of the runs (unweighted means: Searle, Casella & McCulloch 1992, ch. 5):
    run = pooled variance within (model, template); interaction = MS_mt - run / R, with
    MS_mt = sum (y_mt - y_m - y_t + y)^2 / ((M - 1)(T - 1)); template = (MS_t - MS_mt) / M, with
    MS_t = M sum (y_t - y)^2 / (T - 1). With one model: template = variance of means - run / R.
    Each is cut at 0. The judge's part of the run variance, `judge_variance` / `judges`, is taken out.

    Refused with fewer than two common templates, or when no (model, template) has two runs.
    """
    arrays = {name: by_template(totals) for name, totals in models.items()}
    kept = {name: found for name, found in arrays.items() if not isinstance(found, Refusal)}
    if not kept:
        return Refusal("there is no complete chain")
    first = next(iter(kept.values()))
    common = [t for t in first if all(t in found for found in kept.values())]
    if len(common) < 2:
        return Refusal("fewer than two templates are common to all models")
    cells = [found[t] for found in kept.values() for t in common]
    squares, df = within_squares(cells)
    if not df:
        return Refusal("no template has two runs, so runs and templates cannot be told apart")
    noise = squares / df
    per_cell = noise * float(np.mean([1 / cell.size for cell in cells]))
    table = np.array([float(cell.mean()) for cell in cells]).reshape(len(kept), len(common))
    template, interaction = _between(table, per_cell)
    judge = None if judge_variance is None else judge_variance / max(1, judges)
    return Components(
        template=template,
        interaction=interaction,
        run=max(0.0, noise - (judge or 0.0)),
        judge=judge,
        models=len(kept),
        templates=len(common),
        chains=sum(cell.size for cell in cells),
    )


def judge_variance(scores: Sequence[Sequence[float | None]]) -> float | Refusal:
    """Variance between judges (or judgings) of the same chain, pooled over chains.

    `scores` holds a row of scores for each chain; missing ones are None. Refused when no chain was
    judged twice.
    """
    rows = [clean(row) for row in scores]
    rows = [row for row in rows if row.size]
    if not all(is_usable(row) for row in rows):
        return Refusal("a score is infinite")
    squares, df = within_squares(rows)
    return squares / df if df else Refusal("no chain was judged twice")


def design_effect(
    chains: Mapping[str, Sequence[Sequence[float | None]]],
) -> float | Refusal:
    """Design effect of chaining: Var(total) / sum of Var(action), both within templates.

    `chains` maps a template to its chains, each a row of action scores in the same order; a chain
    with a missing score is left out. 1 would mean that actions fail independently; above 1 errors
    travel down the chain (Kish 1965). Refused when no template has two complete chains, when rows
    differ in length, or when no action varies.
    """
    blocks = [_block(rows) for rows in chains.values()]
    filled = [block for block in blocks if block is not None]
    widths = {block.shape[1] for block in filled}
    if len(widths) > 1:
        return Refusal("chains differ in their number of actions")
    if not all(is_usable(block) for block in filled):
        return Refusal("a score is infinite")
    totals, df = within_squares(block.sum(axis=1) for block in filled)
    if not df:
        return Refusal("no template has two complete chains")
    width = widths.pop()
    actions = sum(within_squares(block[:, k] for block in filled)[0] for k in range(width))
    if actions == 0:
        return Refusal("no action varies")
    return totals / actions


def variance_ratio(sd_a: float, n_a: int, sd_b: float, n_b: int) -> float | Refusal:
    """Two-sided p of the F test that two samples vary alike: F = sd_a^2 / sd_b^2 on n - 1 df each.

    Sensitive to non-normal data (Box 1953); for printed SDs. Refused with n < 2 or an SD of 0.
    """
    if min(n_a, n_b) < 2 or not (sd_a > 0 and sd_b > 0):
        return Refusal("a comparison of spreads needs two values of each that differ")
    ratio = (sd_a / sd_b) ** 2
    upper = f_upper(ratio, n_a - 1, n_b - 1)
    return 2 * min(upper, 1 - upper)


def _block(rows: Sequence[Sequence[float | None]]) -> Array | None:
    """Complete chains as a matrix (chains x actions); None when there is none."""
    complete = [list(map(float, row)) for row in map(clean, rows)]
    longest = max((len(row) for row in rows), default=0)
    kept = [row for row in complete if len(row) == longest and longest]
    return np.array(kept, dtype=np.float64) if kept else None


def _between(table: Array, per_cell: float) -> tuple[float, float | None]:
    """Template and interaction components of a table of means (M x T)."""
    models = table.shape[0]
    by_column = float(np.var(table.mean(axis=0), ddof=1))
    if models == 1:
        return max(0.0, by_column - per_cell), None
    square, _ = interaction_square(table)
    return max(0.0, by_column - square / models), max(0.0, square - per_cell)
