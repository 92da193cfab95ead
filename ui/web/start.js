// Last: take over the keyboard and show what came before the scripts did.

removeEventListener("keydown", app.onKey);
app.onKey = onKey;
addEventListener("keydown", app.onKey);

if (!app.started) {
  app.started = true;
  document.documentElement.classList.toggle("projector", address.get("projector") === "1");
  oneEntryAPage();
}

// Streamlit enters a new page in the history first without and then with its problem; going
// back would stop at the bare one. The second entry takes the place of the first.
function oneEntryAPage() {
  const push = history.pushState.bind(history);
  const settling = 3000; // milliseconds after arriving
  let arrived = performance.now();
  history.pushState = (state, unused, url) => {
    const to = new URL(url, location.href);
    if (to.pathname !== location.pathname) arrived = performance.now();
    else if (performance.now() - arrived < settling && !app.edited) {
      return history.replaceState(state, unused, url);
    }
    app.edited = false;
    return push(state, unused, url);
  };
  addEventListener("input", () => (app.edited = true), true);
  addEventListener("click", () => (app.edited = true), true);
}

app.show = (component) => {
  const data = JSON.parse(new TextDecoder().decode(component.data));
  const root = component.parentElement.querySelector(".rope");
  if (data.kind === "keep") {
    app.kept[data.name] = data.kept;
    // Stages that came first have waited for it.
    app.waiting.splice(0).forEach(app.show);
  } else if (data.needs?.some((name) => !(name in app.kept))) {
    app.waiting.push(component);
  } else if (data.kind in app.plain) {
    app.plain[data.kind](root, data);
  } else {
    app.current = root.stage ??= new Stage(root);
    app.current.update({ ...app.kept, ...data });
  }
};
app.waiting.splice(0).forEach(app.show);

export default function () {}
