import type { Readable } from "node:stream";

/** Far below the time for which readings are gathered into batches. */
const GATHER_MS = 2;

/**
 * Leaves what arrives in the socket for a moment, so that it is read at once: being woken for every few messages costs more than taking them
 * in (docs/adr/0018). A stream that brings more than its reader's buffer holds is read on at once, by the pipe itself.
 *
 * @param stream is piped, and flows
 * @param isBusy whether what was read has not been taken in yet: so long nothing more is read
 */
export function gatherReads(stream: Readable, isBusy: () => boolean): void {
  let timer: NodeJS.Timeout | undefined;
  const readOn = () => {
    if (isBusy()) timer = setTimeout(readOn, GATHER_MS);
    else {
      timer = undefined;
      stream.resume();
    }
  };
  stream.on("data", () => {
    stream.pause();
    timer ??= setTimeout(readOn, GATHER_MS);
  });
  stream.once("close", () => clearTimeout(timer));
}
