/* What Material leaves out for the keyboard and for screen readers; nothing on a page needs it to be read. */

/* It wraps the button that copies code in a <nav>: a landmark without a name for every block. */
new MutationObserver(() => {
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "presentation")
}).observe(document, { childList: true, subtree: true })

/* On narrow screens the drawer and the search are labels, which a key does not press. */
document.addEventListener("keydown", (event) => {
  if (["Enter", " "].includes(event.key) && event.target.matches('label[role="button"]')) {
    event.preventDefault()
    event.target.click()
  }
})
