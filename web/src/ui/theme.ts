import { Observable } from "../realtime/observable.js";

export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "gridwatch.theme";
const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

export const theme = new Observable<Theme>(stored());
/** What is really shown, for what paints by itself, such as charts. */
export const isDark = new Observable(resolve(theme.get()));

export function chooseTheme(choice: Theme): void {
  theme.set(choice);
  show();
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Storage may be forbidden: the choice then holds until the page is left.
  }
}

systemIsDark.addEventListener("change", show);

function show(): void {
  const dark = resolve(theme.get());
  document.documentElement.classList.toggle("dark", dark);
  isDark.set(dark);
}

function resolve(choice: Theme): boolean {
  return choice === "dark" || (choice === "system" && systemIsDark.matches);
}

function stored(): Theme {
  try {
    const choice = localStorage.getItem(KEY);
    return THEMES.find((known) => known === choice) ?? "system";
  } catch {
    return "system";
  }
}
