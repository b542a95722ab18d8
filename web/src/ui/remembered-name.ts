const KEY = "gridwatch.by";

/** Who last said to have ordered something in this browser: there is no log-in. */
export function rememberedName(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Asked again next time.
  }
}
