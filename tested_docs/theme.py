"""Material's own files as this site serves them: nothing unused, no other host, search asked for when it is opened."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

UNUSED = re.compile(r"assets/javascripts/lunr/|\.map$")
# From the end, the longest word that the index knows, and so on: the usual way, better in Chinese than from the front.
SEGMENT = (
    "{let r=new Set;for(let j=q.length,i;j>0;j=i){for(i=0;i<j-1&&!(q.slice(i,j)in x);i++);r.add(q.slice(i,j))}return r}"
)
# file -> (what stands in it, exactly once, and what is to stand there). Material's code is minified: names vary.
MENDS = {
    r"assets/javascripts/bundle\.\w+\.min\.js": [
        # The search index travels when search is first opened, not with every first visit.
        (r'location\.protocol!=="file:"', "!1"),
        # Diagrams and a polyfill for browsers of 2019 come from a host that half the readers cannot reach; unused here.
        (r"https://unpkg\.com/mermaid@[^\"]+", ""),
        (r"https://unpkg\.com/resize-observer-polyfill", ""),
        (r"\n//# sourceMappingURL=\S+", ""),
    ],
    r"assets/javascripts/workers/search\.\w+\.min\.js": [
        # A Chinese query is cut into the longest words of the index. Material's own way forgets the last character and all
        # that follows an unknown one.
        (
            r'(function \w+\()\w,\w\)\{let \w=new Set,\w=new Uint16Array\(.*?return \w\.has\(""\)\?new Set\(\[\w\]\):\w\}',
            rf"\1q,x){SEGMENT}",
        ),
        # A word that is the one typed counts for more than one that begins with it: cat, category.
        (r"(\.test\((\w)\)\?\2:)`\$\{\2\}\*`", r"\1`${\2}^4 ${\2}*`"),
        # A section that has all the words asked for comes before one that has a single word often.
        (r"score:(\w)\*\(1\+\w+\((\w),2\)\)", r"score:\1*(\2%1||1)**4"),
        (r"\n//# sourceMappingURL=\S+", ""),
    ],
}


# What Material writes into each page and HTML does not know: an empty tabindex, autocomplete for a checkbox.
INVALID = re.compile(r' tabindex=""|(?<=type="checkbox") (id="__\w+") autocomplete="off"')


def valid(html: str) -> str:
    """Return the page *html* without the attributes that HTML does not allow where Material writes them."""
    return INVALID.sub(lambda match: f" {match[1]}" if match[1] else "", html)


def trim(files: Files, config: MkDocsConfig) -> None:
    """Leave out what the site does not use of the theme, and mend what it does."""
    for file in list(files):
        if UNUSED.search(file.src_uri):
            files.remove(file)
        for name, mends in MENDS.items():
            if re.fullmatch(name, file.src_uri):
                files.remove(file)
                files.append(
                    File.generated(config, file.src_uri, content=mend(file.src_uri, file.content_string, mends))
                )


def mend(name: str, text: str, mends: list[tuple[str, str]]) -> str:
    """Return *text* with each of *mends* made.

    Raises PluginError where one does not stand there exactly once: then the theme is another, and its file has to be read.
    """
    for wanted, instead in mends:
        text, count = re.subn(wanted, instead, text, flags=re.DOTALL)
        if count != 1:
            raise PluginError(
                f"{name}: {wanted} was to stand there once, but stands there {count} times\n"
                f"-> Material has changed: look for what it does now, and change MENDS in {Path(__file__).name}"
            )
    return text
