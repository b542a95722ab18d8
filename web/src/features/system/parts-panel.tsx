import type { SystemReport } from "@gridwatch/contracts";
import { useQuery } from "@tanstack/react-query";
import { systemQuery } from "../../api/system.query.js";
import { formatCount, formatSpan } from "../../ui/format.js";
import { Moment } from "../../ui/moment.js";
import { ErrorNotice } from "../../ui/notice.js";
import { Panel } from "../../ui/panel.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { Skeleton } from "../../ui/skeleton.js";

/** What the platform is made of: its processes and servers with their versions, and the streams between them. */
export function PartsPanel() {
  const { data, error, isPending, refetch } = useQuery(systemQuery);
  return (
    <Panel title="Parts and versions">
      {isPending && <Skeleton className="h-40" />}
      {error !== null && data === undefined && (
        <ErrorNotice title="The parts cannot be asked for" onRetry={() => void refetch()}>
          {error.message} See that the service analytics runs.
        </ErrorNotice>
      )}
      {data !== undefined && (
        <div className="grid grid-cols-1 gap-5 xl:grid-cols-2">
          <Parts report={data} />
          <Streams report={data} />
        </div>
      )}
    </Panel>
  );
}

function Parts({ report: { services, broker, backbone, database } }: { report: SystemReport }) {
  return (
    <ScrolledTable label="Parts" className="min-w-[34rem]">
      <thead className="text-ink-2 text-xs">
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Version</th>
          <th scope="col">Runs on</th>
          <th scope="col">Since</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody className="[&>tr]:border-line [&>tr]:border-t [&>tr]:align-top">
        {services.map(({ service, life, version, runtime, startedAt, ready, checks }) => (
          <tr key={life} data-testid={`part-${service}`}>
            <th scope="row" className="font-medium" title={life}>
              {service}
            </th>
            <td>{version}</td>
            <td>Node.js {runtime.replace(/^v/, "")}</td>
            <td>
              <Moment at={Date.parse(startedAt)} />
            </td>
            <td>
              <State
                problem={
                  Object.entries(checks)
                    .filter(([, state]) => state !== "ok")
                    .map(([part, state]) => `${part}: ${state}`)
                    .join("; ") || (ready ? null : "not ready")
                }
              />
            </td>
          </tr>
        ))}
        {Object.entries({ ...(broker && { Broker: broker }), NATS: backbone, InfluxDB: database }).map(
          ([name, { version, problem }]) => (
            <tr key={name} data-testid={`part-${name}`}>
              <th scope="row" className="font-medium">
                {name}
              </th>
              <td>{version?.replace(/^v/, "") ?? "not known"}</td>
              <td>–</td>
              <td>–</td>
              <td>
                <State problem={problem} />
              </td>
            </tr>
          ),
        )}
        <tr>
          <th scope="row" className="font-medium">
            This page
          </th>
          <td>{import.meta.env.VITE_VERSION}</td>
          <td colSpan={3}>–</td>
        </tr>
      </tbody>
    </ScrolledTable>
  );
}

function State({ problem }: { problem: string | null }) {
  return problem === null ? "well" : <span className="break-words font-semibold text-lost">{problem}</span>;
}

function Streams({ report: { at, backbone } }: { report: SystemReport }) {
  return (
    <ScrolledTable label="Streams" className="min-w-[34rem]">
      <thead className="text-ink-2 text-xs">
        <tr>
          <th scope="col">Stream</th>
          <th scope="col" className="text-right">
            Messages
          </th>
          <th scope="col" className="text-right">
            MiB
          </th>
          <th scope="col" className="text-right">
            Oldest
          </th>
          <th scope="col" className="text-right">
            Waiting
          </th>
          <th scope="col" className="text-right">
            Oldest waiting
          </th>
        </tr>
      </thead>
      <tbody className="[&>tr]:border-line [&>tr]:border-t">
        {backbone.streams.map(({ name, messages, bytes, maxBytes, oldestAt }) => {
          const lag = backbone.consumers.find(({ stream }) => stream === name);
          return (
            <tr key={name}>
              <th scope="row" className="font-medium">
                {name}
              </th>
              <td className="text-right">{formatCount(messages)}</td>
              <td className="whitespace-nowrap text-right">
                {mebibytes(bytes)}
                {maxBytes !== null && ` of ${mebibytes(maxBytes)}`}
              </td>
              <td className="text-right">
                {oldestAt === null ? "–" : formatSpan(Math.max(0, Date.parse(at) - Date.parse(oldestAt)))}
              </td>
              <td className="text-right">{lag === undefined ? "–" : formatCount(lag.pending)}</td>
              <td className="text-right">
                {lag === undefined || lag.pending === 0 || lag.oldestSeconds === null
                  ? "–"
                  : formatSpan(1_000 * lag.oldestSeconds)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </ScrolledTable>
  );
}

function mebibytes(bytes: number): string {
  return formatCount(Math.ceil(bytes / 1_048_576));
}
