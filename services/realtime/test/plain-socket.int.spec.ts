import { once } from "node:events";
import { eventually } from "@gridwatch/testkit";
import { WebSocket } from "ws";
import { type Realtime, range, readingsOf, startRealtime } from "./realtime.fixture.js";

let realtime: Realtime;
const sockets: WebSocket[] = [];
beforeAll(async () => {
  realtime = await startRealtime({ REALTIME_MAX_CLIENTS: "3" });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await eventually(async () => expect(await realtime.metric("clients")).toBe(0));
});
afterAll(() => realtime.stop());

function open(path: string, headers: Record<string, string> = {}): { socket: WebSocket; messages: string[] } {
  const socket = new WebSocket(realtime.service.url.replace("http", "ws") + path, { headers });
  const messages: string[] = [];
  socket.on("message", (data, isBinary) => messages.push(isBinary ? "binary" : data.toString()));
  sockets.push(socket);
  return { socket, messages };
}

/** How the server answers when it does not open a WebSocket. */
async function refusal(path: string, headers?: Record<string, string>): Promise<number | undefined> {
  const { socket } = open(path, headers);
  socket.on("error", () => {});
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode?: number }];
  return response.statusCode;
}

describe("the plain WebSocket", () => {
  it("sends each reading as one JSON message in the documented form", async () => {
    const { socket, messages } = open("/ws");
    await once(socket, "open");
    await realtime.publish({
      devices: ["T_800", "T_800"],
      timestamps: [Date.UTC(2024, 0, 10, 15, 30, 45, 123), Date.UTC(2024, 0, 10, 15, 30, 46)],
      receivedAt: [0, 0],
      suspect: [0],
      metrics: { input_current: [15.2, null], input_voltage: [240.5, -0.001] },
    });
    await eventually(() => expect(messages).toHaveLength(2));
    expect(messages).toEqual([
      '{"device":"T_800","timestamp":"2024-01-10T15:30:45.123Z","data":{"input_current":15.2,"input_voltage":240.5}}',
      '{"device":"T_800","timestamp":"2024-01-10T15:30:46.000Z","data":{"input_voltage":-0.001}}',
    ]);
  });

  it("sends every reading exactly once, in order, in frames small and large", async () => {
    const all = open("/ws");
    const one = open("/ws?device=p2");
    await Promise.all([once(all.socket, "open"), once(one.socket, "open")]);
    const manyMetrics = Object.fromEntries(range(1, 64).map((i) => [`${"m".repeat(60)}${i}`, [i]]));
    for (const i of range(1, 200)) {
      await realtime.publish(readingsOf("p1", range(10 * i - 9, 10 * i)));
      await realtime.publish({ ...readingsOf("p2", [i]), metrics: { v: [i], ...manyMetrics } });
    }
    const valuesOf = (messages: string[], device: string) =>
      messages
        .map((text) => JSON.parse(text))
        .flatMap((reading) => (reading.device === device ? [reading.data.v] : []));
    await eventually(() => expect(all.messages).toHaveLength(2_200));
    expect(valuesOf(all.messages, "p1")).toEqual(range(1, 2_000));
    expect(valuesOf(all.messages, "p2")).toEqual(range(1, 200));
    await eventually(() => expect(one.messages).toHaveLength(200));
    expect(valuesOf(one.messages, "p2")).toEqual(range(1, 200));
  });

  it("goes on when a client talks to it", async () => {
    const { socket, messages } = open("/ws");
    await once(socket, "open");
    socket.send("hello");
    socket.ping();
    await once(socket, "pong");
    await realtime.publish(readingsOf("p3", [1]));
    await eventually(() => expect(messages).toHaveLength(1));
  });

  it.each([
    ["a device that is none", "/ws?device=no/device", 1008, "device must be given once, as [A-Za-z0-9_-]{1,64}"],
    ["two devices", "/ws?device=a&device=b", 1008, "device must be given once, as [A-Za-z0-9_-]{1,64}"],
  ])("closes with a reason on %s", async (_, path, code, reason) => {
    const [closeCode, closeReason] = await once(open(path).socket, "close");
    expect([closeCode, String(closeReason)]).toEqual([code, reason]);
  });

  it("closes when a client sends more than a little", async () => {
    const { socket } = open("/ws");
    await once(socket, "open");
    socket.send("x".repeat(2_000));
    expect((await once(socket, "close"))[0]).toBe(1009);
  });

  it("answers 404 on another path", async () => {
    expect(await refusal("/wss")).toBe(404);
    expect(await refusal("/")).toBe(404);
  });

  it("refuses pages of another origin", async () => {
    expect(await refusal("/ws", { origin: "https://elsewhere.example" })).toBe(403);
    await once(open("/ws", { origin: realtime.service.url }).socket, "open");
  });

  it("refuses clients beyond the limit, of both kinds, and says so", async () => {
    await Promise.all(range(1, 3).map(() => once(open("/ws").socket, "open")));
    expect(await realtime.metric("clients", { transport: "ws" })).toBe(3);
    expect(await refusal("/ws")).toBe(503);
    const polling = await fetch(`${realtime.service.url}/socket.io/?EIO=4&transport=polling`);
    expect([polling.status, await polling.json()]).toEqual([403, { code: 4, message: "too many clients" }]);
    sockets[0]?.terminate();
    await eventually(async () => expect(await realtime.metric("clients")).toBe(2));
    await once(open("/ws").socket, "open");
  });
});
