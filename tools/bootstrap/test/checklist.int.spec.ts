import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const inRepository = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
/** What `npm test` runs: see jest.config.mjs. */
const TEST = /^(libs|services|tools|web|bench|deploy|e2e)\/.+\.(spec)\.tsx?$/;

const checklist = readFileSync(inRepository("README.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, mark, text = ""] = /^- \[([ x])\] (.+)$/.exec(line) ?? [];
    return mark === undefined ? [] : [{ isTicked: mark === "x", text, paths: [...text.matchAll(/`([^`]+\.ts)`/g)] }];
  });

describe("the README's checklist for production", () => {
  it.each(checklist.filter(({ isTicked }) => isTicked))("is ticked by a test: $text", ({ paths }) => {
    expect(paths).not.toEqual([]);
    for (const [, path = ""] of paths) {
      expect(path).toMatch(TEST);
      expect(existsSync(inRepository(path))).toBe(true);
    }
  });

  it("leaves open what no test shows", () => {
    const open = checklist.filter(({ isTicked }) => !isTicked);
    expect(open.flatMap(({ paths }) => paths)).toEqual([]);
    expect(checklist.length).toBeGreaterThan(open.length);
  });
});
