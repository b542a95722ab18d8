/**
 * PUBACK packets for several messages in one buffer. Four bytes each, the same in MQTT 3.1.1 and 5, where leaving out
 * the reason code means success.
 */
export function encodePubacks(messageIds: readonly number[]): Buffer {
  const packets = Buffer.allocUnsafe(messageIds.length * 4);
  let offset = 0;
  for (const id of messageIds) {
    packets[offset] = 0x40;
    packets[offset + 1] = 0x02;
    packets[offset + 2] = id >>> 8;
    packets[offset + 3] = id & 0xff;
    offset += 4;
  }
  return packets;
}
