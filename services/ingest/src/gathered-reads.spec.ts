import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { gatherReads } from "./gathered-reads.js";

describe("reads that are gathered", () => {
  const server = createServer((socket) => peers.push(socket));
  const peers: Socket[] = [];
  let reader: Socket;
  let peer: Socket;
  let taken: Buffer[];
  let isBusy: boolean;

  beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
  afterAll(() => once(server.close(), "close"));

  beforeEach(async () => {
    const { port } = server.address() as { port: number };
    const accepted = once(server, "connection");
    reader = connect(port, "127.0.0.1");
    [peer] = (await accepted) as [Socket];
    peer.setNoDelay(true);
    taken = [];
    isBusy = false;
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        taken.push(chunk);
        done();
      },
    });
    reader.pipe(sink);
    gatherReads(reader, () => isBusy);
  });

  afterEach(async () => {
    peer.destroy();
    reader.destroy();
    if (!reader.closed) await once(reader, "close");
  });

  const text = () => Buffer.concat(taken).toString();

  async function sendSlowly(parts: number): Promise<void> {
    for (let part = 0; part < parts; part++) {
      peer.write("x");
      await new Promise(setImmediate);
    }
  }

  it("bring together what arrives within a moment, and lose nothing", async () => {
    const began = performance.now();
    await sendSlowly(400);
    while (text().length < 400) await delay(1);
    // Not more than one in two milliseconds, whatever comes.
    expect(taken.length).toBeLessThanOrEqual((performance.now() - began) / 2 + 1);
  });

  it("wait for as long as what was read is being worked on", async () => {
    peer.write("first");
    while (taken.length === 0) await delay(1);
    isBusy = true;
    peer.write("second");
    await delay(30);
    expect(text()).toBe("first");
    isBusy = false;
    while (taken.length === 1) await delay(1);
    expect(text()).toBe("firstsecond");
  });

  it("end with the stream", async () => {
    peer.write("first");
    while (taken.length === 0) await delay(1);
    reader.destroy();
    await once(reader, "close");
    expect(text()).toBe("first");
  });
});
