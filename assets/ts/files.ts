/**
 * Sends each file as it is chosen: one after the other, each with its progress, its verdict and a button.
 *
 * A form is not sent while files are on their way: it waits for them, and stays where it is when one was refused. Without
 * an address the files that are chosen are only listed; they travel with the form.
 */
import { renew } from "./session";

type State = "waiting" | "sending" | "refused" | "failed";
interface Answer { status: number; text: string; plain: boolean }

function part<T extends HTMLElement>(root: ParentNode, name: string): T {
  const found = root.querySelector<T>(`[${name}]`);
  if (!found) throw new Error(name);
  return found;
}

/** Posts with progress, which `fetch` does not tell. Never rejects: status 0 is a lost connection. */
function post(url: string, token: string, body: FormData, progress: (percent: number) => void): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", ({ loaded, total }) => { if (total) progress((loaded / total) * 100); });
    request.addEventListener("loadend", () => {
      const plain = request.getResponseHeader("Content-Type")?.startsWith("text/plain") ?? false;
      resolve({ status: request.status, text: request.responseText, plain });
    });
    request.send(body);
  });
}

class Row {
  readonly element: HTMLElement;
  state: State = "waiting";
  private told = 0;

  constructor(readonly file: File, private readonly block: Drop) {
    const template = part<HTMLTemplateElement>(block.root, "data-file-row");
    this.element = template.content.firstElementChild?.cloneNode(true) as HTMLElement;
    part(this.element, "data-name").textContent = file.name;
    part(this.element, "data-size").textContent = block.size(file.size);
    part(this.element, "data-progress").setAttribute("aria-label", file.name);
    for (const of of this.element.querySelectorAll("[data-of]")) of.textContent = ` — ${file.name}`;
    part(this.element, "data-away").addEventListener("click", () => block.forget(this));
    part(this.element, "data-again").addEventListener("click", () => block.again(this));
    this.show("waiting", block.word("waiting"));
  }

  show(state: State, words: string): void {
    this.state = state;
    this.element.dataset.state = state;
    part(this.element, "data-verdict").textContent = words;
    part(this.element, "data-progress").hidden = state !== "sending";
    part(this.element, "data-again").hidden = state !== "failed";
    part(this.element, "data-away").hidden = state === "sending";
  }

  progress(percent: number): void {
    part<HTMLProgressElement>(this.element, "data-progress").value = percent;
    if (percent < 100 && percent >= this.told + 25) {
      this.told = Math.floor(percent / 25) * 25;
      this.block.say(`${this.file.name}: ${this.told} %`);
    }
  }
}

class Drop {
  private rows: Row[] = [];
  private readonly list: HTMLElement;
  private readonly words: DocumentFragment;
  private submitter: HTMLElement | null = null;
  private sending = false;
  private waits = false;

