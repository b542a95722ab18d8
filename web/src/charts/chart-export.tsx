import { Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { download, downloadCsv, fileName } from "../ui/download.js";
import { chartImage } from "./chart-image.js";
import type { ChartMark } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import { courseCsv, courseFileParts } from "./course-csv.js";
import type { TimeCourse } from "./time-course.js";

interface Properties {
  subject: string;
  spec: ChartSpec;
  course: TimeCourse;
  marks: readonly ChartMark[] | undefined;
  /** The drawing, while there is one. */
  plot: () => HTMLCanvasElement | null | undefined;
}

const ITEM = "flex h-8 items-center rounded px-2 data-highlighted:bg-ground data-highlighted:outline-none";

/** Saves what the chart shows, as numbers or as a picture. */
export function ChartExport({ subject, spec, course, marks, plot }: Properties) {
  const [failure, setFailure] = useState("");
  const parts = courseFileParts(subject, spec, course);
  const savePicture = async () => {
    const canvas = plot();
    if (!canvas) return;
    setFailure("");
    try {
      download(fileName(parts, "png"), await chartImage({ plot: canvas, subject, spec, course }));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={`Export ${spec.title}`}
          title="Export"
          className="flex size-7 shrink-0 items-center justify-center rounded-control text-ink-3 hover:bg-raised hover:text-ink print:hidden"
        >
          <Download aria-hidden="true" className="size-3.5" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            className="z-20 min-w-40 rounded-panel border border-line bg-raised p-1 shadow-raised"
          >
            <DropdownMenu.Item className={ITEM} onSelect={() => downloadCsv(parts, courseCsv(spec, course, marks))}>
              Numbers (CSV)
            </DropdownMenu.Item>
            <DropdownMenu.Item className={ITEM} onSelect={() => void savePicture()}>
              Picture (PNG)
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {failure !== "" && (
        <p role="alert" className="text-suspect text-xs">
          {failure} Save the numbers instead.
        </p>
      )}
    </>
  );
}
