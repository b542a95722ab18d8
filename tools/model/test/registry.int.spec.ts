import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModelComparison, ModelEvent, ModelRegistryReport, StoredModel } from "@gridwatch/contracts";
import {
  announcePlatform,
  freePort,
  type NatsHandle,
  type ServiceHandle,
  startNats,
  startService,
} from "@gridwatch/local-stack";
import { MANIFEST_FILE, type ModelManifest } from "@gridwatch/models";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const SHIPPED = fileURLToPath(new URL("../../../models/grid-anomaly", import.meta.url));
const ORDER = ["--reason", "try it", "--by", "Ada"];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let predict: ServiceHandle;

function startPredict(name: string, more: Record<string, string> = {}): Promise<ServiceHandle> {
  const { username, password } = nats.credentials;
  const own = {
    PREDICT_ALLOW_CHANGES: "true",
    // Of the packages only those that a test pushes, however busy the machine is.
    PREDICT_MODELS_DIR: `${directory.path}/none`,
    PREDICT_MIN_WINDOWS_PER_SECOND: "1",
  };
  const env = { NATS_URL: nats.url, NATS_USER: username, NATS_PASSWORD: password, ...own, ...more };
  return startService({ dir: `${directory.path}/${name}`, name, env });
}

interface Ended {
  code: number;
  out: string;
  err: string;
}

function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

function model(...args: string[]): Promise<Ended> {
  return run(...args, "--url", predict.url);
}

/** The shipped package as another version, changed as said. @returns its folder */
async function variant(version: string, change: (manifest: ModelManifest) => void = () => undefined): Promise<string> {
  const folder = join(directory.path, `grid-anomaly-${version}`);
  await cp(SHIPPED, folder, { recursive: true });
  const file = join(folder, MANIFEST_FILE);
  const manifest = { ...(JSON.parse(await readFile(file, "utf8")) as ModelManifest), version };
  change(manifest);
  await writeFile(file, JSON.stringify(manifest));
  return folder;
}

/** The champion's version, asked of the service itself. */
async function inUse(): Promise<string | undefined> {
  const { aliases } = (await (await fetch(`${predict.url}/api/v1/models`)).json()) as ModelRegistryReport;
  return aliases["anomaly.champion"]?.version;
}

beforeAll(async () => {
  directory = await temporaryDirectory("registry");
  await mkdir(`${directory.path}/none`);
  nats = await startNats({ dir: `${directory.path}/nats` });
  predict = await startPredict("predict");
});

afterAll(async () => {
  await predict.stop();
  await nats.stop();
  await directory.remove();
});

it("takes a package from its folder to the champion and back", async () => {
  expect(await model("list")).toEqual({ code: 0, out: "no models\n", err: "" });
  const first = await model("push", await variant("1.0.0"), ...ORDER);
  expect(first).toMatchObject({ code: 0, err: "" });
  for (const gate of ["manifest", "size", "loads", "golden", "finite", "responds", "speed"]) {
    expect(first.out).toMatch(new RegExp(`^${gate} +passed +\\S`, "m"));
  }
  expect(first.out).toMatch(/^golden .*difference .*, tolerance /m);
  expect(await inUse()).toBeUndefined();

  expect(await model("activate", "grid-anomaly@1.0.0", ...ORDER)).toEqual({
    code: 0,
    out: "grid-anomaly@1.0.0 is the champion of anomaly\n",
    err: "",
  });
  const shown = await model("show", "grid-anomaly@1.0.0");
  expect(shown).toMatchObject({ code: 0, err: "" });
  expect(shown.out).toMatch(/^in use as +champion$/m);
  const { hash } = JSON.parse((await model("show", "grid-anomaly@1.0.0", "--json")).out) as StoredModel;
  expect(shown.out).toContain(hash);

  const nothingBefore = await model("rollback", ...ORDER);
  expect(nothingBefore).toMatchObject({ code: 1, out: "" });
  expect(nothingBefore.err).toMatch(/^.* answers 409: no anomaly model was the champion before\n$/);

  expect((await model("push", await variant("1.1.0"), ...ORDER)).code).toBe(0);
  expect((await model("activate", "grid-anomaly@1.1.0", ...ORDER)).code).toBe(0);
  const list = await model("list");
  expect(list.out).toMatch(/^grid-anomaly@1\.0\.0 +anomaly +– /m);
  expect(list.out).toMatch(/^grid-anomaly@1\.1\.0 +anomaly +champion /m);
  expect(await model("rollback", ...ORDER)).toMatchObject({
    code: 0,
    out: "grid-anomaly@1.0.0 is the champion of anomaly again\n",
  });
  expect(await inUse()).toBe("1.0.0");
  expect(await model("deactivate", "--kind", "anomaly", ...ORDER)).toMatchObject({
    code: 0,
    out: "no model is the champion of anomaly now\n",
  });
  expect(await inUse()).toBeUndefined();

  const history = await model("history", "--limit", "2");
  expect(history.out).toMatch(
    /^at .*\n\S+ +deactivate +done +grid-anomaly@1\.0\.0 +anomaly +Ada +try it .*\n\S+ +rollback +done .*\n$/,
  );
  const events = JSON.parse((await model("history", "--json")).out) as ModelEvent[];
  expect(events.map(({ action }) => action)).toEqual([
    ...["deactivate", "rollback", "activate", "upload", "rollback", "activate", "upload"],
  ]);
}, 300_000);

