// Builds figure-page.js, which is committed: the site itself needs no node.
//
//   npm ci && npm run build

import { readFile, writeFile } from "node:fs/promises";

import { build } from "esbuild";

const banner = `/* Recount: a figure's numbers by hand. Built from web/figure-page/source; do not edit.
   Contains parts of @stdlib (Apache-2.0): see LICENSES.txt for its licence and notices. */`;

const built = await build({
  entryPoints: ["source/main.js"],
  outfile: "figure-page.js",
  bundle: true,
  metafile: true,
  minify: true,
  format: "iife",
  target: "es2021",
  charset: "utf8",
  legalComments: "none",
  // Its message formatter serves errors only, which cannot occur here, and weighs as much as a test.
  alias: {
    "@stdlib/string-format": "./source/plain-format.cjs",
    "@stdlib/utils-define-nonenumerable-read-only-property": "./source/plain-property.cjs",
  },
  banner: { js: banner },
});

// What went into the bundle keeps its licence, and the notices in its files, beside it.
const first = "node_modules/@stdlib/math-base-special-gammainc";
const notices = new Set();
for (const path of Object.keys(built.metafile.inputs).filter((name) =>
  name.startsWith("node_modules/"),
)) {
  const source = await readFile(path, "utf8");
  for (const [comment] of source.matchAll(/\/\*[^]*?\*\//g)) {
    const notice = comment.split("## Notice")[1];
    if (notice)
      notices.add(
        notice
          .replace(/^[ \t]*\*\/?[ \t]?/gm, "")
          .replace(/```(text)?/g, "")
          .trim(),
      );
  }
}
const text = await readFile(`${first}/LICENSE`, "utf8");
const notice = await readFile(`${first}/NOTICE`, "utf8");
await writeFile(
  "LICENSES.txt",
  [
    "figure-page.js contains parts of @stdlib, under the licence below.",
    notice.trim(),
    "Notices in its files:",
    ...[...notices].sort(),
    text.trim(),
  ].join("\n\n") + "\n",
);
