"""Make docs/report.webp: the top of a report of simulated models, as a browser shows it.

python tools/make_report_picture.py
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from pytest_llmsite.browser.finding import find

TARGET = Path(__file__).parents[1] / "docs" / "report.webp"
ARGUMENTS = (
    "--llm-models=sonnet,haiku,kimi", "--llm-simulate", "--llm-runs=3", "--llm-report=report.html",
    "--llm-templates=safari-lodge,saas-product", "-q", "-n", "2",
)  # fmt: skip
SIZE = {"width": 1240, "height": 1240}


def main() -> None:
    """Run the benchmark in an empty folder, open its report, take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        # Simulated models may make a page worse, so that items fail.
        subprocess.run([sys.executable, "-m", "pytest", *ARGUMENTS], cwd=folder, check=False)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(find()), args=["--no-sandbox"])
            tab = browser.new_page(viewport=SIZE, device_scale_factor=1.25)
            tab.goto((Path(folder) / "report.html").as_uri())
            taken = tab.screenshot()
            browser.close()
    Image.open(io.BytesIO(taken)).save(TARGET, "WEBP", quality=80, method=6)
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
