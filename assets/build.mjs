/**
 * Builds everything the browser receives into src/kabinet/static/.
 *
 * Names stay plain here: Django's manifest storage adds the content hash and rewrites references in the CSS,
 * so templates can preload a font by its plain name.
 */
import { mkdir, readFile, readdir, rm, writeFile, copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { icons } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, "src", "kabinet", "static");
const modules = join(root, "node_modules");
/** What a cabinet page loads on a first visit; the page itself is counted with a fixed allowance. */
const cabinetFiles = ["kabinet.css", "kabinet.js", "icons.svg", "favicon.svg", "fonts/golos-text-cyrillic.woff2", "fonts/golos-text-latin.woff2"];
const pageAllowance = 5 * 1024;
const budget = 100 * 1024;

const common = {
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: "none",
  logLevel: "warning",
  target: ["chrome123", "firefox120", "safari17.5"],
  outdir: out,
};

async function fonts() {
  const source = join(modules, "@fontsource-variable", "golos-text");
  await mkdir(join(out, "fonts"), { recursive: true });
  for (const subset of ["cyrillic", "latin"]) {
    await copyFile(
      join(source, "files", `golos-text-${subset}-wght-normal.woff2`),
      join(out, "fonts", `golos-text-${subset}.woff2`),
    );
  }
  await copyFile(join(source, "LICENSE"), join(out, "fonts", "LICENSE.txt"));
}

async function sprite() {
  const symbols = [];
  for (const name of icons) {
    const svg = await readFile(join(modules, "lucide-static", "icons", `${name}.svg`), "utf8");
    const body = svg
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/\s+/g, " ")
      .replace(/ \/>/g, "/>")
      .replace(/> </g, "><")
      .trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`);
  }
  await writeFile(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

async function images() {
  for (const name of await readdir(join(here, "img"))) await copyFile(join(here, "img", name), join(out, name));
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1).padStart(6)} KB`;
}

async function report() {
  let total = pageAllowance;
  console.log(`${kilobytes(pageAllowance)}  the page itself (allowance)`);
  for (const name of cabinetFiles) {
    const content = await readFile(join(out, name));
    const size = name.endsWith(".woff2") ? content.length : brotliCompressSync(content).length;
    total += size;
    console.log(`${kilobytes(size)}  ${name}`);
  }
  console.log(`${kilobytes(total)}  a cabinet page, compressed; at most ${budget / 1024} KB`);
  if (total > budget) {
    console.error("The cabinet page is heavier than its budget.");
    process.exitCode = 1;
  }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([fonts(), sprite(), images()]);
await build({
  ...common,
  entryPoints: { kabinet: join(here, "css", "main.css"), office: join(here, "css", "office.css") },
  external: ["*.woff2"],
});
await build({
  ...common,
  entryPoints: { kabinet: join(here, "ts", "main.ts"), office: join(here, "ts", "office.ts") },
  format: "iife",
});
await build({
  ...common,
  entryPoints: { combobox: join(here, "ts", "combobox.ts"), files: join(here, "ts", "files.ts"), proof: join(here, "ts", "proof.ts") },
  format: "esm",
});
await report();
