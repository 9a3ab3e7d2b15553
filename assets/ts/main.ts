/** The cabinet's script: everything works without it, this makes it quicker and kinder. */
import "htmx.org";
import { actions } from "./actions";
import { autosave } from "./autosave";
import { each } from "./dom";
import { errors } from "./errors";
import { plainAddresses } from "./history";
import { paying } from "./paying";
import { range } from "./range";
import { requests } from "./requests";
import { freshTokens } from "./session";
import { toasts } from "./toast";
import { typing } from "./typing";
import { tidyUnsaved } from "./unsaved";

tidyUnsaved();
typing();
range();
paying();
each<HTMLElement>("[data-combobox]", (block) => {
  void (import(block.dataset.combobox ?? "") as Promise<typeof import("./combobox")>).then(({ enhance }) => enhance(block));
});
each<HTMLElement>("[data-file-drop]", (block) => {
  void (import(block.dataset.fileDrop ?? "") as Promise<typeof import("./files")>).then(({ drop }) => drop(block));
});
each<HTMLElement>("[data-proof]", (block) => {
  void (import(block.dataset.proof ?? "") as Promise<typeof import("./proof")>).then(({ prove }) => prove(block));
});
errors();
plainAddresses();
actions();
autosave();
toasts();
requests();
freshTokens();
