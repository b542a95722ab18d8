import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface EmqxApiOptions {
  host?: string;
  port?: number;
  key: string;
  secret: string;
  /** What is held for a client id's session; `undefined` where there is none. */
  session: (clientId: string) => { queued: number; inFlight: number } | undefined;
}

/**
 * The one call of EMQX' management API that ingest makes, `GET /api/v5/clients/{clientid}`, answered as EMQX 5.8 documents it, and as
 * its source has it where it refuses. EMQX itself is not at hand where the tests run.
 */
export class EmqxApi {
  /** Client ids in the order in which somebody asked for them. */
  readonly asked: string[] = [];
  /** Answers in its place, as a broker does that is not well. */
  instead: RequestListener | undefined;

  private constructor(
    private readonly server: Server,
    /** For MQTT_API_URL. */
    readonly url: string,
  ) {}

  static async start({ host = "127.0.0.1", port = 0, key, secret, session }: EmqxApiOptions): Promise<EmqxApi> {
    const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}`;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    const api = new EmqxApi(server, `http://${host}:${(server.address() as AddressInfo).port}`);
    server.on("request", (request, response) => {
      const clientId = /^\/api\/v5\/clients\/([^/?]+)$/.exec(request.url ?? "")?.[1] ?? "";
      api.asked.push(clientId);
      if (api.instead !== undefined) return api.instead(request, response);
      const answer = (status: number, body: object) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      if (request.headers.authorization !== authorization)
        return answer(401, { code: "BAD_API_KEY_OR_SECRET", message: "Check api_key/api_secret" });
      const held = request.method === "GET" ? session(clientId) : undefined;
      if (held === undefined) return answer(404, { code: "CLIENTID_NOT_FOUND", message: "Client ID not found" });
      return answer(200, {
        node: "emqx@127.0.0.1",
        clientid: clientId,
        connected: true,
        proto_name: "MQTT",
        proto_ver: 5,
        clean_start: false,
        expiry_interval: 604_800,
        subscriptions_cnt: 1,
        inflight_cnt: held.inFlight,
        inflight_max: 20_000,
        mqueue_len: held.queued,
        mqueue_max: 500_000,
        mqueue_dropped: 0,
        awaiting_rel_cnt: 0,
        mailbox_len: 0,
      });
    });
    return api;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
