/** Dialogs, popovers, copying, rows that open, forms sent once, countdowns. */
import { byId, each, on } from "./dom";
import { toast } from "./toast";

function dialogs(): void {
  on("click", "[data-dialog]", (opener, event) => {
    const dialog = byId<HTMLDialogElement>(opener.dataset.dialog);
    if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[autofocus], .dialog-body input:not([type=hidden]), .dialog-body textarea, .dialog-body select")?.focus();
  });
  on("click", "dialog [data-close]", (button, event) => {
    event.preventDefault();
    button.closest("dialog")?.close();
  });
  document.addEventListener("click", (event) => {
    const dialog = event.target;
    if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail > 0) dialog.close();
  });
  each<HTMLElement>("dialog:has(.field-error:not(:empty)), dialog:has([data-error-summary])", (dialog) => {
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  });
}

/** Lifts an opened explanation out of a table that scrolls: beside its sum, on whichever side there is room. */
function place(details: HTMLDetailsElement): void {
  const body = details.querySelector<HTMLElement>(".explained-sum-body");
  if (!body || !details.open || window.innerWidth < 640 || !details.closest(".table-region, dialog")) return;
  body.setAttribute("data-fixed", "");
  const sum = details.getBoundingClientRect();
  const { width, height } = body.getBoundingClientRect();
  const below = sum.bottom + 8 + height < window.innerHeight || sum.top < height + 16;
  body.style.top = `${below ? sum.bottom + 8 : sum.top - height - 8}px`;
  body.style.left = `${Math.max(12, Math.min(sum.right - width, window.innerWidth - width - 12))}px`;
}

function popovers(): void {
  document.addEventListener("toggle", (event) => {
    if (event.target instanceof HTMLDetailsElement) place(event.target);
  }, true);
  for (const type of ["scroll", "resize"]) {
    window.addEventListener(type, () => {
      for (const details of document.querySelectorAll<HTMLDetailsElement>(".explained-sum[open]")) place(details);
    }, { capture: true, passive: true });
  }
  document.addEventListener("click", (event) => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>("details[data-popover][open]")) {
      if (event.target instanceof Node && !details.contains(event.target)) details.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const details = (document.activeElement?.closest("details[data-popover][open]") ?? document.querySelector("details[data-popover][open]")) as HTMLDetailsElement | null;
    if (!details) return;
    details.open = false;
    details.querySelector("summary")?.focus();
  });
}

function copying(): void {
  on("click", "[data-copy]", (button) => {
    void navigator.clipboard?.writeText(button.dataset.copy ?? "").then(() => toast(button.dataset.copied ?? ""));
  });
}

function rows(): void {
  on("click", "[data-row-links] tbody tr", (row, event) => {
    const target = event.target as Element;
    if (target.closest("a, button, input, label, select, summary, details") || getSelection()?.toString()) return;
    const link = row.querySelector<HTMLAnchorElement>("a[href]");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  });
}

function sentOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) return event.preventDefault();
    queueMicrotask(() => {
      if (event.defaultPrevented && !form.matches("[hx-post], [data-hx-post]")) return;
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-busy", "true");
    });
  });
  const release = (form: Element): void => {
    form.removeAttribute("data-sent");
    for (const button of form.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target instanceof HTMLFormElement) release(event.target);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });
}

function countdowns(): void {
  each<HTMLElement>("[data-countdown]", (block) => {
    const wait = block.querySelector<HTMLElement>("[data-countdown-wait]");
    const left = block.querySelector<HTMLElement>("[data-countdown-left]");
    const after = block.querySelector<HTMLElement>("[data-countdown-after]");
    if (!wait || !left || !after) return;
    const end = Date.now() + Number(block.dataset.countdown) * 1000;
    const tick = (): void => {
      const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      left.textContent = String(seconds);
      wait.hidden = seconds === 0;
      after.hidden = seconds > 0;
      if (seconds > 0) window.setTimeout(tick, 500);
    };
    tick();
  });
}

export function actions(): void {
  dialogs();
  popovers();
  copying();
  rows();
  sentOnce();
  countdowns();
  on("click", "[data-dismiss]", (button) => button.closest(".callout")?.remove());
  on("click", "[data-print]", () => window.print());
}
