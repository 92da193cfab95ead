// Another problem, asked for as a link would ask for it but without loading the page anew:
// the step stays, and "back" brings the old problem back.

// The address with some of its parameters changed; null takes one out.
function addressWith(changes) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value == null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  // As base.js writes it: commas keep a vector readable.
  url.search = url.search.replaceAll("%2C", ",");
  return url.href;
}

function visit(changes) {
  const url = addressWith(changes);
  if (url === location.href) return;
  app.edited = true; // an entry of its own in the history: see start.js
  history.pushState(history.state, "", url);
  // Streamlit reads the address again whenever somebody goes back or forth.
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}

// A link that opens in place, and in another tab or copied like any other.
function visitLink(changes, text, props = {}) {
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    visit(changes);
  };
  return el("a", { href: addressWith(changes), target: "_self", onclick, ...props }, text);
}
