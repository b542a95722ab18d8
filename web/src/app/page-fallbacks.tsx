import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { ErrorNotice } from "../ui/notice.js";
import { Skeleton } from "../ui/skeleton.js";

export function NotFoundPage() {
  return (
    <div className="mx-auto max-w-lg px-4 py-16">
      <title>Not found · Gridwatch</title>
      <h1 className="font-semibold text-xl tracking-tight">There is no such page</h1>
      <p className="mt-2 mb-4 text-ink-2">
        The address may be mistyped. Names of units hold letters, digits, “-” and “_” only.
      </p>
      <Link to="/" className="font-semibold underline">
        Go to the fleet
      </Link>
    </div>
  );
}

export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <div className="mx-auto max-w-2xl px-4 py-10">
      <title>Error · Gridwatch</title>
      <h1 className="mb-4 font-semibold text-xl tracking-tight">This page cannot be shown</h1>
      <ErrorNotice title="Something went wrong in the page itself" onRetry={reset}>
        If trying again does not help, reload the page: it may have been renewed since you opened it.
        <code className="mt-1 block font-mono text-xs">{error instanceof Error ? error.message : String(error)}</code>
      </ErrorNotice>
    </div>
  );
}

/** While a page's own code is on its way. */
export function PagePending() {
  return (
    <div aria-busy="true" className="page-width px-3 pt-5 sm:px-5">
      <span className="sr-only">Loading the page</span>
      <Skeleton className="h-7 w-40" />
      <Skeleton className="mt-6 h-36" />
      <Skeleton className="mt-4 h-96" />
    </div>
  );
}
