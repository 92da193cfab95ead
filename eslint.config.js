// One question only: does a browser of package.json's list lack something that is used here?
// All else is Biome's.

import compat from "eslint-plugin-compat";

export default [
  { ignores: ["**/.venv/**", "**/node_modules/**"] },
  { files: ["ui/**/*.js"], ...compat.configs["flat/recommended"] },
];
