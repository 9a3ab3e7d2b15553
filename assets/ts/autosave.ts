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
 * What the server could not keep (422, 409) is not tried again, but never called saved either.
 */
import htmx from "htmx.org";
import { byId, type Control, each, isControl } from "./dom";
import { post, signInAddress, type Trouble } from "./session";
import { Unsaved } from "./unsaved";

type State = "idle" | "saving" | "saved" | "failed" | "offline" | "refused" | "choose" | Trouble;
type Extra = Record<string, string>;
/** What a page says of itself with each request. */
const aboutPage = ["page", "revision", "drawn"];
const pause = 1200;
const backoff = [2000, 5000, 15000, 30000];

class Autosave {
  private readonly waiting = new Map<string, number>();
  private readonly sending = new Map<string, string>();
  private readonly unsent = new Set<string>();
  private readonly sent = new Map<string, string>();
  private readonly written = new Map<string, { typed: string; text: string }>();
  /** Names of what the server could not keep: it stays on the page and in the tab alone. */
  private readonly refused = new Set<string>();
  private failures = 0;
  private retryTimer = 0;
  private submitted = false;
  private trouble: Trouble | "" = "";
  private touched = "";
  /** Whether the page shows a form that came too late: all of it waits for a press. */
  private late: boolean;
  /** Whether something was typed where nothing can be saved any more; the page says why. */
  private stale = false;
  private readonly unsaved = new Unsaved();

