/** Keeps `aria-invalid` in step with the error lines, and leads from an error to its control. */
import { byId, each, on } from "./dom";

function controlsOf(id: string): HTMLElement[] {
  const element = byId(id);
  if (!element) return [];
  return element.matches("fieldset") ? [...element.querySelectorAll<HTMLElement>("input")] : [element];
}

function sync(line: HTMLElement): void {
  for (const control of controlsOf(line.dataset.for ?? "")) {
    if (line.textContent?.trim()) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

export function errors(): void {
  each<HTMLElement>(".field-error", (line) => {
    sync(line);
    new MutationObserver(() => sync(line)).observe(line, { childList: true, characterData: true, subtree: true });
  });
  each<HTMLElement>("[data-error-summary]", (summary) => summary.focus());
  on("click", "[data-error-summary] a", (link, event) => {
    const target = byId((link.getAttribute("href") ?? "").slice(1));
    const control = target?.matches("fieldset") ? target.querySelector<HTMLElement>("input") : target;
    if (!control) return;
    event.preventDefault();
    const label = control.closest(".field, .choice, .range, .file-drop") ?? control;
    label.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  });
}
