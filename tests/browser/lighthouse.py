"""Lighthouse's four scores (mobile) for a few pages in both languages: `make lighthouse`, which needs Node and Chromium."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser.server import serve

COMMAND = ["npx", "--yes", "lighthouse@12", "--quiet", "--output=json"]
FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
PAGES = ("", "tensors/creation/", "projects/digits/")
LEAST = 95


def main(site: Path) -> int:
    """Print the scores and what costs points; return 1 where a score is below :data:`LEAST`."""
    low = 0
    with serve(site) as server:
        longest = max((site / "en").rglob("index.html"), key=lambda path: path.stat().st_size).parent
        for path in [*PAGES, f"{longest.relative_to(site / 'en').as_posix()}/"]:
            for lang in ("", "en/"):
                scores, faults = examine(server.url + lang + path)
                print(" ".join(f"{score:3}" for score in scores.values()), f"/{lang}{path}", *faults, flush=True)
                low += min(scores.values()) < LEAST
    print("performance, accessibility, best practices, SEO")
    return min(low, 1)


def examine(url: str) -> tuple[dict[str, int], list[str]]:
    """Return category -> score in percent, and the audits that cost points."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or ""
    done = subprocess.run(
        [*COMMAND, f"--chrome-flags={FLAGS}", url],
        env=os.environ | {"CHROME_PATH": browser},
        stdout=subprocess.PIPE,
        check=True,
    )
    report = json.loads(done.stdout)
    weights = {ref["id"]: ref["weight"] for each in report["categories"].values() for ref in each["auditRefs"]}
    audits = [
        audit for audit in report["audits"].values() if (audit["score"] or 0) < 0.9 and audit["score"] is not None
    ]
    faults = [f"\n      {audit['id']} {audit.get('displayValue', '')}" for audit in audits if weights.get(audit["id"])]
    return {name: round(100 * each["score"]) for name, each in report["categories"].items()}, faults


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
