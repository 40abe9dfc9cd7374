/* What Material leaves out for the keyboard and for screen readers; nothing on a page needs it to be read. */
const narrow = matchMedia("(max-width: 76.2344em)") // where Material folds the navigation into a drawer
const OPENS = { __drawer: ".md-nav--primary", __search: ".md-search" } // a label of the header, and whose name it has

function mend() {
  /* Material wraps the button that copies code in a <nav>: a landmark without a name for every block. */
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation")

  /* What opens the drawer and the search on a narrow page is a label, which keys do not reach. */
  for (const [id, owner] of Object.entries(OPENS)) {
    const label = document.querySelector(`label.md-header__button[for=${id}]`)
    if (!label || label.querySelector("[role=button]")) continue
    const button = document.createElement("span")
    button.setAttribute("role", "button")
    button.setAttribute("aria-label", document.querySelector(owner).getAttribute("aria-label"))
    button.tabIndex = 0
    button.append(...label.childNodes)
    label.append(button)
  }

  /* So are the chapters in the drawer. */
  for (const label of document.querySelectorAll(".md-nav--primary label[for]")) {
    if (narrow.matches) label.tabIndex = 0
    else label.removeAttribute("tabindex")
  }

  /* What scrolls sideways in itself scrolls by keys. (Material sees to code.) */
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, article math")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute("tabindex")
  }
}

addEventListener("resize", mend)
new MutationObserver(mend).observe(document, { childList: true, subtree: true })
mend()

document.addEventListener("keydown", (event) => {
  const [button, label] = ["label [role=button]", "label[tabindex]"].map((each) => event.target.matches(each))
  if ((button && event.key === "Enter") || ((button || label) && event.key === " ")) { // Enter on a label is Material's
    event.preventDefault()
    event.target.click()
  }
})

/* The switch of languages stays at the section: both languages have the same headings, in the same order. */
const headings = () => [...document.querySelectorAll("article :is(h2, h3, h4)[id]")]

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".md-select__link")
  if (!link) return
  const passed = headings().filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3)
  link.hash = passed.length ? `section-${passed.length}` : ""
}, true)

function arrive() {
  const section = location.hash.match(/^#section-(\d+)$/)
  const heading = section && headings()[section[1] - 1]
  if (heading) location.replace(`#${heading.id}`)
}

addEventListener("hashchange", arrive)
arrive()
