import { Observable } from "../realtime/observable.js";
import { StoredChoice } from "./stored-choice.js";

const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");
/** Paper is light. The browser tells of it in time for charts to be drawn anew. */
const onPaper = window.matchMedia("print");

export const theme = new StoredChoice("theme", ["system", "light", "dark"]);
/** What is really shown, for what paints by itself, such as charts. */
export const isDark = new Observable(resolve());

theme.subscribe(show);
systemIsDark.addEventListener("change", show);
onPaper.addEventListener("change", show);

function show(): void {
  const dark = resolve();
  document.documentElement.classList.toggle("dark", dark);
  isDark.set(dark);
}

function resolve(): boolean {
  const choice = theme.get();
  return !onPaper.matches && (choice === "dark" || (choice === "system" && systemIsDark.matches));
}
