import { type ReactNode, useEffect, useId, useRef } from "react";

/**
 * A native modal dialog, open as long as it is rendered. The browser keeps the focus within it, closes it on Escape, and
 * gives the focus back to where it was.
 */
export function ModalDialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: (close: () => void) => ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    if (shown?.open === false) shown.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className="m-auto w-[min(36rem,calc(100vw-1.5rem))] rounded-panel border border-line bg-surface p-5 text-ink shadow-raised backdrop:bg-[oklch(0_0_0/0.45)]"
    >
      <h2 id={id} className="mb-3 font-semibold text-base">
        {title}
      </h2>
      {children(() => dialog.current?.close())}
    </dialog>
  );
}
