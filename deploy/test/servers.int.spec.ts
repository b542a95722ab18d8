import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findServer, freePort } from "@gridwatch/local-stack";
import { eventually } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { loadCompose } from "./compose-file.js";
import { imageEnvironment } from "./dockerfile.js";
import { filledIn, service } from "./example-compose.js";
import { textOf } from "./repository.js";

let dir: string;
let running: ChildProcess | undefined;
let helper: Server | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gridwatch-deploy-"));
  chmodSync(dir, 0o755);
});
afterEach(() => {
  // Each has a group of its own: nginx' workers would outlive it.
  if (running?.pid !== undefined && running.exitCode === null) process.kill(-running.pid, "SIGKILL");
  running = undefined;
  helper?.close().closeAllConnections();
  helper = undefined;
  rmSync(dir, { recursive: true, force: true });
});

/** Starts the server under test. */
function start(command: string, args: string[], options: { env?: Record<string, string>; uid?: number; gid?: number }) {
  running = spawn(command, args, { ...options, detached: true, stdio: "ignore" });
  return running;
}

/** Starts an HTTP server that stands for another part, and returns its port. */
async function listen(answer: RequestListener): Promise<number> {
  helper = createServer(answer).listen(0, "127.0.0.1");
  await once(helper, "listening");
  return (helper.address() as AddressInfo).port;
}

/** A copy of a configuration with the container's places and ports replaced. @throws Error for one that is not there. */
function adapted(file: string, replacements: Record<string, string>): string {
  const parts = Object.keys(replacements);
  const absent = parts.find((part) => !textOf(file).includes(part));
  if (absent !== undefined) throw new Error(`${file} does not hold ${absent}`);
  // In one go: what is put in may hold what is replaced.
  const pattern = new RegExp(parts.map((part) => part.replaceAll(".", "\\.")).join("|"), "g");
  const copy = join(dir, "adapted.conf");
  writeFileSync(
    copy,
    textOf(file).replaceAll(pattern, (part) => replacements[part] ?? part),
  );
  return copy;
}

describe("the backbone", () => {
  // Among them such as a configuration file takes for numbers if it may.
  it.each(["12345678901234567890", "1e9", "plain-text"])(
    "takes %s for a password, and nothing else",
    async (password) => {
      const nats = loadCompose({ ...filledIn, NATS_PASSWORD: password }).services["nats"];
      const [port, monitoring] = [await freePort(), await freePort()];
      const config = adapted("deploy/docker/nats/nats.conf", {
        "port: 4222": `port: ${port}`,
        "127.0.0.1:8222": `127.0.0.1:${monitoring}`,
        '"/data"': `"${dir}"`,
      });
      start(findServer("nats-server"), ["--config", config, "--addr", "127.0.0.1"], { env: nats?.environment ?? {} });
      const as = (pass?: string) =>
        connect({
          servers: `127.0.0.1:${port}`,
          reconnect: false,
          ...(pass === undefined ? {} : { user: "gridwatch", pass }),
        });
      const connection = await eventually(() => as(password));
      expect((await (await jetstreamManager(connection)).getAccountInfo()).streams).toBe(0);
      await connection.close();
      await expect(as()).rejects.toThrow(/authorization/i);
      await expect(as(`${password}0`)).rejects.toThrow(/authorization/i);
      const { pathname } = new URL(nats?.healthcheck?.test.at(-1) ?? "");
      expect((await fetch(`http://127.0.0.1:${monitoring}${pathname}`)).status).toBe(200);
    },
  );
});

describe("the edge", () => {
  it("serves the page and finds the services, as a user without privileges", async () => {
    const address = `127.0.0.1:${await listen((request, response) => response.end(`${request.url}`))}`;
    const port = await freePort();
    mkdirSync(join(dir, "conf.d"));
    mkdirSync(join(dir, "tmp"));
    chmodSync(join(dir, "tmp"), 0o777);
    writeFileSync(join(dir, "index.html"), "<title>the page</title>");
    writeFileSync(
      join(dir, "conf.d/default.conf"),
      substituted(textOf("deploy/edge/default.conf.template"), {
        ...imageEnvironment("edge"),
        ...service("edge").environment,
        EDGE_LISTEN: `127.0.0.1:${port}`,
        WEB_ROOT: dir,
        ANALYTICS_UPSTREAM: address,
        REALTIME_UPSTREAM: address,
        PREDICT_UPSTREAM: address,
      }),
    );
    const config = adapted("deploy/docker/edge/nginx.conf", {
      "/etc/nginx/conf.d": join(dir, "conf.d"),
      "/tmp/": `${join(dir, "tmp")}/`,
    });
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const nginx = start(findServer("nginx"), ["-c", config, "-g", "daemon off;"], nobody);
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    const { pathname } = new URL(service("edge").healthcheck?.test.at(-1) ?? "");
    await eventually(async () => expect(await ask(pathname)).toBe("ok\n"));
    expect(await ask("/")).toContain("the page");
    expect(await ask("/api/v1/fleet")).toBe("/api/v1/fleet");
    // The signal with which its image is stopped.
    const ended = once(nginx, "exit");
    nginx.kill("SIGQUIT");
    expect(await ended).toEqual([0, null]);
  });
});

describe("the broker's health check", () => {
  it.each([
    ["Node emqx@127.0.0.1 is started\nemqx is running", 0],
    ["Node emqx@127.0.0.1 is starting\nemqx is not_running", 1],
  ])("reads from %j that it ends with %d", async (answer, code) => {
    const port = await listen((request, response) => response.end(request.url === "/status" ? answer : ""));
    expect(await once(check(port), "exit")).toEqual([code, null]);
  });

  it("fails while nobody listens", async () => {
    expect(await once(check(await freePort()), "exit")).toEqual([1, null]);
  });

  function check(port: number): ChildProcess {
    const [shell = "", ...args] = service("emqx").healthcheck?.test.slice(1) ?? [];
    return spawn(
      shell,
      args.map((arg) => arg.replace("18083", `${port}`)),
      { stdio: "ignore", timeout: 5_000 },
    );
  }
});

/** As the start-up of nginx' image does it: for the variables that its filter lets through, with braces or without. */
function substituted(template: string, environment: Record<string, string>): string {
  const filter = new RegExp(environment["NGINX_ENVSUBST_FILTER"] ?? "");
  return template.replaceAll(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (match, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? "";
      return filter.test(name) ? (environment[name] ?? match) : match;
    },
  );
}
