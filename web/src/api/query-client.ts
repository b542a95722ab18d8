import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-error.js";

const MAX_RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The platform is often on the local network: whether it answers says more than what the browser thinks.
        networkMode: "always",
        staleTime: 10_000,
        retry: (failures, error) => failures < MAX_RETRIES && (!(error instanceof ApiError) || error.isTransient),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
      },
    },
  });
}
