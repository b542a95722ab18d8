import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { PacedSocket } from "./paced-socket.js";

const EVERY_MS = 50;

let server: Server;
let sender: Socket;
let socket: PacedSocket;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection");
  socket = new PacedSocket(EVERY_MS).connect((server.address() as AddressInfo).port, "127.0.0.1");
  [sender] = (await accepted) as [Socket];
});
afterEach(() => {
  socket.destroy();
  sender.destroy();
  server.close();
});

it("reads what came meanwhile at once", async () => {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  for (let i = 0; i < 100; i++) {
    sender.write(`${i} `);
    await delay(1);
  }
  sender.end();
  await once(socket, "end");
  expect(Buffer.concat(chunks).toString()).toBe(Array.from({ length: 100 }, (_, i) => `${i} `).join(""));
  expect(chunks.length).toBeLessThan(20);
});

it("does not wait for what is there already", async () => {
  const bytes = Buffer.alloc(8 * 1_048_576, "x");
  const begun = performance.now();
  let received = 0;
  socket.on("data", (chunk: Buffer) => {
    received += chunk.length;
  });
  sender.end(bytes);
  await once(socket, "end");
  expect(received).toBe(bytes.length);
  // Piece by piece of 64 kB it would be more than six seconds.
  expect(performance.now() - begun).toBeLessThan(4_000);
});

it("leaves with the sender what its reader has no room for", async () => {
  let taken = 0;
  const letGoOn: (() => void)[] = [];
  const reader = new Writable({
    highWaterMark: 1_024,
    write: (chunk: Buffer, _encoding, done) => {
      taken += chunk.length;
      letGoOn.push(done);
    },
  });
  const piped = pipeline(socket, reader);
  const bytes = Buffer.alloc(32 * 1_048_576, "x");
  sender.end(bytes);
  await delay(10 * EVERY_MS);
  // One piece with the reader, one on its way, and no third.
  expect(taken + socket.readableLength).toBeLessThanOrEqual(2 * 65_536);
  expect(sender.writableLength).toBeGreaterThan(0);
  while (taken < bytes.length) {
    letGoOn.shift()?.();
    await delay(0);
  }
  letGoOn.shift()?.();
  await piped;
});
