"""The MkDocs hooks: pages expanded, figures added, formulas as MathML, and the English site built after the Chinese."""

import html as entities
import re
from pathlib import Path
from typing import Any, Literal

import math_core
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as SitePage
from mkdocs.utils import get_relative_url, meta

from tested_docs import serve
from tested_docs.book import problems
from tested_docs.captions import with_captions
from tested_docs.downloads import texts
from tested_docs.expand import expand
from tested_docs.facts import facts, footer
from tested_docs.glossary import read_terms, with_hovers
from tested_docs.highlight import fence
from tested_docs.images import sized
from tested_docs.indexes import block_id, erratum_id, with_indexes
from tested_docs.library import books, in_order, is_main, read, root_of
from tested_docs.needs import needs_line, read_needs, with_picture
from tested_docs.page import read_page
from tested_docs.policy import with_policy
from tested_docs.record import read_record
from tested_docs.search import learn, refine, without_outputs
from tested_docs.source import DocsError
from tested_docs.theme import trim, valid

FORMULA = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL)
ALTERNATE = re.compile(r'\s*<link rel="alternate" href="[^"]*" hreflang="[^"]*">')
CODE = re.compile(r'<div class="language-python highlight"')
FIGURE = re.compile(r'<img (?=[^>]*src="(?:\.\./)*(assets/figures/[^"]+)")')
ERRATUM = re.compile(r'(<p class="admonition-title")>(?=(?:勘误|Erratum) (E-\d{3}))')
LINK_TITLE = {
    "zh": "本节的链接",
    "en": "Link to this section",
}  # what a screen reader says of the sign behind a heading
_latex = math_core.LatexToMathML()
_command = "build"  # the one thing that MkDocs says only once; the configuration is read anew for each build


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note whether a site is built (any mistake stops it) or served (mistakes are shown)."""
    global _command
    _command = command


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Colour Python by :mod:`highlight`; give pages that MkDocs makes itself (404) the addresses of both languages."""
    fences = config.mdx_configs["pymdownx.superfences"]["custom_fences"]
    fences.append({"name": "python", "class": "language-python highlight", "format": fence})
    config.mdx_configs["toc"]["permalink_title"] = LINK_TITLE[config.extra["lang"]]
    _address(config, "", "en/")
    learn(root_of(config))
    return config