it("runs a package in the shadow of the champion, compares them, tells the drift, and ends that", async () => {
  const nothing = await model("compare");
  expect(nothing).toMatchObject({ code: 1, out: "" });
  expect(nothing.err).toMatch(/^.* answers 404: no anomaly model scores in the shadow of a champion\n$/);
  expect((await model("drift")).err).toMatch(/^.* answers 404: no anomaly model is the champion\n$/);
  expect((await model("activate", "grid-anomaly@1.0.0", ...ORDER)).code).toBe(0);
  expect(await model("shadow", "grid-anomaly@1.1.0", ...ORDER)).toEqual({
    code: 0,
    out: "grid-anomaly@1.1.0 is the shadow of anomaly\n",
    err: "",
  });
  await eventually(
    async () => {
      const compared = await model("compare");
      expect(compared).toMatchObject({ code: 0, err: "" });
      expect(compared.out).toMatch(/champion grid-anomaly@1\.0\.0 +shadow grid-anomaly@1\.1\.0/);
    },
    { timeoutMs: 60_000 },
  );
  const drift = await model("drift");
  expect(drift).toMatchObject({ code: 0, err: "" });
  expect(drift.out).toMatch(/^grid-anomaly@1\.0\.0, 0 steps since /);
  expect(drift.out).toMatch(/^the score +– +not known yet$/m);
  expect(JSON.parse((await model("drift", "--json")).out)).toMatchObject({ version: "1.0.0", score: { psi: null } });
  const { shadow } = JSON.parse((await model("compare", "--json")).out) as ModelComparison;
  expect(shadow.version).toBe("1.1.0");
  expect(await model("shadow", "--clear", ...ORDER)).toMatchObject({
    code: 0,
    out: "no model is the shadow of anomaly now\n",
  });
  expect((await model("list")).out).not.toContain("shadow");
}, 180_000);

it("names the gate that refuses a package, with its figures, here and in the history", async () => {
  const folder = await variant("2.0.0", ({ golden }) => {
    golden.output = golden.output.map((value) => value + 10);
  });
  const refused = await model("push", folder, ...ORDER);
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.err).toMatch(
    /^.* answers 422: the gate "golden" refuses it: its golden output is off by .* \(difference \S+, tolerance \S+\)\n$/,
  );
  expect((await model("history", "--limit", "1")).out).toMatch(/ upload +refused +grid-anomaly@2\.0\.0 .*off by/);
  expect(await model("show", "grid-anomaly@2.0.0")).toEqual({
    code: 1,
    out: "",
    err: "there is no model grid-anomaly@2.0.0\n",
  });
  const unknown = await model("activate", "grid-anomaly@2.0.0", ...ORDER);
  expect(unknown.err).toMatch(/^.* answers 404: there is no model grid-anomaly@2\.0\.0\n$/);
}, 120_000);

it("uploads nothing that is no package", async () => {
  const empty = `${directory.path}/none`;
  expect(await model("push", empty, ...ORDER)).toEqual({
    code: 1,
    out: "",
    err: `${empty} was not uploaded: the gate "package" refuses it: there is no ${MANIFEST_FILE}\n`,
  });
  expect((await model("push", `${empty}/nowhere`, ...ORDER)).err).toMatch(/^.* was not uploaded: ENOENT: .*\n$/);
});

it("says in one line why nothing can be changed", async () => {
  const closed = await startPredict("predict-1", { PREDICT_ALLOW_CHANGES: "false" });
  const small = await startPredict("predict-2", { PREDICT_MAX_PACKAGE_BYTES: "1024" });
  try {
    const off = await run("push", SHIPPED, ...ORDER, "--url", closed.url);
    expect(off).toMatchObject({ code: 1, out: "" });
    expect(off.err).toMatch(/^.* answers 403: .*PREDICT_ALLOW_CHANGES.*\n$/);
    expect(await run("list", "--url", closed.url)).toMatchObject({ code: 0, err: "" });
    const large = await run("push", SHIPPED, ...ORDER, "--url", small.url);
    expect(large).toMatchObject({ code: 1, out: "" });
    expect(large.err).toMatch(/^.* answers 413: .*1024 bytes.*\n$/);
  } finally {
    await Promise.all([closed.stop(), small.stop()]);
  }
}, 120_000);

it("finds the platform that runs here, and says so when none does or nothing answers", async () => {
  const gone = await run("list", "--url", `http://127.0.0.1:${await freePort()}`);
  expect(gone).toMatchObject({ code: 1, out: "" });
  expect(gone.err).toMatch(/^http:\S+ does not answer: .*ECONNREFUSED.*\n$/);
  const none = await run("list", "--data", directory.path);
  expect(none).toMatchObject({ code: 1, out: "" });
  expect(none.err).toMatch(/^no platform runs on .*: start it with npm start.*\n$/);
  const takeBack = announcePlatform(directory.path, predict.url);
  expect(await run("list", "--data", directory.path)).toMatchObject({ code: 0, err: "" });
  takeBack();
}, 120_000);

it("answers wrong arguments with what is wrong, and how it is used", async () => {
  expect(await run("activate", "grid-anomaly", ...ORDER)).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringMatching(/^"grid-anomaly" is no NAME@VERSION.*\n\nnpm run model -- activate /),
  });
  expect(await run("push", "--help")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("--reason") });
});
