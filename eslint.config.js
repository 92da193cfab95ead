// One question only: does a browser of package.json's list lack something that is used here?
// All else is Biome's.

import css from "@eslint/css";
import compat from "eslint-plugin-compat";

export default [
  { ignores: ["**/.venv/**", "**/node_modules/**"] },
  { files: ["ui/**/*.js"], ...compat.configs["flat/recommended"] },
  {
    files: ["ui/**/*.css"],
    plugins: { css },
    language: "css/css",
    rules: {
      "css/use-baseline": [
        "error",
        {
          // Safari 16.4 and Firefox 115 are of 2023: what came between is named here.
          available: 2022,
          allowFunctions: ["color-mix", "fit-content"],
          // These refine what is there without them: a ring, the break of a line, colours chosen by who looks,
          // a picture as wide as its sheet.
          allowProperties: [
            "clip",
            "container",
            "container-type",
            "contain-intrinsic-size",
            "forced-color-adjust",
            "content-visibility",
            "outline",
            "paint-order",
            "print-color-adjust",
            "resize",
            "scrollbar-width",
            "text-wrap",
            "user-select",
            "zoom",
          ],
          allowPropertyValues: { "font-family": ["ui-monospace"] },
          // Firefox 115 has no :has(): pages are longer there, and Scale says its model twice.
          allowSelectors: ["has", "marker"],
          allowAtRules: ["container", "page"],
        },
      ],
    },
  },
];
