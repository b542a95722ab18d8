import { type AddressInfo, createServer } from "node:net";
import { freePort, isPortFree, portOrFree } from "../src/free-port.js";

describe("ports", () => {
  it("never hands out the same port twice", async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
    expect(new Set(ports).size).toBe(50);
  });

  it("keeps clear of the range the kernel gives to outgoing connections", async () => {
    expect(await freePort()).toBeLessThan(32_768);
  });

  it("replaces a wished-for port that somebody listens on", async () => {
    const port = await freePort();
    const squatter = createServer().listen(port, "127.0.0.1");
    await new Promise((resolve) => squatter.once("listening", resolve));
    expect(await isPortFree(port)).toBe(false);
    expect(await portOrFree(port)).not.toBe(port);
    await new Promise((resolve) => squatter.close(resolve));
    expect(await isPortFree(port)).toBe(true);
  });

  it("gives a wished-for port that is free, once", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port: wished } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await portOrFree(wished)).toBe(wished);
    expect(await portOrFree(wished)).not.toBe(wished);
  });

  it("refuses an address that is not this machine's", async () => {
    await expect(isPortFree(8080, "192.0.2.1")).rejects.toThrow("EADDRNOTAVAIL");
  });
});
