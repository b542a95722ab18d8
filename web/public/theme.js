// Sets the theme before the first paint. The same rule stands in src/ui/theme.ts, which takes over once loaded.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("gridwatch.theme") ?? "system";
  } catch {
    // Storage may be forbidden; the system's theme will do.
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
