"""The no-op: answers every step with `### NO CHANGES`, which scores exactly 0."""

from __future__ import annotations

from .protocol import Request, Response


class NoopProvider:
    """Changes nothing."""

    async def complete(self, request: Request) -> Response:
        """Return a valid reply without an edit."""
        return Response("### NO CHANGES\n")

    async def close(self) -> None:
        """Nothing to release."""
