import type { INestApplication } from "@nestjs/common";
import { IoAdapter } from "@nestjs/platform-socket.io";
import type { Admission } from "../admission.js";

type ServerOptions = NonNullable<Parameters<IoAdapter["createIOServer"]>[1]>;

export const SOCKET_IO_PATH = "/socket.io";

/** A subscription to as many units as are allowed fits several times over. */
const MAX_MESSAGE_BYTES = 16 * 1024;

/** Creates the Socket.IO server on the service's own HTTP server. */
export class SocketIoAdapter extends IoAdapter {
  constructor(
    app: INestApplication,
    private readonly admission: Admission,
  ) {
    super(app);
  }

  override createIOServer(port: number): ReturnType<IoAdapter["createIOServer"]> {
    const { allowedOrigins } = this.admission;
    const options: Partial<ServerOptions> = {
      path: SOCKET_IO_PATH,
      transports: ["websocket", "polling"],
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      // A dead link shows as lost within ten seconds, not within the usual 45.
      pingInterval: 5_000,
      pingTimeout: 5_000,
      connectTimeout: 10_000,
      // Frames are encoded once for everybody; compressing them would be done for each client anew.
      perMessageDeflate: false,
      httpCompression: false,
      // The upgrade router answers for the paths that are not ours.
      destroyUpgrade: false,
      ...(allowedOrigins.length === 0 ? {} : { cors: { origin: allowedOrigins } }),
      allowRequest: (request, decide) => {
        const refusal = this.admission.refusal(request);
        decide(refusal?.reason, refusal === undefined);
      },
    };
    return super.createIOServer(port, options as ServerOptions);
  }
}
