/**
 * What was typed and is not saved yet, kept in this tab: neither a session that ended nor a reload loses it.
 *
 * It is kept by page and by the mark of its reader. A page of another account throws it away, signing out does too, and
 * so does a page that a form has led to: then it has arrived.
 */
import { on } from "./dom";
import { isSigningIn, reader } from "./session";

interface Kept {
  reader: string;
  at: number;
  /** Whether the form was sent, and may have arrived. */
  sent: boolean;
  values: Record<string, string[]>;
  /** What the page said of each answer when it was typed over. */
  marks: Record<string, string>;
}

const prefix = "unsaved:";
const day = 24 * 60 * 60 * 1000;
const most = 100_000;

function read(key: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function write(key: string, kept: Kept | null): void {
  try {
    const text = JSON.stringify(kept);
    if (kept === null || Object.keys(kept.values).length === 0) sessionStorage.removeItem(key);
    else if (text.length <= most) sessionStorage.setItem(key, text);
  } catch { /* a browser that keeps nothing: the text stays on the page */ }
}

function keys(): string[] {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

export class Unsaved {
  private readonly key = prefix + location.pathname;

  /** What is kept for this page and its reader; a visitor's text is for whoever the page is drawn for now. */
  get values(): [name: string, values: string[], mark: string][] {
    const kept = read(this.key);
    if (!kept || (kept.reader && kept.reader !== reader)) return [];
    return Object.entries(kept.values).map(([name, values]) => [name, values, kept.marks[name] ?? ""]);
  }

  keep(name: string, values: string[], mark: string): void {
    const kept = read(this.key) ?? { reader, at: 0, sent: false, values: {}, marks: {} };
    const marks = { ...kept.marks, [name]: kept.marks[name] ?? mark };
    write(this.key, { reader, at: Date.now(), sent: false, values: { ...kept.values, [name]: values }, marks });
  }

  forget(name: string): void {
    const kept = read(this.key);
    if (!kept) return;
    delete kept.values[name];
    delete kept.marks[name];
    write(this.key, kept);
  }

  /** The form is on its way. */
  leave(): void {
    const kept = read(this.key);
    if (kept) write(this.key, { ...kept, sent: true });
  }
}

function cameFrom(path: string): boolean {
  return document.referrer !== "" && new URL(document.referrer).pathname === path;
}

/** Throws away what is old, what is somebody else's and what has arrived. */
export function tidyUnsaved(): void {
  for (const key of keys()) {
    const kept = read(key);
    const path = key.slice(prefix.length);
    const foreign = Boolean(kept?.reader && reader && kept.reader !== reader);
    const arrived = kept?.sent && path !== location.pathname && !isSigningIn && cameFrom(path);
    if (!kept || foreign || arrived || Date.now() - kept.at > day) write(key, null);
  }
  on("submit", "form[data-sign-out]", () => { for (const key of keys()) write(key, null); });
}
