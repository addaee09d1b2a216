"""What must hold before a key is sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..errors import LlmsiteError
from .protocol import Model
from .registry import is_loopback


def check_transport(model: Model, key: str | None) -> None:
    """Refuse to send a key unencrypted to another machine. Raises LlmsiteError naming the mend."""
    url = str(model.options["base_url"])
    if key is None or url.startswith("https://") or is_loopback(url):
        return
    if model.options.get("insecure_http"):
        return
    raise LlmsiteError(
        f"model {model.alias}: its key would travel unencrypted to {urlsplit(url).hostname}; "
        "use https://, or say insecure_http = true in "
        f"[tool.llmsite.models.{model.alias}]"
    )