def on_pre_build(*, config: MkDocsConfig) -> None:
    """Stop a build before anything is written if an example is broken, in either language."""
    if _command != "serve" and is_main(config) and (found := problems(root_of(config))):
        raise PluginError("the site was not built\n\n" + "\n".join(found))


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add docs/assets to the site of each language, since figures and styles are shared; and each page's downloads."""
    trim(files, config)
    folder = root_of(config) / "docs"
    for path in sorted((folder / "assets").rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            files.append(File(name, str(folder), config.site_dir, config.use_directory_urls))
    books[config.extra["lang"]] = []
    for file in list(files.documentation_pages()):
        for name, content in read(config, file).items():
            files.append(File.generated(config, name, content=content))
    config.copyright = footer(root_of(config), books[config.extra["lang"]])
    return files


def on_page_markdown(markdown: str, *, page: SitePage, config: MkDocsConfig, files: Files) -> str:
    """Return the page as its reader sees it."""
    root = root_of(config)
    path = Path("docs", config.extra["lang"], page.file.src_uri)
    # mkdocs-jupyter makes a page of a notebook; its look is that of any page, not nbconvert's (630 KB, no admonitions,
    # two buttons to copy, headings whose addresses lose their Chinese): so its rendering gives way to MkDocs' own.
    vars(page).pop("render", None)
    try:
        source = read_page(root, path)
        record = read_record(root, source)
        now = serve.live_page(root, source, record) if _command == "serve" else None
        if now:
            text = expand(root, source, now.record, strict=False, problems=now.problems)
        else:
            text = expand(root, source, record, strict=_command != "serve")
        text = with_indexes(text, source, in_order(config), read_terms(root))
        text = with_picture(text, read_needs(root), config.nav or [], source.lang)
    except DocsError as error:
        if _command != "serve":
            raise PluginError(str(error)) from None
        told = "\n".join(f"    {line}" for line in str(error).splitlines())
        return f'!!! danger "This page cannot be shown"\n\n    ```text\n{told}\n    ```\n'
    body, page.meta = meta.get_data(text)
    title, _, rest = str(body).lstrip("\n").partition("\n")
    told = now.note if now else facts(source, record, config.extra["published"])
    needs = needs_line(source, books[source.lang], read_needs(root))
    return f"{title}\n\n{told}\n\n{needs}\n\n{rest}"


def on_page_content(html: str, *, page: SitePage, config: MkDocsConfig, files: Files) -> str:
    """Turn formulas into MathML (no script, no fonts, readable by screen readers); let examples and errata be linked."""
    book = {each.path.as_posix(): (each, record) for each, record in books[config.extra["lang"]]}
    if found := book.get(f"docs/{config.extra['lang']}/{page.file.src_uri}"):
        names = iter([block_id(block) for block in found[0].blocks])
        html = CODE.sub(lambda match: f'{match[0]} id="{next(names, "")}"', html)
        html = with_captions(html, *found, in_order(config), config.extra["repository"])
    html = ERRATUM.sub(lambda match: f'{match[1]} id="{erratum_id(match[2])}">', html)
    html = FIGURE.sub(lambda match: _figure(root_of(config) / "docs" / match[1], match[0]), html)
    html = re.sub("<th([^>]*)></th>", r"<td\1></td>", html)  # the corner of a table heads nothing
    page.present_anchor_ids = (page.present_anchor_ids or set()) | set(re.findall(r' id="(code-[^"]+|e-\d+)"', html))
    try:
        html = sized(without_outputs(FORMULA.sub(_mathml, html)), root_of(config) / "docs")
    except math_core.LatexError as error:
        raise PluginError(f"{page.file.src_uri}: a formula that is not LaTeX: {error}") from None
    return (
        with_hovers(html, read_terms(root_of(config)), config.extra["lang"]) if page.meta.get("hovers", True) else html
    )


def on_page_context(context: dict[str, Any], *, page: SitePage, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    """Point the language switch, and the hreflang links of search engines, at this page's twin."""
    paths = page.url, f"en/{page.url}"
    _address(config, *paths)
    for alternate, path in zip(config.extra["alternate"], paths, strict=True):
        alternate["twin"] = get_relative_url(path, paths[0 if is_main(config) else 1])
    return context


def on_post_page(output: str, *, page: SitePage, config: MkDocsConfig) -> str:
    """Leave out the links for search engines where the site does not know its address; say what the page may load."""
    output = valid(output if config.site_url else ALTERNATE.sub("", output))
    serve.write_figures(config)
    return output if _command == "serve" else with_policy(output)  # a served page reloads itself by an inline script


def on_post_template(output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
    """Say also of the page for missing pages what it may load."""
    html = template_name.endswith(".html") and _command != "serve"
    return with_policy(valid(output_content)) if html else output_content


def on_post_build(*, config: MkDocsConfig) -> None:
    """Lay the plain pages beside the others; refine the search index; build the English site into en/ of the Chinese one."""
    told = config.site_name, config.site_description or ""
    for name, text in texts(root_of(config), in_order(config), config.nav or [], *told):
        path = Path(config.site_dir, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    refine(Path(config.site_dir), root_of(config), config.nav)
    if not is_main(config):
        return
    english = load_config(str(root_of(config) / "mkdocs.en.yml"), site_dir=str(Path(config.site_dir, "en")))
    english.site_url = config.site_url and config.site_url.rstrip("/") + "/en/"
    english.strict = config.strict
    build(english, serve_url=english.site_url if _command == "serve" else None)


def _address(config: MkDocsConfig, *paths: str) -> None:
    """Give the alternates (Chinese, English) their absolute addresses, for the head of the page."""
    top = str(config.site_url).removesuffix("/").removesuffix("" if is_main(config) else "/en")
    for alternate, path in zip(config.extra["alternate"], paths, strict=True):
        alternate["link"] = f"{top}/{path}"


def _figure(file: Path, tag: str) -> str:
    """Return *tag* with a class where *file* holds pictures, whose colours dark mode must not turn over."""
    pictures = file.is_file() and b"<image" in file.read_bytes()
    return f'{tag}class="picture" ' if pictures else tag


def _mathml(match: re.Match[str]) -> str:
    return _latex.convert_with_local_state(entities.unescape(match[2]).strip(), displaystyle=match[1] == "div")
