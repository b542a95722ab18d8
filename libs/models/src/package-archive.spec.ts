import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";
import { GateFailed } from "./gate-failed.js";
import { filesOf, onnxPackage, someManifest } from "./model-package.fixture.js";
import { type ModelPackage, PACKAGE_LIMITS, packageOf } from "./model-package.js";
import { packArchive, readPackageArchive } from "./package-archive.js";
import { readPackageFolder } from "./package-folder.js";

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "gridwatch-model-")), "package");
  await mkdir(folder);
});

afterEach(async () => {
  await rm(join(folder, ".."), { recursive: true });
});

async function written(pkg: ModelPackage): Promise<void> {
  for (const [name, content] of pkg.files) await writeFile(join(folder, name), content);
}

type Entry = Partial<Header> & { name: string; content?: Uint8Array };

async function archive(entries: Entry[]): Promise<Uint8Array> {
  const tar = pack();
  for (const { content, ...header } of entries) tar.entry(header, Buffer.from(content ?? []));
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

const entriesOf = ({ files }: ModelPackage, prefix = ""): Entry[] =>
  [...files].map(([name, content]) => ({ name: `${prefix}${name}`, content }));

async function refusal(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => new Error("it was accepted"),
    (reason: unknown) => reason,
  );
  if (error instanceof GateFailed && error.gate === "package") return error.message;
  throw error;
}

it("reads the same package from a folder, from tar's archives of it, and from its own", async () => {
  const pkg = onnxPackage();
  await written(pkg);
  const fromFolder = await readPackageFolder(folder);
  const inside = execFileSync("tar", ["-czf", "-", "-C", folder, "."]);
  const around = execFileSync("tar", ["-czf", "-", "-C", join(folder, ".."), "package"]);
  const packed = await packArchive(pkg);
  for (const other of [
    fromFolder,
    ...(await Promise.all([inside, around, packed].map((bytes) => readPackageArchive(bytes)))),
  ]) {
    expect(other.hash).toBe(pkg.hash);
    expect(other.manifest).toEqual(pkg.manifest);
    expect([...other.files.keys()]).toEqual(["MODEL_CARD.md", "model.manifest.json", "model.onnx"]);
  }
});

it("packs the same bytes whatever the order of the files", async () => {
  const pkg = onnxPackage();
  const turned = packageOf(new Map([...pkg.files].reverse()));
  expect(Buffer.compare(await packArchive(pkg), await packArchive(turned))).toBe(0);
});

it("has another hash when a byte or a name is another", async () => {
  const pkg = onnxPackage();
  const model = Uint8Array.from(pkg.files.get("model.onnx") ?? []);
  model[0] = (model[0] ?? 0) ^ 1;
  expect(onnxPackage(someManifest(), model).hash).not.toBe(pkg.hash);
  expect(onnxPackage(someManifest({ version: "1.0.1" })).hash).not.toBe(pkg.hash);
});

it.each([
  ["a path out of it", { name: "../model.onnx" }, '".." is no name'],
  ["a path out of its folder", { name: "package/../../model.onnx" }, "is no name"],
  ["an absolute path", { name: "/etc/model.onnx" }, '"" is no name'],
  ["a path of another system", { name: "..\\model.onnx" }, "is no name"],
  ["a hidden file", { name: ".bashrc" }, "is no name"],
  ["a folder in a folder", { name: "a/b/model.onnx" }, "in a folder of a folder"],
  ["a symbolic link", { name: "model.onnx", type: "symlink", linkname: "/etc/passwd" }, "is a symlink"],
  ["a hard link", { name: "model.onnx", type: "link", linkname: "/etc/passwd" }, "is a link"],
  ["a device", { name: "model.onnx", type: "character-device" }, "is a character-device"],
  ["a file that is no part of it", { name: "train.py" }, "train.py is no part of it"],
  ["a file twice", { name: "model.onnx" }, "holds model.onnx twice"],
  ["a second folder", { name: "other/model.bin" }, "holds folders"],
] as [string, Entry, string][])("refuses an archive with %s", async (_what, entry, said) => {
  expect(await refusal(readPackageArchive(await archive([...entriesOf(onnxPackage()), entry])))).toContain(said);
});

it.each(["model.manifest.json", "MODEL_CARD.md", "model.onnx"])("refuses an archive without %s", async (name) => {
  const entries = entriesOf(onnxPackage()).filter((entry) => entry.name !== name);
  expect(await refusal(readPackageArchive(await archive(entries)))).toContain(`there is no ${name}`);
});

it("refuses a tfjs-layers package without the weights that its model names, or with a path for them", async () => {
  const model = (path: string) =>
    Buffer.from(JSON.stringify({ modelTopology: {}, weightsManifest: [{ paths: [path], weights: [] }] }));
  for (const path of ["weights.bin", "../weights.bin"]) {
    const files = filesOf(someManifest({ format: "tfjs-layers" }), { "model.json": model(path) });
    const entries = [...files].map(([name, content]) => ({ name, content }));
    expect(await refusal(readPackageArchive(await archive(entries)))).toBe(`there is no ${path}`);
  }
});

it.each([
  ["no archive", Buffer.from("model")],
  ["a gzip of no tar", gzipSync(Buffer.alloc(2_000, 7))],
  ["nothing", new Uint8Array()],
])("refuses %s", async (_what, bytes) => {
  expect(await refusal(readPackageArchive(bytes))).toMatch(/it is no (gzip|tar) archive/);
});

it("refuses an archive that was cut short", async () => {
  const packed = await packArchive(onnxPackage());
  expect(await refusal(readPackageArchive(packed.subarray(0, packed.length - 20)))).toContain("it is no gzip archive");
});

it("unpacks no further than is allowed", async () => {
  const zeros = gzipSync(Buffer.alloc(64 * 1_024 * 1_024));
  expect(await refusal(readPackageArchive(zeros))).toContain(
    `unpacks to more than 200 times its ${zeros.length} bytes`,
  );
  const before = process.memoryUsage().arrayBuffers;
  expect(await refusal(readPackageArchive(zeros, { ...PACKAGE_LIMITS, ratio: 10_000 }))).toContain(
    "unpacks to more than 16777216 bytes",
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1_024 * 1_024);
});

it("refuses an archive that is too large packed, or of too many files", async () => {
  const packed = await packArchive(onnxPackage());
  expect(await refusal(readPackageArchive(packed, { ...PACKAGE_LIMITS, packedBytes: 10 }))).toContain("10 are allowed");
  const many = Array.from({ length: 40 }, (_, index) => ({ name: `file${index}` }));
  expect(await refusal(readPackageArchive(await archive(many)))).toContain("more than 32 files");
});

it("refuses a folder with a link, a folder, too many bytes, or another file", async () => {
  await written(onnxPackage());
  expect(await refusal(readPackageFolder(folder, { ...PACKAGE_LIMITS, bytes: 500 }))).toContain("more than 500 bytes");
  expect(await refusal(readPackageFolder(folder, { ...PACKAGE_LIMITS, files: 2 }))).toContain("3 files, 2 are allowed");
  await writeFile(join(folder, "notes.txt"), "");
  expect(await refusal(readPackageFolder(folder))).toContain("notes.txt is no part of it");
  await rm(join(folder, "notes.txt"));
  await symlink("/etc/passwd", join(folder, "link"));
  expect(await refusal(readPackageFolder(folder))).toContain("link is no file");
  await rm(join(folder, "link"));
  await mkdir(join(folder, "more"));
  expect(await refusal(readPackageFolder(folder))).toContain("more is no file");
});
