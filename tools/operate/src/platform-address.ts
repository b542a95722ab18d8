import { join, resolve } from "node:path";
import { findPlatform, REPOSITORY_ROOT } from "@gridwatch/local-stack";

export const PLATFORM_OPTIONS = { url: { type: "string" }, data: { type: "string" } } as const;

export const PLATFORM_USAGE = `  --url URL          address of the platform's edge; that of the one npm start runs unless said otherwise
  --data DIR         data folder of the platform that npm start runs (.data)
`;

/** @throws Error when no platform runs there */
export function platformAddress({ url, data }: { url?: string | undefined; data?: string | undefined }): string {
  if (url !== undefined) return url.replace(/\/+$/, "");
  const dir = data === undefined ? join(REPOSITORY_ROOT, ".data") : resolve(data);
  const found = findPlatform(dir);
  if (found === undefined) throw new Error(`no platform runs on ${dir}: start it with npm start, or name one by --url`);
  return found;
}