  constructor(readonly root: HTMLElement, private readonly input: HTMLInputElement, private readonly url: string) {
    this.list = part(root, "data-file-list");
    this.words = part<HTMLTemplateElement>(root, "data-file-words").content;
    input.addEventListener("change", () => this.take([...(input.files ?? [])]));
    root.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[name=remove_file]") : null;
      if (!button || !url) return;
      event.preventDefault();
      void this.remove(button);
    });
    input.form?.addEventListener("submit", (event) => this.hold(event));
    window.addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.retry(); });
    window.addEventListener("beforeunload", (event) => { if (this.pending) event.preventDefault(); });
    if (input.files?.length) this.take([...input.files]);
  }

  word(name: string): string {
    return part(this.words, `data-${name}`).textContent ?? "";
  }

  say(words: string): void {
    part(this.root, "data-file-status").textContent = words;
  }

  size(bytes: number): string {
    const kilobytes = Math.max(1, Math.round(bytes / 1000));
    if (kilobytes < 1000) return `${kilobytes} ${this.root.dataset.kb}`;
    return `${(bytes / 1_000_000).toFixed(1).replace(".0", "").replace(".", ",")} ${this.root.dataset.mb}`;
  }

  forget(row: Row): void {
    this.rows = this.rows.filter((other) => other !== row);
    row.element.remove();
    this.list.hidden = !this.rows.length;
    this.input.focus();
  }

  again(row: Row): void {
    row.show("waiting", this.word("waiting"));
    void this.send();
  }

  private get pending(): boolean {
    return this.rows.some(({ state }) => state === "waiting" || state === "sending") && Boolean(this.url);
  }

  private take(files: File[]): void {
    if (!this.url) this.list.replaceChildren();
    this.rows = [...(this.url ? this.rows : []), ...files.map((file) => new Row(file, this))];
    const most = Number(this.root.dataset.limit);
    for (const row of this.rows) {
      this.list.append(row.element);
      if (row.file.size > most) row.show("refused", this.word("large"));
    }
    this.list.hidden = !this.rows.length;
    if (!this.url) return;
    this.input.value = "";
    void this.send();
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    for (let row = this.next(); row; row = this.next()) await this.sendOne(row);
    this.sending = false;
    this.goOn();
  }

  private next(): Row | undefined {
    return this.rows.find(({ state }) => state === "waiting");
  }

  private async sendOne(row: Row): Promise<void> {
    row.show("sending", "");
    this.say(`${row.file.name}: ${this.word("sending")}`);
    const body = new FormData();
    body.append("field", this.input.name);
    body.append("file", row.file, row.file.name);
    body.append("shown_files", `${this.input.name}:${this.root.querySelector<HTMLElement>("[data-files]")?.dataset.files ?? ""}`);
    const answer = await this.deliver(body, (percent) => row.progress(percent));
    if (answer.status === 200) {
      this.forgetQuietly(row);
      this.replace(answer.text);
      this.say(`${row.file.name}: ${this.word("done")}`);
      return;
    }
    row.show(answer.plain || answer.status === 413 ? "refused" : "failed", this.reason(answer));
    this.say(`${row.file.name}: ${this.reason(answer)}`);
  }

  private reason({ status, text, plain }: Answer): string {
    if (plain) return text;
    if (status === 413) return this.word("large");
    if (status === 401) return this.word("signed-out");
    return this.word(status >= 400 && status < 500 ? "stale" : "failed");
  }

  private forgetQuietly(row: Row): void {
    this.rows = this.rows.filter((other) => other !== row);
    row.element.remove();
    this.list.hidden = !this.rows.length;
    part(this.root, "data-for").textContent = "";
    this.input.removeAttribute("aria-invalid");
  }

  private replace(html: string): void {
    part(this.root, "data-files").outerHTML = html;
  }

  private async remove(button: HTMLButtonElement): Promise<void> {
    button.setAttribute("aria-busy", "true");
    const body = new FormData();
    body.append("field", this.input.name);
    body.append("remove", button.value.slice(button.value.indexOf(":") + 1));
    const name = button.closest("li")?.querySelector("a")?.textContent ?? "";
    const answer = await this.deliver(body, () => undefined);
    button.removeAttribute("aria-busy");
    if (answer.status !== 200) {
      part(this.root, "data-for").textContent = this.reason(answer);
      return;
    }
    this.replace(answer.text);
    this.say(`${name}: ${this.word("removed")}`);
    this.input.focus();
  }

  /** Posts; once more with a fresh token if the page's own is out of date. */
  private async deliver(body: FormData, progress: (percent: number) => void): Promise<Answer> {
    const once = (): Promise<Answer> => post(this.url, this.token(), body, progress);
    const answer = await once();
    return answer.status === 403 && await renew().catch(() => false) ? once() : answer;
  }

  private token(): string {
    return this.input.form?.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  private retry(): void {
    for (const row of this.rows.filter(({ state }) => state === "failed")) this.again(row);
  }

  private hold(event: SubmitEvent): void {
    const form = this.input.form;
    if (!form || !this.pending || event.defaultPrevented) return;
    event.preventDefault();
    this.waits = true;
    this.submitter = event.submitter;
    this.submitter?.setAttribute("aria-busy", "true");
    this.say(this.word("held"));
  }

  private goOn(): void {
    const submitter = this.submitter;
    submitter?.removeAttribute("aria-busy");
    const refused = this.rows.find(({ state }) => state === "refused" || state === "failed");
    if (this.waits && refused) part(refused.element, "data-away").focus();
    else if (this.waits) this.input.form?.requestSubmit(submitter);
    this.waits = false;
    this.submitter = null;
  }
}

export function drop(root: HTMLElement): void {
  const input = root.querySelector<HTMLInputElement>("input[type=file]");
  const zone = root.querySelector<HTMLElement>(".file-drop-zone");
  if (!input || !zone) return;
  for (const type of ["dragenter", "dragover"]) zone.addEventListener(type, () => zone.setAttribute("data-over", ""));
  for (const type of ["dragleave", "drop"]) zone.addEventListener(type, () => zone.removeAttribute("data-over"));
  new Drop(root, input, root.dataset.upload ?? "");
}
