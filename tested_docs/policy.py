"""The Content-Security-Policy that each page carries: nothing from another host, no inline script but those it lists."""

import base64
import hashlib
import re

SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
HEAD = re.compile(r"<head>\s*(<meta charset=[^>]+>)?")
DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self' {hashes}",
    "style-src 'self' 'unsafe-inline'",  # the theme and the highlighter set style attributes; they run nothing
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
)


def with_policy(html: str) -> str:
    """Return the page *html* with its policy in the head: its inline scripts are allowed by hash, no others."""
    scripts = (match["code"] for match in SCRIPT.finditer(html) if _runs(match["attributes"]))
    hashes = " ".join(dict.fromkeys(f"'sha256-{_digest(code)}'" for code in scripts))
    content = "; ".join(DIRECTIVES).format(hashes=hashes).replace("  ", " ")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    return HEAD.sub(lambda match: f"{match[0]}{meta}", html, count=1)


def _runs(attributes: str) -> bool:
    """Tell whether a script element holds inline code; one with an address or with data holds none."""
    kind = re.search(r'type="?([^"\s>]+)', attributes)
    return "src=" not in attributes and (kind is None or kind[1] in ("text/javascript", "module"))


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
