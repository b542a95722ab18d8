import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClientToServerEvents, ServerToClientEvents, Subscription } from "@gridwatch/contracts";
import { Server } from "socket.io";
import { io } from "socket.io-client";
import { LiveFeed } from "./live-feed.js";
import type { LiveEvent } from "./live-frame.js";
import type { LiveSocket } from "./live-socket.js";
import { Observable } from "./observable.js";
import { PlatformClock } from "./platform-clock.js";

type Asked = ["subscribe" | "unsubscribe", Subscription];

const readings = { devices: ["a"], timestamps: [1], receivedAt: [2], suspect: [], metrics: { input_voltage: [230] } };

let server: Server<ClientToServerEvents, ServerToClientEvents>;
let port: number;
let feed: LiveFeed;
let stop: () => void;
/** What the server was asked for, by whatever connection. */
let asked: Observable<Asked[]>;

/** Where it was before, after the first time. */
async function serve(): Promise<void> {
  const http = createServer();
  server = new Server(http, { transports: ["websocket"] });
  server.on("connection", (socket) => {
    socket.on("subscribe", (subscription) => asked.set([...asked.get(), ["subscribe", subscription]]));
    socket.on("unsubscribe", (subscription) => asked.set([...asked.get(), ["unsubscribe", subscription]]));
  });
  http.listen(port, "127.0.0.1");
  await once(http, "listening");
  port = (http.address() as AddressInfo).port;
}

beforeEach(async () => {
  asked = new Observable<Asked[]>([]);
  port = 0;
  await serve();
  const socket: LiveSocket = io(`http://127.0.0.1:${port}`, {
    transports: ["websocket"],
    autoConnect: false,
    forceNew: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 20,
  });
  feed = new LiveFeed(socket, new PlatformClock(), setImmediate);
});

afterEach(async () => {
  stop?.();
  await server.close();
});

/** Resolves once it holds. */
function until<T>({ get, subscribe }: Observable<T>, holds: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds(get())) return;
      leave();
      resolve(get());
    };
    const leave = subscribe(look);
    look();
  });
}

const live = () => until(feed.connection, ({ status }) => status === "live");
const lost = () => until(feed.connection, ({ status }) => status === "lost");

it("asks for what somebody follows, once, and lets it go with the last who does", async () => {
  const leaveBefore = feed.followDevice("a");
  stop = feed.start();
  await live();
  const leaveFleet = [feed.followFleet(), feed.followFleet()];
  const leaveDevice = feed.followDevice("a");
  leaveBefore();
  leaveFleet[0]?.();
  feed.followDevice("b");
  leaveFleet[1]?.();
  leaveDevice();
  await until(asked, ({ length }) => length >= 5);
  expect(asked.get()).toEqual([
    ["subscribe", { devices: ["a"] }],
    ["subscribe", { fleet: true }],
    ["subscribe", { devices: ["b"] }],
    ["unsubscribe", { fleet: true }],
    ["unsubscribe", { devices: ["a"] }],
  ]);
});

it("is lost from the moment the server goes, and asks again for all that is followed then when it is back", async () => {
  stop = feed.start();
  await live();
  feed.followFleet();
  const leave = feed.followDevice("a");
  feed.followDevice("b");
  await until(asked, ({ length }) => length === 3);
  const before = Date.now();
  await server.close();
  const { since } = await lost();
  expect(since).toBeGreaterThanOrEqual(before);
  leave();
  feed.followDevice("c");
  asked.set([]);
  await serve();
  await live();
  await until(asked, ({ length }) => length >= 2);
  expect(asked.get()).toEqual([
    ["subscribe", { fleet: true }],
    ["subscribe", { devices: ["b", "c"] }],
  ]);
});

it("says since when it is lost however often it tries in vain", async () => {
  stop = feed.start();
  await live();
  await server.close();
  const { since } = await lost();
  const failed = new Observable(0);
  const leave = feed.connection.subscribe(() => failed.set(failed.get() + 1));
  await until(failed, (times) => times >= 2);
  leave();
  expect(feed.connection.get()).toEqual({ status: "lost", since });
  await serve();
  await live();
});

it("comes back by itself to a server that closed the connection on purpose, or at once when told to", async () => {
  stop = feed.start();
  await live();
  server.disconnectSockets(true);
  await lost();
  await live();
  server.disconnectSockets(true);
  await lost();
  feed.reconnectNow();
  await live();
});

it("hands on what arrives in order, and counts what is not of the contract's shape", async () => {
  const events = new Observable<LiveEvent[]>([]);
  feed.consume((batch) => events.set([...events.get(), ...batch]));
  stop = feed.start();
  await live();
  server.emit("fleet", { room: "fleet", at: 1, readings });
  server.emit("fleet", { room: "fleet", at: Number.NaN, readings });
  server.emit("readings", { room: "device:a", at: 2, readings });
  await until(events, ({ length }) => length === 2);
  expect(events.get().map(({ kind, frame }) => [kind, frame.at])).toEqual([
    ["fleet", 1],
    ["readings", 2],
  ]);
  expect(feed.dropped.get()).toBe(1);
});

it("keeps why a subscription was refused until another is made", async () => {
  stop = feed.start();
  await live();
  const refusal = { field: "devices", message: "too many" };
  server.emit("subscription-error", refusal);
  await until(feed.connection, (state) => state.refusal !== undefined);
  expect(feed.connection.get()).toMatchObject({ status: "live", refusal });
  feed.followDevice("a");
  expect(feed.connection.get()).not.toHaveProperty("refusal");
});
