/**
 * What every message that holds readings says of itself, so that readings can be counted without their bodies. A life is
 * one process from its start to its end; it numbers its messages of a stream from 1.
 */
export const ACCOUNT_HEADERS = {
  /** How many readings the message holds. */
  readings: "Grid-Readings",
  life: "Grid-Life",
  number: "Grid-Number",
  /**
   * `<number>/<readings>`: up to this number the life has been told that the stream holds every message, together this many
   * readings. Those stand before this message, so whatever of them is not there was acknowledged and lost.
   */
  confirmed: "Grid-Confirmed",
} as const;
