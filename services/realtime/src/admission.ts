import type { IncomingMessage } from "node:http";
import { LOGGER, type Logger } from "@gridwatch/service-kit";
import { Inject, Injectable } from "@nestjs/common";
import { RealtimeConfig } from "./config.js";
import { RealtimeCounts } from "./realtime-counts.js";

type Transport = "socketio" | "ws";

interface Refusal {
  status: 403 | 503;
  reason: string;
}

/** Decides who may connect, and counts who is. */
@Injectable()
export class Admission {
  readonly clients: Record<Transport, number> = { socketio: 0, ws: 0 };
  private stopping = false;

  constructor(
    @Inject(RealtimeConfig) private readonly config: RealtimeConfig,
    @Inject(RealtimeCounts) private readonly counts: RealtimeCounts,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  get allowedOrigins(): string[] {
    return this.config.allowedOrigins === "" ? [] : this.config.allowedOrigins.split(",");
  }

  /** Why this request may not become a client; `undefined` when it may. */
  refusal(request: IncomingMessage): Refusal | undefined {
    const refusal = this.judge(request);
    if (refusal === undefined) return undefined;
    this.counts.refusedClients++;
    this.logger.debug({ ...refusal, origin: request.headers.origin }, "client refused");
    return refusal;
  }

  /** The service stops: clients shall connect again elsewhere, or later. */
  close(): void {
    this.stopping = true;
  }

  private judge({ headers }: IncomingMessage): Refusal | undefined {
    if (this.stopping) return { status: 503, reason: "the service is stopping" };
    if (!this.isOriginAllowed(headers.origin, headers.host)) {
      return { status: 403, reason: "pages of this origin may not connect" };
    }
    if (this.clients.socketio + this.clients.ws >= this.config.maxClients) {
      return { status: 503, reason: "too many clients" };
    }
    return undefined;
  }

  /** Browsers send the page's origin with every WebSocket, but leave it to the server to refuse foreign pages. */
  private isOriginAllowed(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || this.allowedOrigins.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }
}
