// A text as a file that the browser saves.

/**
 * @param {string} name
 * @param {string} text
 */
export function saveText(name, text) {
  const link = document.createElement("a");
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
