/** Formats sums, phones and dates while they are typed, without moving the caret or losing a character. */
import { each } from "./dom";
import { codeDigits, groupDate, groupMoney, groupPhone } from "./text";

type Format = (text: string) => string;

/** Puts the caret after as many meaningful characters as were before it. */
function reformat(input: HTMLInputElement, format: Format, meaningful: RegExp): void {
  const before = input.value;
  const after = format(before);
  if (after === before) return;
  const caret = input.selectionStart ?? before.length;
  const atEnd = caret === before.length;
  let left = [...before.slice(0, caret)].filter((character) => meaningful.test(character)).length;
  input.value = after;
  if (document.activeElement !== input) return;
  let position = 0;
  while (position < after.length && left > 0) {
    if (meaningful.test(after.charAt(position))) left -= 1;
    position += 1;
  }
  if (atEnd) position = after.length;
  input.setSelectionRange(position, position);
}

function attach(selector: string, format: Format, meaningful: RegExp): void {
  each<HTMLInputElement>(selector, (input) => {
    if (input.value) input.value = format(input.value);
    input.addEventListener("input", (event) => {
      const typing = event as InputEvent;
      if (typing.isComposing) return;
      if (typing.inputType?.startsWith("delete") && selector !== "[data-money]") return;
      reformat(input, format, meaningful);
    });
    input.addEventListener("blur", () => {
      const formatted = format(input.value);
      if (formatted !== input.value) input.value = formatted;
    });
  });
}

function counters(): void {
  each<HTMLElement>("[data-counter-for]", (counter) => {
    const control = document.getElementById(counter.dataset.counterFor ?? "") as HTMLTextAreaElement | null;
    if (!control) return;
    const most = Number(control.dataset.counter);
    const show = (): void => {
      const left = most - [...control.value].length;
      counter.hidden = left > most / 2;
      counter.toggleAttribute("data-over", left < 0);
      counter.textContent = `${left < 0 ? counter.dataset.over : counter.dataset.left} ${Math.abs(left)}`;
    };
    control.addEventListener("input", show);
    show();
  });
}

function reveals(): void {
  each<HTMLButtonElement>("[data-reveal]", (button) => {
    const input = document.getElementById(button.dataset.reveal ?? "") as HTMLInputElement | null;
    if (!input) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
      input.focus();
    });
    input.form?.addEventListener("submit", () => { input.type = "password"; });
  });
}

function pickers(): void {
  each<HTMLButtonElement>("[data-date-picker]", (button) => {
    const input = document.getElementById(button.dataset.datePicker ?? "") as HTMLInputElement | null;
    if (!input || !("showPicker" in HTMLInputElement.prototype)) return;
    const native = document.createElement("input");
    native.type = "date";
    native.tabIndex = -1;
    native.className = "control-native-date";
    native.setAttribute("aria-hidden", "true");
    for (const limit of ["min", "max"] as const) if (input.getAttribute(limit)) native[limit] = input.getAttribute(limit) ?? "";
    button.after(native);
    button.hidden = false;
    button.addEventListener("click", () => {
      const match = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(input.value);
      native.value = match ? `${match[3]}-${match[2]}-${match[1]}` : "";
      native.showPicker();
    });
    native.addEventListener("change", () => {
      const [year, month, day] = native.value.split("-");
      if (!day) return;
      input.value = `${day}.${month}.${year}`;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
  });
}

export function typing(): void {
  attach("[data-money]", groupMoney, /[\d,]/);
  attach("[data-phone]", groupPhone, /\d/);
  attach("[data-date]", groupDate, /\d/);
  each<HTMLInputElement>("[data-code]", (input) => {
    input.addEventListener("input", () => {
      const digits = codeDigits(input.value);
      if (digits !== input.value) input.value = digits;
    });
  });
  counters();
  reveals();
  pickers();
}
