import { SCORE_BINS } from "@gridwatch/contracts";
import { chartImage } from "../../charts/chart-image.js";
import { useLivePlatform } from "../../realtime/live-platform.js";
import { download, fileName, fileTime } from "../../ui/download.js";
import { ExportButton } from "../../ui/export-button.js";
import { formatCount, SCORE } from "../../ui/format.js";
import { ScrolledTable } from "../../ui/scrolled-table.js";
import { barHeight, barsText, mostOf, scoreBins } from "./score-bins.js";
import { scorePlot } from "./score-plot.js";

const TITLE = "Scores, 0 to 1";

const HEIGHT = 96;
const BIN = 100 / SCORE_BINS;

/** How often each part of 0..1 was scored, by both models: the champion filled, the shadow as an outline; with its table. */
export function ScoreDistribution({
  champion,
  shadow,
  since,
}: {
  champion: { name: string; scores: readonly number[] };
  shadow: { name: string; scores: readonly number[] };
  /** Since when they are counted, epoch milliseconds. */
  since: number;
}) {
  const { clock } = useLivePlatform();
  const bins = scoreBins(champion.scores, shadow.scores);
  const most = mostOf(bins);
  const savePicture = async () => {
    const now = clock.now();
    const lines = [
      { name: `filled: ${champion.name}`, colour: "--line-strong", dash: [] },
      { name: `outlined: ${shadow.name}`, colour: "--ink", dash: [] },
    ] as const;
    const image = await chartImage({
      plot: scorePlot(bins),
      subject: TITLE,
      spec: { title: "steps per twentieth, heights logarithmic", style: SCORE, lines },
      course: { from: since, to: now },
    });
    download(fileName(["scores", champion.name, shadow.name, fileTime(now)], "png"), image);
  };
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 font-semibold">
        {TITLE}
        <span className="block font-normal text-ink-3 text-xs">
          Steps per twentieth, heights logarithmic. Filled: {champion.name}; outlined: {shadow.name}
        </span>
        <span className="sr-only">
          {barsText(champion.name, champion.scores)}; {barsText(shadow.name, shadow.scores)}
        </span>
      </figcaption>
      <svg aria-hidden="true" viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" className="block h-24 w-full">
        {bins.map(({ from, champion: filled, shadow: outlined }) => {
          const tall = HEIGHT * barHeight(filled, most);
          const other = (HEIGHT - 2) * barHeight(outlined, most);
          return (
            <g key={from}>
              <rect
                x={100 * from + 0.3}
                y={HEIGHT - tall}
                width={BIN - 0.6}
                height={tall}
                className="fill-line-strong"
                opacity={0.55}
              />
              <rect
                x={100 * from + 0.6}
                y={HEIGHT - 1 - other}
                width={BIN - 1.2}
                height={other}
                fill="none"
                strokeWidth={1.5}
                vectorEffect="non-scaling-stroke"
                className="stroke-ink"
              />
            </g>
          );
        })}
        <line
          x1={0}
          x2={100}
          y1={HEIGHT}
          y2={HEIGHT}
          vectorEffect="non-scaling-stroke"
          className="stroke-line-strong"
        />
      </svg>
      <p aria-hidden="true" className="tabular-nums flex justify-between text-ink-3 text-xs">
        <span>0</span>
        <span>0.5</span>
        <span>1</span>
      </p>
      <ExportButton quiet what="the scores" format="PNG" onExport={savePicture} />
      <details>
        <summary className="w-fit text-ink-2 hover:text-ink hover:underline">Scores as a table</summary>
        <ScrolledTable label="Scores">
          <thead className="text-ink-2 text-xs">
            <tr>
              <th scope="col">Score from</th>
              <th scope="col" className="text-right">
                {champion.name}
              </th>
              <th scope="col" className="text-right">
                {shadow.name}
              </th>
            </tr>
          </thead>
          <tbody className="[&>tr]:border-line [&>tr]:border-t">
            {bins.map((bin) => (
              <tr key={bin.from}>
                <th scope="row" className="font-normal">
                  {SCORE.format(bin.from)}
                </th>
                <td className="text-right">{formatCount(bin.champion)}</td>
                <td className="text-right">{formatCount(bin.shadow)}</td>
              </tr>
            ))}
          </tbody>
        </ScrolledTable>
      </details>
    </figure>
  );
}
