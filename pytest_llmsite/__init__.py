"""pytest-llmsite: benchmark language models on complete, deployable websites with pytest.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

__version__ = "0.1.0"
