import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning, type ProcessIdentity, REPOSITORY_ROOT } from "@gridwatch/local-stack";

const MAIN = join(REPOSITORY_ROOT, "tools/stack/dist/main.js");
const dir = mkdtempSync(join(tmpdir(), "stack-"));
afterAll(() => rmSync(dir, { recursive: true }));

/** The runner as a process, and what it has said so far. */
class Runner {
  readonly process: ChildProcess;
  readonly exited: Promise<[number | null]>;
  output = "";

  constructor(...args: string[]) {
    this.process = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.exited = once(this.process, "exit") as Promise<[number | null]>;
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.output += chunk.toString();
        this.process.emit("said");
      });
    }
  }

  /** Resolves when it has said something that matches. */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      await Promise.race([once(this.process, "said"), this.exited.then(() => this.ended(pattern))]);
    }
  }

  private ended(pattern: RegExp): void {
    if (!pattern.test(this.output)) throw new Error(`ended without ${pattern}:\n${this.output}`);
  }
}

function recorded(): Map<string, ProcessIdentity> {
  const runDir = join(dir, "run");
  return new Map(
    readdirSync(runDir).map((file) => [
      file.replace(".json", ""),
      JSON.parse(readFileSync(join(runDir, file), "utf8")) as ProcessIdentity,
    ]),
  );
}

describe("the runner", () => {
  it("starts everything, restarts what crashes, and leaves nothing behind", async () => {
    const runner = new Runner("--data", dir, "--devices", "2", "--interval", "200");
    await runner.says(/readings\/s in/);
    expect(runner.output).toMatch(/page {3}http:\/\/127\.0\.0\.1:\d+/);
    expect(runner.output).toMatch(/mosquitto_pub -h 127\.0\.0\.1 -p \d+ -u device -P '[\w-]+' -q 1/);
    const parts = recorded();
    expect([...parts.keys()].sort()).toEqual(
      [
        ...["analytics", "edge", "influxd", "ingest", "mosquitto"],
        ...["nats-server", "predict", "realtime", "simulator", "storage"],
      ].sort(),
    );

    process.kill(parts.get("storage")?.pid ?? 0, "SIGKILL");
    await runner.says(/✗ storage ended \(SIGKILL\); the end of .*storage\.log/);
    await runner.says(/✓ storage runs again/);

    const second = new Runner("--data", dir);
    expect((await second.exited)[0]).toBe(1);
    expect(second.output).toContain(`in use by process ${runner.process.pid}`);

    const last = recorded();
    runner.process.kill("SIGINT");
    expect((await runner.exited)[0]).toBe(0);
    expect([...last.values()].filter(isRunning)).toEqual([]);
  });

  it("can be stopped while it starts", async () => {
    const runner = new Runner("--data", dir, "--no-simulator");
    await runner.says(/✓ nats-server/);
    const begun = recorded();
    runner.process.kill("SIGTERM");
    expect((await runner.exited)[0]).toBe(0);
    expect([...begun.values()].filter(isRunning)).toEqual([]);
    expect(readdirSync(dir)).not.toContain("run");
  });

  it("does not start at an address that is not this machine's", async () => {
    const runner = new Runner("--data", dir, "--host", "192.0.2.1");
    expect((await runner.exited)[0]).toBe(1);
    expect(runner.output).toContain("mosquitto cannot listen on 192.0.2.1");
  });

  it("refuses arguments it does not know", async () => {
    const runner = new Runner("--devises", "3");
    expect((await runner.exited)[0]).toBe(2);
    expect(runner.output).toMatch(/--devises.*--devices N/s);
  });
});
