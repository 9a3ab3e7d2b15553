/**
 * A long select with search, by the combobox pattern of ARIA; the select stays and is what the form sends.
 * A file of its own, fetched by pages that hold one.
 */

class Combobox {
  private readonly input = document.createElement("input");
  private readonly list = document.createElement("ul");
  private shown: HTMLOptionElement[] = [];
  private active = -1;

  constructor(private readonly block: HTMLElement, private readonly select: HTMLSelectElement) {
    const id = select.id;
    this.input.type = "text";
    this.input.className = "control";
    this.input.id = id;
    this.input.autocomplete = "off";
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", `${id}-list`);
    for (const name of ["aria-describedby", "aria-invalid", "required"]) {
      const value = select.getAttribute(name);
      if (value !== null) this.input.setAttribute(name, value);
    }
    this.input.placeholder = select.querySelector('option[value=""]')?.textContent ?? "";
    this.list.id = `${id}-list`;
    this.list.className = "combobox-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", select.labels[0]?.textContent?.trim() ?? "");
    this.list.hidden = true;
    select.id = `${id}-select`;
    select.hidden = true;
    block.append(this.input, this.list);
    this.restore();
    this.listen();
  }

  private listen(): void {
    this.input.addEventListener("input", (event) => { event.stopPropagation(); this.open(); });
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("click", () => this.open(true));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => { this.close(); this.restore(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
      if (row) this.choose(Number(row.dataset.index));
    });
    this.select.form?.addEventListener("reset", () => setTimeout(() => this.restore()));
  }

  private restore(): void {
    const option = this.select.selectedOptions[0];
    this.input.value = option?.value ? option.text : "";
  }

  private open(all = false): void {
    const wanted = all ? "" : this.input.value.trim().toLocaleLowerCase("ru");
    this.shown = [...this.select.options].filter((option) => option.value && option.text.toLocaleLowerCase("ru").includes(wanted));
    this.list.replaceChildren(...this.shown.map((option, index) => {
      const row = document.createElement("li");
      row.id = `${this.list.id}-${index}`;
      row.className = "combobox-option";
      row.dataset.index = String(index);
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(option.selected));
      row.textContent = option.text;
      return row;
    }));
    if (!this.shown.length) {
      const none = document.createElement("li");
      none.className = "combobox-empty";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = this.block.dataset.empty ?? "";
      this.list.append(none);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.point(all ? this.shown.findIndex((option) => option.selected) : this.shown.length ? 0 : -1);
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private point(index: number): void {
    this.list.querySelector("[data-active]")?.removeAttribute("data-active");
    this.active = index;
    const row = index >= 0 ? this.list.children[index] : undefined;
    if (!row) return this.input.removeAttribute("aria-activedescendant");
    row.setAttribute("data-active", "");
    this.input.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  private choose(index: number): void {
    const option = this.shown[index];
    if (!option) return;
    const changed = this.select.value !== option.value;
    this.select.value = option.value;
    this.restore();
    this.close();
    if (changed) this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private key(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      if (this.list.hidden) return this.open(true);
      return this.point((this.active + step + this.shown.length) % Math.max(1, this.shown.length));
    }
    if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
      this.restore();
    }
  }
}

export function enhance(block: HTMLElement): void {
  const select = block.querySelector("select");
  if (select && !select.disabled) new Combobox(block, select);
}
