/**
 * Saves each control of a form by itself.
 *
 * `<form data-autosave="/…/answer/">`: a changed control is posted there as `field=<name>` with its own values.
 * One request a control at a time, the newest value wins; what could not be sent waits, is tried again when the
 * connection returns or the person asks, and the browser warns before the page is left with something unsent.
 * An answer is swapped out of band (`c-field-error oob`), so that it never touches what is being typed. How the server
 * writes what it took (`data-written`) is shown once its control is left: the page has no rules of its own. What was
 * changed elsewhere comes as `data-renewed` and is drawn unless it is being changed here too; then both answers stand
 * side by side, and a control with `data-keep` says which stays. A page that comes back to sight asks what is new.
 */
import htmx from "htmx.org";
import { byId, type Control, each, isControl } from "./dom";

type State = "idle" | "saving" | "saved" | "failed" | "offline" | "choose";
type Extra = Record<string, string>;
/** What a page says of itself with each request. */
const aboutPage = ["page", "revision", "drawn"];
const pause = 1200;
const backoff = [2000, 5000, 15000, 30000];
/** Browsers refuse to send more than 64 KiB when a page is left; a longer text goes the ordinary way. */
const mostWhenLeft = 60_000;

class Autosave {
  private readonly waiting = new Map<string, number>();
  private readonly sending = new Map<string, string>();
  private readonly unsent = new Set<string>();
  private readonly sent = new Map<string, string>();
  private readonly written = new Map<string, { typed: string; text: string }>();
  private failures = 0;
  private retryTimer = 0;
  private submitted = false;

