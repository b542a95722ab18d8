/** How a device gets its readings here, for when there are none yet. */
export function ConnectHelp({ unitId = "unit-1" }: { unitId?: string }) {
  const example = [
    `mosquitto_pub -h ${window.location.hostname} -p 1883 -u USER -P PASSWORD -q 1 \\`,
    `  -t sensors/${unitId}/telemetry \\`,
    `  -m '{"input_voltage": 240.5, "input_current": 15.2,`,
    `       "out_voltage1": 120.3, "out_current1": 9.8}'`,
  ].join("\n");
  return (
    <div className="text-left">
      <p className="text-ink-2">
        A unit appears with its first message. Publish over MQTT with quality of service 1 to the topic{" "}
        <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.8125rem] text-ink">
          sensors/<b>{unitId}</b>/telemetry
        </code>
        , for example:
      </p>
      <pre className="mt-3 whitespace-pre-wrap break-words rounded-control bg-sunken p-3 font-mono text-[0.8125rem] leading-relaxed">
        {example}
      </pre>
      <p className="mt-3 text-ink-2">
        Address, user and password are those of your MQTT broker. Voltages are in V, currents in A, RMS; further numeric
        metrics are welcome, and <code className="font-mono text-[0.8125rem]">timestamp</code> is optional.
      </p>
    </div>
  );
}
