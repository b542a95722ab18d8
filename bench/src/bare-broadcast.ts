import { Server } from "socket.io";
import type { RecordedFrame } from "./frame-tally.js";

/**
 * The ceiling of realtime: a Socket.IO server as it comes, which sends frames that are ready to the same rooms at the same
 * pace. It reads no stream, keeps no newest values and looks after nobody. A process of its own: tells its parent the
 * port, plays the recording that it is sent, and says when it is done.
 */
interface Frame {
  room: string;
  at: number;
}

const TICK_MS = 1;

const io = new Server(0, { transports: ["websocket"] });
io.on("connection", (socket) => {
  socket.on("subscribe", ({ fleet, devices = [] }: { fleet?: boolean; devices?: string[] }) => {
    const rooms = fleet === true ? ["fleet"] : devices.map((device) => `device:${device}`);
    void socket.join(rooms);
    socket.emit("snapshot");
  });
});

// Its parent is gone, however it ended.
process.once("disconnect", () => process.exit());

process.once("message", (recording: RecordedFrame[]) => {
  const frames = recording.map(({ afterMs, event }) => {
    const [name, frame] = JSON.parse(event) as [string, Frame];
    return { afterMs, name, frame };
  });
  process.send?.("ready");
  process.once("message", () => {
    const began = performance.now();
    let next = 0;
    const timer = setInterval(() => {
      const now = performance.now() - began;
      for (let due = frames[next]; due !== undefined && due.afterMs <= now; due = frames[++next]) {
        due.frame.at = Date.now();
        io.to(due.frame.room).emit(due.name, due.frame);
      }
      if (next < frames.length) return;
      clearInterval(timer);
      process.send?.("played");
    }, TICK_MS);
  });
});

const address = io.httpServer.address();
process.send?.(typeof address === "object" ? address?.port : undefined);
