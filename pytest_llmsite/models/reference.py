"""The reference: answers every step with the template's own known-good reply."""

from __future__ import annotations

from .protocol import ProviderError, Request, Response


class ReferenceProvider:
    """Replays `template.references`."""

    async def complete(self, request: Request) -> Response:
        """Return the reference reply. Raises ProviderError for a template without one."""
        text = request.template.references.get(request.action.name)
        if text is None:
            raise ProviderError(
                f"template {request.template.name} has no reference for {request.action.name}; "
                f"add reference/{request.action.position:02d}-{request.action.name}.md"
            )
        return Response(text)

    async def close(self) -> None:
        """Nothing to release."""