  constructor(private readonly form: HTMLFormElement, private readonly url: string) {
    this.late = form.querySelector("[data-late]") !== null;
    for (const name of this.names()) this.sent.set(name, this.values(name).join("\n"));
    form.addEventListener("input", (event) => this.later(event, pause));
    form.addEventListener("change", (event) => this.later(event, 0));
    form.addEventListener("focusout", (event) => { if (isControl(event.target)) this.settle(event.target.name); });
    form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("pageshow", () => { this.submitted = false; });
    window.addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.retry(); });
    window.addEventListener("offline", () => this.show());
    window.addEventListener("beforeunload", (event) => {
      const open = this.late || this.disputed() || this.refused.size || this.unsent.size || this.waiting.size || this.sending.size;
      if (!this.submitted && open) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); else void this.look(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) void this.look(); });
    document.addEventListener("click", (event) => {
      if (!(event.target instanceof Element)) return;
      if (event.target.closest("[data-save-retry]")) this.again();
      if (event.target.closest("[data-save-sign-in]")) this.submitted = true;
    });
    this.restore();
  }

  /** Puts back what an ended session or a reload has left unsaved, and saves it. */
  private restore(): void {
    let found = false;
    for (const [name, values, mark] of this.unsaved.values) {
      if (this.unsent.has(name) || this.waiting.has(name) || !this.controls(name).length) continue;
      if (this.values(name).join("\n") === values.join("\n")) {
        this.forget(name);
        continue;
      }
      this.fill(name, values);
      this.remark(name, mark);
      this.unsent.add(name);
      found = true;
    }
    if (found) this.retry();
    else if (this.late) this.show();
  }

  private fill(name: string, values: string[]): void {
    const left = [...values];
    for (const control of this.controls(name)) {
      if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) control.checked = values.includes(control.value);
      else if (control.type !== "hidden" && control.type !== "file") control.value = left.shift() ?? "";
    }
  }

  /** What the page says of the state of an answer that it was drawn with: `path=mark`, beside others. */
  private mark(name: string): string {
    return this.marks(name)?.value.split(" ").find((each) => each.startsWith(`${name}=`)) ?? "";
  }

  private remark(name: string, mark: string): void {
    const field = this.marks(name);
    if (field && mark) field.value = field.value.split(" ").map((each) => (each.startsWith(`${name}=`) ? mark : each)).join(" ");
  }

  private marks(name: string): HTMLInputElement | undefined {
    return [...this.form.querySelectorAll<HTMLInputElement>("input[name=drawn]")].find((field) => ` ${field.value}`.includes(` ${name}=`));
  }

  private leave(event: SubmitEvent): void {
    if (navigator.onLine) {
      this.submitted = true;
      return this.unsaved.leave();
    }
    event.preventDefault();
    this.flush();
    this.show();
  }

  private names(): Set<string> {
    return new Set([...this.form.elements].filter(isControl).map((control) => control.name).filter(Boolean));
  }

  /** Names of what the person answers; files go by themselves, hidden values belong to the page. */
  private answers(): Set<string> {
    const answers = [...this.form.elements].filter(isControl).filter((each) => each.type !== "hidden" && each.type !== "file" && !each.dataset.keep);
    return new Set(answers.map((control) => control.name).filter(Boolean));
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
    this.touched = name;
    this.unsaved.keep(name, this.values(name), this.mark(name));
    this.waiting.set(name, window.setTimeout(() => this.send(name), delay));
  }

  private flush(): void {
    for (const [name, timer] of this.waiting) {
      window.clearTimeout(timer);
      void this.send(name);
    }
  }

  /** The person asks to save. */
  private again(): void {
    if (this.late) for (const name of this.answers()) this.unsent.add(name);
    this.late = false;
    this.retry();
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
    if (!this.unsent.has(name) && this.sent.get(name) === content) return this.forget(name);
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
    this.trouble = "";
    this.sent.set(name, content);
    this.unsent.delete(name);
    if (this.values(name).join("\n") === content && !this.disputed(name)) this.forget(name);
    if (this.values(name).join("\n") !== content) return this.send(name);
    this.settle(name);
    this.show();
  }

  /** The person has chosen between two answers of one field: an empty or unticked one is an answer, too. */
  private async keep(choice: Control): Promise<void> {
    const name = choice.dataset.keep ?? "";
    const values = this.values(name);
    if (choice.value === "theirs") {
      this.sent.set(name, values.join("\n"));
      this.unsaved.forget(name);
    }
    window.clearTimeout(this.waiting.get(name));
    this.waiting.delete(name);
    const kept = await this.post(name, values, { [choice.name]: choice.value });
    if (kept) this.forget(name);
    else this.unsaved.keep(name, values, this.mark(name));
    if (!kept) this.unsent.add(name);
    else if (choice.value !== "theirs") this.sent.set(name, values.join("\n"));
    this.controls(name)[0]?.focus();
    this.show();
  }

  /** Asks what was changed elsewhere while the page was out of sight. */
  private async look(): Promise<void> {
    if (!document.hidden && navigator.onLine && !this.submitted && this.form.querySelector("[name=drawn]")) await this.post("", []);
    if (this.disputed()) this.show();
  }

  /** Keeps no copy in the tab of what has arrived. */
  private forget(name: string): void {
    if (!this.refused.has(name)) this.unsaved.forget(name);
  }

  private disputed(name = ""): boolean {
    return this.form.querySelector(name ? `[data-keep="${CSS.escape(name)}"]` : "[data-keep]") !== null;
  }

  private schedule(): void {
    window.clearTimeout(this.retryTimer);
    const delay = backoff[Math.min(this.failures, backoff.length) - 1];
    if (delay !== undefined && !this.trouble) this.retryTimer = window.setTimeout(() => this.retry(), delay);
  }

  private async post(name: string, values: string[], extra: Extra = {}): Promise<boolean> {
    const body = new URLSearchParams({ field: name, ...extra });
    for (const value of values) body.append(name, value);
    for (const about of aboutPage) for (const value of this.values(about)) body.append(about, value);
    try {
      const answer = await post(this.form, this.url, body);
      this.trouble = typeof answer === "string" ? answer : "";
      if (typeof answer === "string") return false;
      if (!answer.ok && answer.status !== 422 && answer.status !== 409) return false;
      if (answer.status === 422) this.refused.add(name);
      else this.refused.delete(name);
      this.stale ||= answer.status === 409 && name !== "";
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
    // other steps' lines and what another tab has brought have no place here
    for (const part of page.querySelectorAll("[hx-swap-oob]")) if (!byId(part.id)) part.remove();
    for (const slot of page.querySelectorAll<HTMLElement>("[data-renewed]")) if (this.isTouched(slot.id)) slot.remove();
    for (const line of page.querySelectorAll(".field-error")) if (byId(line.id)?.textContent === line.textContent) line.remove();
    for (const said of page.querySelectorAll<HTMLDataElement>("[data-written]")) {
      this.written.set(said.dataset.written ?? "", { typed: said.dataset.typed ?? "", text: said.value });
    }
    const renewed = [...page.querySelectorAll("[data-renewed]")].map((slot) => slot.id);
    htmx.swap(sink, page.body.innerHTML, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
    sink.remove();
    for (const id of renewed) for (const name of this.namesIn(id)) this.sent.set(name, this.values(name).join("\n"));
    this.restore();
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
    else if (this.late || this.unsent.size) state = navigator.onLine ? this.trouble || "failed" : "offline";
    else if (this.refused.size || this.stale) state = "refused";
    else if (this.disputed()) state = "choose";
    for (const indicator of document.querySelectorAll<HTMLElement>("[data-save-indicator]")) this.say(indicator, state);
  }

  /** Shows the state; trouble and its end are also read out. */
  private say(indicator: HTMLElement, state: State): void {
    const before = indicator.dataset.state as State;
    indicator.dataset.state = state;
    const way = indicator.querySelector<HTMLAnchorElement>("[data-save-sign-in]");
    if (way) way.href = signInAddress(this.touched);
    const voice = indicator.querySelector("[data-save-said]");
    const quiet: State[] = ["idle", "saving", "saved"];
    if (!voice || state === before || state === "saving") return;
    if (quiet.includes(state) && !voice.textContent) return;
    voice.textContent = indicator.querySelector(`.save-indicator-${state}`)?.textContent?.trim() ?? "";
    if (quiet.includes(state)) window.setTimeout(() => { if (indicator.dataset.state === state) voice.textContent = ""; }, 5000);
  }
}

export function autosave(): void {
  each<HTMLFormElement>("form[data-autosave]", (form) => {
    const url = form.dataset.autosave;
    if (url) new Autosave(form, url);
  });
}
