import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  afterSecondAttempt,
  describeTally,
  deservingAgain,
  readJest,
  sumTallies,
  tallyJest,
} from "../jest-results.mjs";
import { CLUSTER_NATS_SERVER, isNewEnough, KUBECTL } from "../newer-programs.mjs";
import { whyStale } from "../npm-dependencies.mjs";
import { explain } from "../step.mjs";
import { installPrograms, SERVERS } from "../system-programs.mjs";

const BOOTSTRAP = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bootstrap-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string, ...args: string[]) {
  return spawnSync(process.execPath, [join(BOOTSTRAP, script), ...args], { encoding: "utf8" });
}

describe("npm start and npm test", () => {
  it("refuse wrong arguments before they do anything", () => {
    const start = run("start.mjs", "--devices", "many");
    expect(start.status).toBe(2);
    expect(start.stderr).toContain('--devices must be a whole number from 1 to 100000, not "many"');
    const test = run("test.mjs", "--fast");
    expect(test.status).toBe(2);
    expect(test.stderr).toContain("--fast");
  });

  it("tell their options without installing anything", () => {
    const { status, stdout } = run("start.mjs", "--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--no-simulator");
  });

  it("name every missing server and both ways out when they may not install", async () => {
    const absent = SERVERS.map((server) => ({ ...server, programs: server.programs.map((name) => `no-such-${name}`) }));
    const failure = await installPrograms(absent, { allowed: false }).catch(explain);
    expect(failure).toContain("--no-install");
    expect(failure).toContain("apt-get install mosquitto mosquitto-clients nats-server influxdb nginx-light");
    expect(failure).toContain("docker compose up");
  });
});

describe("the nats-server of the tests of clusters", () => {
  it.each(["nats-server: v2.10.23", "nats-server: v2.10.27", "nats-server: v2.11.0", "nats-server: v3.0.0-RC.1"])(
    "may be %s",
    (output) => {
      expect(isNewEnough(CLUSTER_NATS_SERVER, output)).toBe(true);
    },
  );

  it.each(["nats-server: v2.9.10", "nats-server: v2.9.25", "nats-server: v2.10.22", "nats-server: v1.11.30", ""])(
    "may not be %j",
    (output) => {
      expect(isNewEnough(CLUSTER_NATS_SERVER, output)).toBe(false);
    },
  );
});

describe("the kubectl of the manifests' tests", () => {
  it.each([
    ["Client Version: v1.32.3\nKustomize Version: v5.5.0\n", true],
    ["Client Version: v1.26.0\nKustomize Version: v4.5.7\n", false],
    ['Client Version: version.Info{Major:"1", Minor:"20", GitVersion:"v1.20.2"}', false],
  ])("is judged by its kustomize: %j", (output, newEnough) => {
    expect(isNewEnough(KUBECTL, output)).toBe(newEnough);
  });
});

describe("node_modules", () => {
  const locked = { "": {}, "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };
  const check = (present: object | undefined, wanted: object = locked) => {
    const root = mkdtempSync(join(folder, "root-"));
    writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: wanted }));
    if (present !== undefined) {
      mkdirSync(join(root, "node_modules"));
      writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages: present }));
    }
    return whyStale(root);
  };

  it("is taken as it is when it is what the lock file says", () => {
    const { "": _root, ...present } = locked;
    expect(check(present)).toBeUndefined();
    expect(check({ ...present, "node_modules/left-over": { version: "1.0.0" } })).toBeUndefined();
  });

  it("is installed anew when it is missing, lacks a package or holds another version", () => {
    expect(check(undefined)).toBe("node_modules is missing");
    expect(check({})).toContain("node_modules/a");
    expect(check({ "node_modules/a": { version: "0.9.0", integrity: "sha512-a" } })).toContain("node_modules/a");
  });

  it("may lack what is optional: npm installs what fits the machine", () => {
    expect(check({}, { "node_modules/for-macs": { version: "1.0.0", optional: true } })).toBeUndefined();
  });
});

describe("the closing line", () => {
  /** As Jest writes it: a status for each test of each file. */
  const read = (files: Record<string, string[]>) => {
    const file = join(folder, "results.json");
    const testResults = Object.entries(files).map(([name, statuses]) => ({
      name,
      status: statuses.every((status) => status !== "failed") && statuses.length > 0 ? "passed" : "failed",
      message: "\u001b[31mno such module\u001b[39m",
      assertionResults: statuses.map((status, index) => {
        return {
          status,
          fullName: `test ${index}`,
          failureMessages: status === "failed" ? ["expected 1\n\ngot 2"] : [],
        };
      }),
    }));
    writeFileSync(file, JSON.stringify({ testResults }));
    return readJest(file);
  };

  it("adds up what passed and failed, and tells what was skipped", () => {
    const green = tallyJest(read({ "a.ts": ["passed", "passed"] }), 0);
    const red = tallyJest(read({ "b.ts": ["failed", "passed", "pending"], "c.ts": ["failed"] }), 1);
    expect(describeTally(green)).toBe("2 passed, 0 failed");
    expect(describeTally(sumTallies([green, red]))).toBe("3 passed, 2 failed, 1 skipped");
  });

  it("counts a file that could not run, a run that failed otherwise, and one that left no results", () => {
    expect(tallyJest(read({ "a.ts": ["passed"], "b.ts": [] }), 1).failed).toBe(1);
    expect(tallyJest(read({ "a.ts": ["passed"] }), 1).failed).toBe(1);
    expect(tallyJest(readJest(join(folder, "nothing.json")), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it("is preceded by what failed, and why", () => {
    expect((read({ "a.ts": ["passed", "failed"], "b.ts": [] }) ?? []).map(({ failures }) => failures)).toEqual([
      [{ test: "test 1", why: ["expected 1", "got 2"] }],
      [{ test: "could not be run", why: ["no such module"] }],
    ]);
  });

  it("counts what a second attempt came to, and names what passed only then", () => {
    const first = read({ "a.ts": ["passed"], "b.ts": ["passed", "failed"], "c.ts": ["failed"] }) ?? [];
    expect(deservingAgain(first)).toEqual(["b.ts", "c.ts"]);
    const { results, unsteady } = afterSecondAttempt(
      first,
      read({ "b.ts": ["passed", "passed"], "c.ts": ["failed"] }) ?? [],
    );
    expect(describeTally(tallyJest(results, 1))).toBe("3 passed, 1 failed");
    expect(unsteady).toEqual(["b.ts: test 1"]);
    expect(describeTally(tallyJest(afterSecondAttempt(first, []).results, 1))).toBe("2 passed, 2 failed");
  });

  it("gives no second attempt to lost readings, nor when much failed", () => {
    expect(deservingAgain(read({ "/x/e2e/faults/kills.e2e.spec.ts": ["failed"] }))).toEqual([]);
    const many = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, ["failed"]]));
    expect(deservingAgain(read(many))).toEqual([]);
    expect(deservingAgain(undefined)).toEqual([]);
  });
});
