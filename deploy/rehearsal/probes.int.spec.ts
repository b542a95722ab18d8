import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { IContainer } from "kubernetes-models/v1";
import { connects, probeOf } from "./probes.js";

const ADDRESS = "127.0.0.1";
const asIs = (text: string) => text;

let server: Server;
let container: IContainer;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/never") return;
    response.writeHead(Number(request.url?.slice(1)), { location: "/200" }).end("what it says");
  });
  await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
  container = { name: "c", ports: [{ name: "http", containerPort: portOf(server) }] };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;
const http = (path: string) => probeOf(container, { httpGet: { path, port: "http" } }, ADDRESS, asIs);

describe("a probe", () => {
  it("has the kubelet's own times where the manifest names none", () => {
    expect(http("/200")).toMatchObject({ periodMs: 10_000, failureThreshold: 3 });
    const named = { httpGet: { path: "/200", port: "http" }, periodSeconds: 2, failureThreshold: 60 };
    expect(probeOf(container, named, ADDRESS, asIs)).toMatchObject({ periodMs: 2_000, failureThreshold: 60 });
  });

  it("asks the port of that name, and takes errors for failures", async () => {
    await http("/200").ask();
    await expect(http("/503").ask()).rejects.toThrow("503 what it says");
    await expect(http("/404").ask()).rejects.toThrow("404");
  });

  it("takes no answer within a second for a failure", async () => {
    await expect(http("/never").ask()).rejects.toThrow("timeout");
  });

  it("runs a command, as it is called on this machine", async () => {
    const here = (text: string) => text.replace("/there", "/dev/null");
    const test = (path: string) => probeOf(container, { exec: { command: ["test", "-e", path] } }, ADDRESS, here);
    await test("/there").ask();
    await expect(test("/nowhere").ask()).rejects.toThrow("test -e /nowhere");
  });

  it("that asks nothing is refused", () => {
    expect(() => probeOf(container, {}, ADDRESS, asIs)).toThrow("neither asks by HTTP nor runs a command");
  });

  it("of a stand-in asks whether that listens", async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, ADDRESS, resolve));
    const port = portOf(free);
    const ask = probeOf(container, {}, ADDRESS, asIs, connects(ADDRESS, port)).ask;
    await ask();
    await new Promise((resolve) => free.close(resolve));
    await expect(ask()).rejects.toThrow("ECONNREFUSED");
  });
});
