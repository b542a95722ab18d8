import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { type EdgeHandle, startEdge } from "../src/edge.js";
import { freePort } from "../src/free-port.js";

const folder = mkdtempSync(join(tmpdir(), "edge-"));
const webRoot = join(folder, "web");
let edge: EdgeHandle;
let analytics: Server;
let realtime: Server;
let predict: Server;

/** An upstream that tells what reached it, and agrees to every upgrade. */
async function startUpstream(name: string): Promise<[Server, string]> {
  const port = await freePort();
  const server = createServer(({ url, headers }, response) => {
    response.writeHead(url === "/api/missing" ? 404 : 200, { "content-type": "application/json", "x-upstream": name });
    response.end(JSON.stringify({ url, headers }));
  });
  server.on("upgrade", (_request, socket) => {
    socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return [server, `127.0.0.1:${port}`];
}

beforeAll(async () => {
  mkdirSync(join(webRoot, "assets"), { recursive: true });
  writeFileSync(join(webRoot, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(join(webRoot, "assets/app-1a2b.js"), "export {};");
  writeFileSync(join(webRoot, "assets/app-1a2b.js.gz"), gzipSync("// made when the page was built"));
  const [analyticsServer, analyticsAddress] = await startUpstream("analytics");
  const [realtimeServer, realtimeAddress] = await startUpstream("realtime");
  const [predictServer, predictAddress] = await startUpstream("predict");
  analytics = analyticsServer;
  realtime = realtimeServer;
  predict = predictServer;
  const upstreams = { analytics: analyticsAddress, realtime: realtimeAddress, predict: predictAddress };
  edge = await startEdge({ dir: join(folder, "edge"), webRoot, upstreams });
});

afterAll(async () => {
  await edge.stop();
  for (const server of [analytics, realtime, predict]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

describe("the page", () => {
  it("stands at every path of its own, and is asked for anew each time", async () => {
    for (const path of ["/", "/units/unit-001", "/index.html", "/apiary", "/wsx"]) {
      const response = await fetch(edge.url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(await response.text()).toContain("<title>page</title>");
    }
  });

  it("has assets that are kept for ever, and none that do not exist", async () => {
    const asset = await fetch(`${edge.url}/assets/app-1a2b.js`);
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const missing = await fetch(`${edge.url}/assets/app-old.js`);
    expect(missing.status).toBe(404);
    expect(missing.headers.get("cache-control")).toBeNull();
  });

  it("sends what was compressed when it was built", async () => {
    const response = await raw("/assets/app-1a2b.js", { "accept-encoding": "gzip" });
    expect(response.headers["content-encoding"]).toBe("gzip");
    const chunks: Buffer[] = await response.toArray();
    expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe("// made when the page was built");
  });

  it("is guarded by security headers, on every answer", async () => {
    for (const path of ["/", "/assets/app-1a2b.js", "/assets/none.js", "/api/v1/devices", "/api/missing"]) {
      const { headers } = await fetch(edge.url + path);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("content-security-policy")).toContain("script-src 'self';");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("server")).toBe("nginx");
    }
  });
});

describe("what stands behind the edge", () => {
  it.each([
    ["/api/v1/devices?limit=3", "analytics"],
    ["/api/docs", "analytics"],
    ["/analytics?interval=daily", "analytics"],
    ["/socket.io/?EIO=4", "realtime"],
    ["/ws?device=a", "realtime"],
    ["/api/v1/models", "predict"],
    ["/api/v1/models/history", "predict"],
    ["/api/v1/modelsofyesterday", "analytics"],
  ])("is reached at %s", async (path, upstream) => {
    const response = await fetch(edge.url + path);
    expect(response.headers.get("x-upstream")).toBe(upstream);
    const { url, headers } = (await response.json()) as { url: string; headers: Record<string, string> };
    expect(url).toBe(path);
    expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(headers["x-forwarded-proto"]).toBe("http");
    expect(headers["x-forwarded-host"]).toBe(new URL(edge.url).host);
  });

  it("answers for itself, errors included, and says how long its answers last", async () => {
    const response = await fetch(`${edge.url}/api/missing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ url: "/api/missing" });
    expect(response.headers.get("cache-control")).toBeNull();
  });

  it.each(["/ws", "/socket.io/?EIO=4&transport=websocket"])("can be a WebSocket at %s", async (path) => {
    const upgrade = request(edge.url + path, { headers: { connection: "Upgrade", upgrade: "websocket" } });
    upgrade.end();
    const [response] = (await once(upgrade, "upgrade")) as [IncomingMessage];
    expect(response.statusCode).toBe(101);
  });

  it("takes no request that is too large", async () => {
    const response = await fetch(`${edge.url}/api/x`, { method: "POST", body: new Uint8Array(1_100_000) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ status: 413 });
  });
});

describe("an edge whose services are down", () => {
  it("answers in their own form, and again after it was killed", async () => {
    const nowhere = `127.0.0.1:${await freePort()}`;
    const alone = await startEdge({
      dir: join(folder, "alone"),
      webRoot,
      upstreams: { analytics: nowhere, realtime: nowhere, predict: nowhere },
    });
    const expectUnavailable = async () => {
      for (const path of ["/api/v1/devices", "/analytics?interval=daily", "/ws", "/socket.io/"]) {
        const response = await fetch(alone.url + path);
        expect(response.status).toBe(503);
        expect(response.headers.get("content-type")).toBe("application/problem+json");
        expect(await response.json()).toMatchObject({ status: 503, title: "Service Unavailable" });
      }
    };
    await expectUnavailable();
    await alone.kill();
    await alone.restart();
    await expectUnavailable();
    await alone.stop();
  });
});

function raw(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(edge.url + path, { headers }, resolve)
      .once("error", reject)
      .end();
  });
}
