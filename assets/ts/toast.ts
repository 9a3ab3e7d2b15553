/** Short messages at the foot of the window. */

export function toast(text: string, tone = "", link?: { text: string; href: string }): void {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  const element = document.createElement("p");
  element.className = tone === "danger" ? "toast toast-danger" : "toast";
  element.textContent = text;
  if (link) {
    const way = document.createElement("a");
    way.href = link.href;
    way.textContent = link.text;
    element.append(" ", way);
  }
  region.append(element);
  let timer = 0;
  const start = (): void => { timer = window.setTimeout(() => element.remove(), Math.max(4000, text.length * 90)); };
  element.addEventListener("pointerenter", () => window.clearTimeout(timer));
  element.addEventListener("pointerleave", start);
  start();
}

export function toasts(): void {
  document.addEventListener("toast", (event) => {
    const detail = (event as CustomEvent<{ text?: string; tone?: string }>).detail;
    toast(detail.text ?? "", detail.tone);
  });
}
