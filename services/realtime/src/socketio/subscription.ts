import { deviceRoom, FLEET_ROOM, isDeviceId, MAX_DEVICE_ROOMS_PER_CLIENT } from "@gridwatch/contracts";

/** A subscription that cannot be carried out; its client is told which field is wrong. */
export class InvalidSubscription extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
    this.name = "InvalidSubscription";
  }
}

/**
 * The rooms a client names.
 *
 * @throws InvalidSubscription
 */
export function parseSubscription(value: unknown): Set<string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidSubscription("subscription", "must be an object with fleet or devices");
  }
  const { fleet = false, devices = [], ...unknown } = value as Record<string, unknown>;
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw new InvalidSubscription(stray.slice(0, 64), "is not a field of a subscription");
  if (typeof fleet !== "boolean") throw new InvalidSubscription("fleet", "must be true or false");
  if (!Array.isArray(devices)) throw new InvalidSubscription("devices", "must be an array of device ids");
  if (devices.length > MAX_DEVICE_ROOMS_PER_CLIENT) throw tooManyDevices();
  const rooms = new Set<string>(fleet ? [FLEET_ROOM] : []);
  for (const [i, device] of devices.entries()) {
    if (!isDeviceId(device)) throw new InvalidSubscription("devices", `element ${i} is not [A-Za-z0-9_-]{1,64}`);
    rooms.add(deviceRoom(device));
  }
  return rooms;
}

export function tooManyDevices(): InvalidSubscription {
  return new InvalidSubscription("devices", `at most ${MAX_DEVICE_ROOMS_PER_CLIENT} units may be followed at once`);
}
