/** Longer names are refused by some file systems. */
const MAX_NAME_LENGTH = 150;

/** `gridwatch_unit-1_output-voltage_….csv`: the parts, each as far as any file system takes it. */
export function fileName(parts: readonly string[], extension: "csv" | "png"): string {
  const name = ["gridwatch", ...parts].map((part) => part.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, ""));
  return `${name.filter(Boolean).join("_").slice(0, MAX_NAME_LENGTH)}.${extension}`;
}

/** A moment, epoch milliseconds, for a file's name: `20260131T120000Z`, in UTC so that names sort and mean the same anywhere. */
export function fileTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, "2026-01-31T12:00:00".length).replace(/[-:]/g, "")}Z`;
}

export function downloadCsv(parts: readonly string[], csv: string): void {
  download(fileName(parts, "csv"), new Blob([csv], { type: "text/csv;charset=utf-8" }));
}

/** Has the browser save it. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Only after the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
