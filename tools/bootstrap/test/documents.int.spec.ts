import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const documents = documentsIn("");

function documentsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(\.|node_modules$|dist$)/.test(entry.name) ? [] : documentsIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** As they are made of headings: lower case, spaces as hyphens, no other signs. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

it.each(documents)("what %s links to is there", (path) => {
  const text = readFileSync(join(ROOT, path), "utf8");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const dead = links.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const linked = file === "" ? join(ROOT, path) : join(ROOT, dirname(path), file);
    if (!existsSync(linked)) return true;
    return anchor !== undefined && linked.endsWith(".md") && !anchorsOf(readFileSync(linked, "utf8")).includes(anchor);
  });
  expect(dead).toEqual([]);
});

it("no two decisions have one number", () => {
  const numbers = documents.flatMap((path) => /^docs.adr.(\d{4})-/.exec(path)?.[1] ?? []);
  expect(numbers).toEqual([...new Set(numbers)]);
});