  constructor(private readonly form: HTMLFormElement, private readonly url: string) {
    for (const name of this.names()) this.sent.set(name, this.values(name).join("\n"));
    form.addEventListener("input", (event) => this.later(event, pause));
    form.addEventListener("change", (event) => this.later(event, 0));
    form.addEventListener("focusout", (event) => { if (isControl(event.target)) this.settle(event.target.name); });
    form.addEventListener("submit", () => { this.submitted = true; });
    window.addEventListener("pageshow", () => { this.submitted = false; });
    window.addEventListener("online", () => this.retry());
    window.addEventListener("offline", () => this.show());
    window.addEventListener("beforeunload", (event) => {
      if (!this.submitted && (this.disputed() || this.unsent.size || this.waiting.size || this.sending.size)) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); else void this.look(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) void this.look(); });
    document.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-save-retry]")) this.retry();
    });
  }

  private names(): Set<string> {
    return new Set([...this.form.elements].filter(isControl).map((control) => control.name).filter(Boolean));
  }

  private controls(name: string): Control[] {
    return [...this.form.elements].filter(isControl).filter((control) => control.name === name);
  }

  private values(name: string): string[] {
    return new FormData(this.form).getAll(name).filter((value): value is string => typeof value === "string");
  }

  private later(event: Event, delay: number): void {
    const control = event.target;
    if (isControl(control) && control.dataset.keep) return event.type === "change" ? void this.keep(control) : undefined;
    if (!isControl(control) || !control.name || control.type === "file" || control.type === "hidden" || control.closest("[data-no-autosave]")) return;
    window.clearTimeout(this.waiting.get(control.name));
    const name = control.name;
    this.waiting.set(name, window.setTimeout(() => this.send(name), delay));
  }

  private flush(): void {
    for (const [name, timer] of this.waiting) {
      window.clearTimeout(timer);
      void this.send(name);
    }
  }

  private retry(): void {
    window.clearTimeout(this.retryTimer);
    for (const name of [...this.unsent]) void this.send(name);
  }

  private async send(name: string): Promise<void> {
    this.waiting.delete(name);
    const values = this.values(name);
    const content = values.join("\n");
    if (this.sending.has(name)) return;
    if (!this.unsent.has(name) && this.sent.get(name) === content) return;
    this.unsent.add(name);
    if (!navigator.onLine) return this.show();
    this.sending.set(name, content);
    this.show();
    const saved = await this.post(name, values);
    this.sending.delete(name);
    if (!saved) {
      this.failures += 1;
      this.schedule();
      return this.show();
    }
    this.failures = 0;
    this.sent.set(name, content);
    this.unsent.delete(name);
    if (this.values(name).join("\n") !== content) return this.send(name);
    this.settle(name);
    this.show();
  }

  /** The person has chosen between two answers of one field: an empty or unticked one is an answer, too. */
  private async keep(choice: Control): Promise<void> {
    const name = choice.dataset.keep ?? "";
    const values = this.values(name);
    if (choice.value === "theirs") this.sent.set(name, values.join("\n"));
    window.clearTimeout(this.waiting.get(name));
    this.waiting.delete(name);
    if (!(await this.post(name, values, { [choice.name]: choice.value }))) this.unsent.add(name);
    else if (choice.value !== "theirs") this.sent.set(name, values.join("\n"));
    this.controls(name)[0]?.focus();
    this.show();
  }

  /** Asks what was changed elsewhere while the page was out of sight. */
  private async look(): Promise<void> {
    if (!document.hidden && navigator.onLine && !this.submitted && this.form.querySelector("[name=drawn]")) await this.post("", []);
    if (this.disputed()) this.show();
  }

  private disputed(): boolean {
    return this.form.querySelector("[data-keep]") !== null;
  }

  private schedule(): void {
    window.clearTimeout(this.retryTimer);
    const delay = backoff[this.failures - 1];
    if (delay !== undefined) this.retryTimer = window.setTimeout(() => this.retry(), delay);
  }

  private async post(name: string, values: string[], extra: Extra = {}): Promise<boolean> {
    const body = new URLSearchParams({ field: name, ...extra });
    for (const value of values) body.append(name, value);
    for (const about of aboutPage) for (const value of this.values(about)) body.append(about, value);
    const token = this.form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body,
        headers: { "HX-Request": "true", "X-CSRFToken": token },
        keepalive: body.toString().length < mostWhenLeft,
        redirect: "error",
        signal: AbortSignal.timeout(20000),
      });
      if (!answer.ok && answer.status !== 422 && answer.status !== 409) return false;
      const html = answer.status === 204 ? "" : await answer.text();
      if (html) this.swap(html);
      else if (name) this.markError(name, "");
      return true;
    } catch {
      return false;
    }
  }

  private swap(html: string): void {
    const sink = document.createElement("div");
    sink.hidden = true;
    this.form.append(sink);
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const slot of page.querySelectorAll<HTMLElement>("[data-renewed]")) if (this.isTouched(slot.id)) slot.remove();
    for (const line of page.querySelectorAll(".field-error")) if (byId(line.id)?.textContent === line.textContent) line.remove();
    for (const said of page.querySelectorAll<HTMLDataElement>("[data-written]")) {
      this.written.set(said.dataset.written ?? "", { typed: said.dataset.typed ?? "", text: said.value });
    }
    const renewed = [...page.querySelectorAll("[data-renewed]")].map((slot) => slot.id);
    htmx.swap(sink, page.body.innerHTML, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
    sink.remove();
    for (const id of renewed) for (const name of this.namesIn(id)) this.sent.set(name, this.values(name).join("\n"));
  }

  /** Shows how the server writes an answer, once its control is left and still holds what was sent. */
  private settle(name: string): void {
    const said = this.written.get(name);
    const control = this.controls(name)[0];
    if (!said || !control || control === document.activeElement || control.value !== said.typed) return;
    this.written.delete(name);
    control.value = said.text;
    this.sent.set(name, this.values(name).join("\n"));
  }

  private namesIn(id: string): Set<string> {
    return new Set([...(byId(id)?.querySelectorAll("*") ?? [])].filter(isControl).map((control) => control.name));
  }

  /** Whether a question holds something typed that is not saved yet, or is being answered right now. */
  private isTouched(id: string): boolean {
    const active = document.activeElement;
    if (isControl(active) && !active.dataset.keep && byId(id)?.contains(active)) return true;
    return [...this.namesIn(id)].some((name) => {
      if (!name || aboutPage.includes(name) || name.startsWith("keep.")) return false;
      return this.waiting.has(name) || this.unsent.has(name) || this.values(name).join("\n") !== (this.sent.get(name) ?? "");
    });
  }

  private markError(name: string, text: string): void {
    const first = this.controls(name)[0];
    const line = byId(`${first?.id.replace(/_\d+$/, "")}-error`) ?? byId(`${first?.id}-error`);
    if (line) line.textContent = text;
  }

  private show(): void {
    let state: State = "saved";
    if (this.sending.size) state = "saving";
    else if (this.unsent.size) state = navigator.onLine ? "failed" : "offline";
    else if (this.disputed()) state = "choose";
    for (const indicator of document.querySelectorAll<HTMLElement>("[data-save-indicator]")) indicator.dataset.state = state;
  }
}

export function autosave(): void {
  each<HTMLFormElement>("form[data-autosave]", (form) => {
    const url = form.dataset.autosave;
    if (url) new Autosave(form, url);
  });
}
