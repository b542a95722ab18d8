import type { RequestListener, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { EmqxApi, eventually } from "@gridwatch/testkit";
import { askSessionMessages } from "../src/broker-api.js";

const KEY = { key: "ingest", secret: "0123456789abcdef" };
const HELD = { queued: 1_200, inFlight: 35 };

let emqx: EmqxApi;

beforeEach(async () => {
  emqx = await EmqxApi.start({ ...KEY, session: (clientId) => (clientId === "ingest-0" ? HELD : undefined) });
});

afterEach(() => emqx.stop());

const ask = (more: { url?: string; secret?: string } = {}, clientId = "ingest-0") =>
  askSessionMessages({ url: emqx.url, ...KEY, ...more }, clientId);

const answering = (status: number, body: string): RequestListener => {
  return (_request, response) => response.writeHead(status).end(body);
};

it("tells what EMQX holds for a session, also below a path", async () => {
  expect(await ask()).toEqual(HELD);
  emqx.instead = ({ url }, response) =>
    response.writeHead(url === "/emqx/api/v5/clients/ingest-0" ? 200 : 404).end('{"mqueue_len":0,"inflight_cnt":1}');
  expect(await ask({ url: `${emqx.url}/emqx/` })).toEqual({ queued: 0, inFlight: 1 });
});

it("says what is wrong where EMQX refuses", async () => {
  await expect(ask({ secret: "another" })).rejects.toThrow(
    "answers 401: it does not know MQTT_API_KEY with this secret",
  );
  await expect(ask({}, "ingest-1")).rejects.toThrow("answers 404: it has no session of this replica, or is not EMQX 5");
  emqx.instead = answering(403, '{"code":"UNAUTHORIZED_ROLE"}');
  await expect(ask()).rejects.toThrow("answers 403: the role of MQTT_API_KEY does not allow");
  emqx.instead = answering(503, "starting");
  await expect(ask()).rejects.toThrow(/answers 503$/);
});

it("takes nothing for an answer that is none", async () => {
  emqx.instead = answering(200, "<html>a proxy's</html>");
  await expect(ask()).rejects.toThrow("is not JSON");
  emqx.instead = answering(200, '{"data":[]}');
  await expect(ask()).rejects.toThrow("has no mqueue_len and inflight_cnt");
  emqx.instead = (_request, response) => response.destroy();
  await expect(ask()).rejects.toThrow("fetch failed");
  const { url } = emqx;
  await emqx.stop();
  await expect(ask({ url })).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
});

it("carries its secret to nobody else", async () => {
  let followed = false;
  emqx.instead = ({ url }, response) => {
    if (url === "/elsewhere") followed = true;
    response.writeHead(307, { location: "/elsewhere" }).end();
  };
  await expect(ask()).rejects.toThrow("fetch failed");
  expect(followed).toBe(false);
});

it.each([
  ["says nothing", () => {}],
  ["does not come to its end", (response: ServerResponse) => response.writeHead(200).write('{"mqueue_len":')],
])("gives up within two seconds when EMQX %s", async (_what, answer) => {
  let closed = false;
  emqx.instead = (_request, response) => {
    response.on("close", () => {
      closed = true;
    });
    answer(response);
  };
  const begun = performance.now();
  await expect(ask()).rejects.toThrow("timeout");
  expect(performance.now() - begun).toBeLessThan(2_000);
  await eventually(() => expect(closed).toBe(true));
});

it("reads no further than any session is told in", async () => {
  let written = 0;
  let closed = false;
  function* endless() {
    for (;;) {
      written += 16_384;
      yield " ".repeat(16_384);
    }
  }
  emqx.instead = (_request, response) => {
    pipeline(Readable.from(endless()), response, () => {
      closed = true;
    });
  };
  await expect(ask()).rejects.toThrow("answers more than 65536 bytes");
  await eventually(() => expect(closed).toBe(true));
  // What the sockets between them held, and nothing near what a second would bring.
  expect(written).toBeLessThan(32 * 1_048_576);
});
