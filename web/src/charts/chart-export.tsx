import { Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { memo, type RefObject, useState } from "react";
import { download, downloadCsv, fileName } from "../ui/download.js";
import { chartImage } from "./chart-image.js";
import type { ChartMark } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import { courseCsv, courseFileParts } from "./course-csv.js";
import type { TimeCourse } from "./time-course.js";

interface Properties {
  subject: string;
  spec: ChartSpec;
  /** Read when it is saved, so that a live chart's menu need not render with each reading. */
  shown: RefObject<{ course: TimeCourse; marks: readonly ChartMark[] | undefined }>;
  /** Holds the canvas, while there is one. */
  drawing: RefObject<HTMLElement | null>;
}

const ITEM = "flex h-8 items-center rounded px-2 data-highlighted:bg-ground data-highlighted:outline-none";

/** Saves what the chart shows, as numbers or as a picture. */
export const ChartExport = memo(function ChartExport({ subject, spec, shown, drawing }: Properties) {
  const [failure, setFailure] = useState("");
  const saveNumbers = () => {
    const { course, marks } = shown.current;
    downloadCsv(courseFileParts(subject, spec, course), courseCsv(spec, course, marks));
  };
  const savePicture = async () => {
    const canvas = drawing.current?.querySelector("canvas");
    if (!canvas) return;
    const { course } = shown.current;
    setFailure("");
    try {
      download(
        fileName(courseFileParts(subject, spec, course), "png"),
        await chartImage({ plot: canvas, subject, spec, course }),
      );
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
            <DropdownMenu.Item className={ITEM} onSelect={saveNumbers}>
              Numbers (CSV)
            </DropdownMenu.Item>
            <DropdownMenu.Item className={ITEM} onSelect={() => void savePicture()}>
              Picture (PNG)
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {failure !== "" && (
        <p role="status" className="text-suspect text-xs">
          {failure} Save the numbers instead.
        </p>
      )}
    </>
  );
});
