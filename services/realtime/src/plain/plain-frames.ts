import { type PlainReading, type ReadingColumns, rowValues } from "@gridwatch/contracts";

const FIN_AND_TEXT = 0x81;

/**
 * One WebSocket message of text, as it goes over the wire from a server (RFC 6455, section 5.2: unmasked). Framed here,
 * so that the messages of a whole batch are one piece of memory that every client is sent with one write.
 */
export function textFrame(text: string): Buffer {
  const payload = Buffer.byteLength(text);
  const header = payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + payload);
  frame[0] = FIN_AND_TEXT;
  if (header === 2) {
    frame[1] = payload;
  } else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(payload, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(payload), 2);
  }
  frame.write(text, header);
  return frame;
}

/** A batch's readings as messages, each encoded when it is first asked for and never again. */
export class PlainFrames {
  encoded = 0;
  private readonly frames: Buffer[] = [];

  constructor(private readonly batch: ReadingColumns) {}

  /** The messages of these rows, one after the other. */
  of(rows: Iterable<number>): Buffer {
    return Buffer.concat([...rows].map((row) => this.frame(row)));
  }

  private frame(row: number): Buffer {
    const known = this.frames[row];
    if (known !== undefined) return known;
    const reading: PlainReading = {
      device: this.batch.devices[row] as string,
      timestamp: new Date(this.batch.timestamps[row] as number).toISOString(),
      data: rowValues(this.batch, row),
    };
    const frame = textFrame(JSON.stringify(reading));
    this.frames[row] = frame;
    this.encoded++;
    return frame;
  }
}
