// Last: take over the keyboard and show what came before the scripts did.

removeEventListener("keydown", app.onKey);
app.onKey = onKey;
addEventListener("keydown", app.onKey);

app.show = ({ data, parentElement }) => {
  const root = parentElement.querySelector(".rope");
  if (data.kind === "folds") return showFolds(root, data);
  const stage = (root.stage ??= new Stage(root));
  app.current = stage;
  return stage.update(data);
};
app.waiting.splice(0).forEach(app.show);

export default function () {}
