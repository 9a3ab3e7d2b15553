/** Small helpers that every module shares. */

/** Runs `setup` for each element that matches now, and for those htmx brings later; once an element. */
export function each<T extends Element>(selector: string, setup: (element: T) => void): void {
  const seen = new WeakSet<Element>();
  const scan = (root: ParentNode): void => {
    const found = [...root.querySelectorAll<T>(selector)];
    if (root instanceof Element && root.matches(selector)) found.unshift(root as unknown as T);
    for (const element of found) {
      if (seen.has(element)) continue;
      seen.add(element);
      setup(element);
    }
  };
  scan(document);
  document.addEventListener("htmx:load", (event) => {
    const target = event.target;
    if (target instanceof Element) scan(target);
  });
}

/** Listens for events on elements that match, now or later. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  handle: (element: HTMLElement, event: DocumentEventMap[K]) => void,
  options?: AddEventListenerOptions,
): void {
  document.addEventListener(
    type,
    (event) => {
      const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
      if (element) handle(element, event);
    },
    options,
  );
}

export function byId<T extends HTMLElement>(id: string | undefined): T | null {
  return id ? (document.getElementById(id) as T | null) : null;
}

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function isControl(target: EventTarget | null): target is Control {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
