import type { DeadLetterReason } from "@gridwatch/contracts";

const MINUTE_MS = 60_000;

export interface DeviceCeilings {
  /** Ids known at once. */
  maxDevices: number;
  /** Ids that become known in one minute, at this replica or at another. */
  maxNewDevicesPerMinute: number;
}

export interface Refusal {
  reason: DeadLetterReason;
  detail: string;
}

/**
 * Knows every device by its id and takes up new ones, but not without end: a fault or an attack that invents ids
 * would make series without end in the database.
 */
export class DeviceGuard {
  private readonly known = new Set<string>();
  private minuteBegan = Number.NEGATIVE_INFINITY;
  private newInMinute = 0;

  constructor(
    private readonly ceilings: DeviceCeilings,
    /** Told of each id that was taken up here, so that it is remembered. */
    private readonly onNew: (device: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get size(): number {
    return this.known.size;
  }

  /** Why nothing is taken from this device; `undefined` for one that is known or has just been taken up. */
  refusalOf(device: string): Refusal | undefined {
    return this.known.has(device) ? undefined : this.takeUp(device);
  }

  /** It has always been known: it was there before this replica started. */
  remember(device: string): void {
    this.known.add(device);
  }

  /** Another replica has taken it up. */
  learn(device: string): void {
    if (this.known.has(device)) return;
    this.countNew();
    this.known.add(device);
  }

  /** It makes room for another. If it sends again, it is new. */
  forget(device: string): void {
    this.known.delete(device);
  }

  private takeUp(device: string): Refusal | undefined {
    const { maxDevices, maxNewDevicesPerMinute } = this.ceilings;
    if (this.known.size >= maxDevices) {
      return { reason: "too_many_devices", detail: `${device} would be one more than ${maxDevices} devices` };
    }
    if (this.newThisMinute() >= maxNewDevicesPerMinute) {
      return {
        reason: "too_many_new_devices",
        detail: `${device} is new, and ${maxNewDevicesPerMinute} were in this minute`,
      };
    }
    this.countNew();
    this.known.add(device);
    this.onNew(device);
    return undefined;
  }

  private countNew(): void {
    this.newInMinute = this.newThisMinute() + 1;
  }

  private newThisMinute(): number {
    const now = this.now();
    if (now - this.minuteBegan >= MINUTE_MS) {
      this.minuteBegan = now;
      this.newInMinute = 0;
    }
    return this.newInMinute;
  }
}
