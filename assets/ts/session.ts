/**
 * Who is signed in, and the token that forms need: both change when somebody signs in or out in another tab.
 *
 * A page renews its token by itself, but only while the browser is still its reader's: what one person typed is never
 * sent by another.
 */
import { each } from "./dom";
import { toast } from "./toast";

interface Fresh { token: string; reader: string }

/** Why a request got through to nobody: its reader is signed out, or the thing it speaks of is not there any more. */
export type Trouble = "signed-out" | "gone";

function said(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content ?? "";
}

/** Browsers refuse to send more than 64 KiB when a page is left; a longer text goes the ordinary way. */
const mostWhenLeft = 60_000;

/** The mark of the account that this page was drawn for; empty for a visitor's. */
export const reader = said("reader");

/** Whether this page is one of those that lead to a session. */
export const isSigningIn = Boolean(said("sign-in")) && location.pathname.startsWith(said("sign-in"));

/** The way to the sign-in and back to this page, or to a field of it. */
export function signInAddress(field = ""): string {
  const back = new URL(location.href);
  if (field) back.searchParams.set("field", field);
  return `${said("sign-in")}?next=${encodeURIComponent(back.pathname + back.search)}`;
}

/** Gives every form of the page a fresh token; false when somebody else is at the browser now. */
export async function renew(): Promise<boolean> {
  if (!said("token")) return false;
  const answer = await fetch(said("token"), { signal: AbortSignal.timeout(20000) });
  if (!answer.ok) return false;
  const fresh = (await answer.json()) as Fresh;
  if (reader && fresh.reader !== reader) return false;
  for (const field of document.querySelectorAll<HTMLInputElement>("input[name=csrfmiddlewaretoken]")) field.value = fresh.token;
  return true;
}

/** Posts for a form; once more with a fresh token if its own is out of date. Throws when nobody can be reached. */
export async function post(form: HTMLFormElement, url: string, body: URLSearchParams): Promise<Response | Trouble> {
  const once = (): Promise<Response> => fetch(url, {
    method: "POST",
    body,
    headers: {
      "HX-Request": "true",
      "X-CSRFToken": form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "",
    },
    keepalive: body.toString().length < mostWhenLeft,
    redirect: "error",
    signal: AbortSignal.timeout(20000),
  });
  let answer = await once();
  if (answer.status === 403 && await renew()) answer = await once();
  if (answer.status === 401 || answer.status === 403) return "signed-out";
  return answer.status === 404 ? "gone" : answer;
}

/** A word, with the way to the sign-in, when a request of htmx finds nobody signed in. */
export function askToSignIn(): void {
  toast(said("signed-out"), "danger", { text: said("sign-in-word"), href: signInAddress() });
}

/** Forms of a page that was out of sight get a fresh token before anybody sends them. */
export function freshTokens(): void {
  let hasForm = false;
  each<HTMLFormElement>("main form[method=post]", () => { hasForm = true; });
  const look = (): void => { if (hasForm && !document.hidden && navigator.onLine) void renew().catch(() => false); };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
}
