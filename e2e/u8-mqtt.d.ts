/** The part of u8-mqtt's API that the tests use; the package ships no types. */
declare module "u8-mqtt" {
  interface Client {
    with_tcp(url: string): Client;
    connect(options: { username: string; password: string; client_id: string }): Promise<unknown>;
    /** Resolves at once for QoS 0 and with the broker's PUBACK for QoS 1. */
    publish(message: { topic: string; payload: Uint8Array; qos: 0 | 1 }): Promise<unknown>;
    disconnect(): Promise<unknown>;
    log_conn?: unknown;
  }
  export function mqtt_v4(): Client;
  export function mqtt_v5(): Client;
}
