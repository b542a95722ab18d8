import "./styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.js";
import { startLivePlatform } from "./app/live-platform.js";
import { router } from "./app/router.js";
import { startCommands } from "./app/start-commands.js";
import { LivePlatformProvider } from "./realtime/live-platform.js";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html lacks #root");

startCommands(router);

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <LivePlatformProvider platform={startLivePlatform()}>
        <RouterProvider router={router} />
      </LivePlatformProvider>
    </QueryClientProvider>
  </StrictMode>,
);
