// Last: take over the keyboard and show what came before the scripts did.

removeEventListener("keydown", app.onKey);
app.onKey = onKey;
addEventListener("keydown", app.onKey);

if (!app.started) {
  app.started = true;
  document.documentElement.classList.toggle("projector", address.get("projector") === "1");
}

app.show = (component) => {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".rope");
  if (data.kind === "keep") {
    app.kept[data.name] = data.kept;
    // Stages that came first have waited for it.
    app.waiting.splice(0).forEach(app.show);
  } else if (data.needs?.some((name) => !(name in app.kept))) {
    app.waiting.push(component);
  } else if (data.kind === "folds") {
    showFolds(root, data);
  } else {
    app.current = root.stage ??= new Stage(root);
    app.current.update({ ...app.kept, ...data });
  }
};
app.waiting.splice(0).forEach(app.show);

export default function () {}
