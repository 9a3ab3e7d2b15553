/** htmx: the token with every request, the focus kept after a swap, a word when a request fails; a fresh token when the old one does. */
import htmx from "htmx.org";
import { askToSignIn, renew } from "./session";
import { toast } from "./toast";

interface Answered { xhr: XMLHttpRequest; elt: Element; requestConfig: { verb: "get" | "post"; path: string; triggeringEvent?: Event } }

/** Elements whose request goes out a second time, with a fresh token. */
const repeating = new WeakSet<Element>();

async function repeat({ elt, requestConfig }: Answered): Promise<void> {
  if (!(await renew())) return askToSignIn();
  repeating.add(elt);
  const { verb, path, triggeringEvent } = requestConfig;
  try {
    await htmx.ajax(verb, path, { source: elt, ...(triggeringEvent && { event: triggeringEvent }) });
  } finally {
    repeating.delete(elt);
  }
}

export function requests(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const { headers, verb, elt } = (event as CustomEvent<{ headers: Record<string, string>; verb: string; elt: Element }>).detail;
    if (verb === "get") return;
    const field = elt.closest("form")?.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
    const token = field?.value ?? document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
    if (token) headers["X-CSRFToken"] = token;
  });

  let focused: { id: string; start: number | null; end: number | null } | null = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const element = document.activeElement;
    const text = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
    focused = element?.id ? { id: element.id, start: text ? element.selectionStart : null, end: text ? element.selectionEnd : null } : null;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.target;
    const wanted = target instanceof Element ? target.querySelector<HTMLElement>("[data-focus]") : null;
    if (wanted) {
      if (!wanted.matches("a, button, input, select, textarea")) wanted.tabIndex = -1;
      wanted.focus();
    } else if (focused && document.activeElement === document.body) {
      const again = document.getElementById(focused.id);
      again?.focus({ preventScroll: true });
      if (focused.start !== null && (again instanceof HTMLInputElement || again instanceof HTMLTextAreaElement)) {
        try { again.setSelectionRange(focused.start, focused.end); } catch { /* not a text control any more */ }
      }
    }
    focused = null;
  });

  const failed = (): void => toast(document.querySelector<HTMLMetaElement>("meta[name=request-failed]")?.content ?? "", "danger");
  for (const type of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(type, failed);
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const answered = (event as CustomEvent<Answered>).detail;
    const isOld = answered.xhr.status === 403 && answered.requestConfig.verb !== "get" && !repeating.has(answered.elt);
    if (answered.xhr.status !== 401 && !isOld) return;
    event.preventDefault();
    if (isOld) void repeat(answered).catch(failed);
    else askToSignIn();
  });
}
