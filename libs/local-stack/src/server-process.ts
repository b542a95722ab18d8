import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findProgram } from "./find-server.js";
import { logTail, openLog } from "./log-file.js";
import { identifyProcess } from "./process-identity.js";

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A server that runs as a child process, whichever it is. */
export interface ServerHandle {
  readonly name: string;
  /** Of the running process, or of the last one. */
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the running process ends; after `restart` it is the new process's. */
  readonly exited: Promise<ProcessExit>;
  readonly running: boolean;
  /** The last lines of the log. */
  logTail(lines?: number): string;
  /** SIGTERM, and SIGKILL after a time limit. Does nothing when it does not run. */
  stop(): Promise<void>;
  /** Ends the process by this signal (SIGKILL) and resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Sends a signal that does not end it: SIGSTOP and SIGCONT hold it and let it go on. */
  signal(signal: NodeJS.Signals): void;
  /** Stops it if it runs and starts it again: same folder, same port, same data. */
  restart(): Promise<void>;
}

export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Where `<name>.json` tells which process runs, so that a later run can end one that was left behind. */
  runDir?: string | undefined;
  /** Folder of a control group that the process enters before it runs: all that it ever allocates is the group's. */
  cgroup?: string | undefined;
  /** Resolves when the server answers, rejects when it does not (yet). */
  probe: () => Promise<void>;
  startTimeoutMs?: number | undefined;
  stopTimeoutMs?: number | undefined;
}

type Command = [program: string, ...args: string[]];

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const PROBE_EVERY_MS = 40;

export class ServerProcess implements ServerHandle {
  private child: ChildProcess | undefined;
  private exit: Promise<ProcessExit> = Promise.resolve({ code: null, signal: null });
  private logStart = 0;

  constructor(private readonly spec: ProcessSpec) {}

  get name(): string {
    return this.spec.name;
  }

  get logFile(): string {
    return this.spec.logFile;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get exited(): Promise<ProcessExit> {
    return this.exit;
  }

  get running(): boolean {
    return this.child?.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  logTail(lines = 20): string {
    return logTail(this.spec.logFile, lines, this.logStart);
  }

  /** @throws Error with the log's tail when the process ends, or does not answer in time. */
  async start(): Promise<void> {
    if (this.running) throw new Error(`${this.name} runs already`);
    this.spawn();
    const { startTimeoutMs = START_TIMEOUT_MS } = this.spec;
    const deadline = Date.now() + startTimeoutMs;
    let lastError: unknown;
    while (this.running) {
      try {
        await this.spec.probe();
        // What answered may be another's, if this one has just failed for want of its port.
        if (this.running) return;
      } catch (error) {
        lastError = error;
      }
      if (Date.now() > deadline) {
        await this.kill("SIGKILL");
        throw this.startError(`did not answer within ${startTimeoutMs} ms`, lastError);
      }
      await Promise.race([delay(PROBE_EVERY_MS), this.exit]);
    }
    const { code, signal } = await this.exit;
    throw this.startError(`ended while starting (${signal ?? `exit code ${code}`})`, lastError);
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    this.signal("SIGTERM");
    // A process that is held by SIGSTOP would not see the SIGTERM.
    this.signal("SIGCONT");
    const limit = setTimeout(() => this.signalGroup("SIGKILL"), this.spec.stopTimeoutMs ?? STOP_TIMEOUT_MS);
    await this.exit;
    clearTimeout(limit);
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (signal === "SIGKILL") this.signalGroup(signal);
    else this.signal(signal);
    await this.exit;
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private spawn(): void {
    const { name, command, args, cwd, env, logFile, cgroup } = this.spec;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openLog(logFile);
    this.logStart = log.size;
    const [program, ...programArgs] = endedWithParent(within(cgroup, [command, ...args]));
    // A group of its own: the terminal's Ctrl-C reaches the runner alone, which then stops its parts in order.
    const child = spawn(program, programArgs, { cwd, env, stdio: ["ignore", log.fd, log.fd], detached: true });
    closeSync(log.fd);
    this.child = child;
    this.exit = new Promise((resolve) => {
      child.once("error", () => resolve({ code: child.exitCode ?? 127, signal: null }));
      child.once("exit", (code, signal) => {
        // nginx's workers outlive a master that was killed, and would keep its port.
        this.signalGroup("SIGKILL");
        resolve({ code, signal });
      });
    });
    this.record(name);
  }

  private record(name: string): void {
    const { runDir } = this.spec;
    if (runDir === undefined || this.child?.pid === undefined) return;
    mkdirSync(runDir, { recursive: true });
    const file = join(runDir, `${name}.json`);
    writeFileSync(file, JSON.stringify(identifyProcess(this.child.pid)));
    void this.exit.then(() => rmSync(file, { force: true }));
  }

  private signalGroup(signal: NodeJS.Signals): void {
    if (this.child?.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  private startError(what: string, cause: unknown): Error {
    return new Error(`${this.name} ${what}; the end of ${this.logFile}:\n${this.logTail()}`, { cause });
  }
}

/** Where util-linux is, the kernel sends the child a SIGTERM when this process ends, however it ends. */
function endedWithParent(command: Command): Command {
  const setpriv = findProgram("setpriv");
  return setpriv === undefined ? command : [setpriv, "--pdeathsig", "TERM", "--", ...command];
}

/** A shell enters the group and becomes the command. */
function within(cgroup: string | undefined, command: Command): Command {
  return cgroup === undefined
    ? command
    : ["/bin/sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', cgroup, ...command];
}
