/* What Material leaves out for the keyboard and for screen readers; nothing on a page needs it to be read. */
const narrow = matchMedia("(max-width: 76.2344em)") // where Material folds the navigation into a drawer

function mend() {
  /* Material wraps the button that copies code in a <nav>: a landmark without a name for every block. */
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation")
  /* In the drawer the labels of chapters and of the table of contents are what a finger opens: keys get there too. */
  for (const label of document.querySelectorAll(".md-nav--primary label[for]")) {
    if (label.hasAttribute("role") === narrow.matches) continue
    if (narrow.matches) {
      label.setAttribute("role", "button")
      label.tabIndex = 0
    } else {
      label.removeAttribute("role")
      label.removeAttribute("tabindex")
    }
  }
}

narrow.addEventListener("change", mend)
new MutationObserver(mend).observe(document, { childList: true, subtree: true })
mend()

/* Enter presses a label in Material; the space bar scrolls. */
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches('label[role="button"]')) {
    event.preventDefault()
    event.target.click()
  }
})
