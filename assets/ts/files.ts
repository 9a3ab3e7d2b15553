/** Shows chosen files, checks their size before they are sent, and how far the upload is. */
import { each } from "./dom";

function words(bytes: number, units: DOMStringMap): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1000));
  if (kilobytes < 1000) return `${kilobytes} ${units.kb}`;
  return `${(bytes / 1_000_000).toFixed(1).replace(".0", "").replace(".", ",")} ${units.mb}`;
}

function item(file: File, units: DOMStringMap): HTMLLIElement {
  const row = document.createElement("li");
  row.className = "file-drop-file";
  const name = document.createElement("span");
  name.className = "file-drop-name";
  name.textContent = file.name;
  const size = document.createElement("span");
  size.className = "file-drop-size";
  size.textContent = words(file.size, units);
  row.append(name, size);
  return row;
}

export function files(): void {
  each<HTMLElement>("[data-file-drop]", (block) => {
    const input = block.querySelector<HTMLInputElement>("input[type=file]");
    const list = block.querySelector<HTMLElement>("[data-file-list]");
    const bar = block.querySelector<HTMLProgressElement>("[data-file-progress]");
    const error = block.querySelector<HTMLElement>(".field-error");
    const zone = block.querySelector<HTMLElement>(".file-drop-zone");
    if (!input || !list || !bar || !error || !zone) return;
    const most = Number(block.dataset.limit);
    input.addEventListener("change", () => {
      const chosen = [...(input.files ?? [])];
      const heavy = chosen.find((file) => file.size > most);
      error.textContent = heavy ? `${heavy.name}: ${block.dataset.tooLarge}` : "";
      if (heavy) input.value = "";
      list.replaceChildren(...(heavy ? [] : chosen.map((file) => item(file, block.dataset))));
      list.hidden = !list.childElementCount;
    });
    for (const type of ["dragenter", "dragover"]) zone.addEventListener(type, () => zone.setAttribute("data-over", ""));
    for (const type of ["dragleave", "drop"]) zone.addEventListener(type, () => zone.removeAttribute("data-over"));
    input.form?.addEventListener("htmx:xhr:progress", (event) => {
      const { loaded, total } = (event as CustomEvent<{ loaded: number; total: number }>).detail;
      if (!input.files?.length || !total) return;
      bar.hidden = false;
      bar.value = (loaded / total) * 100;
    });
    input.form?.addEventListener("htmx:afterRequest", () => { bar.hidden = true; });
  });
}
