import { startServerProcess, type ProcessOptions, type ServerProcess } from "./server-process.ts";

/** The built bin serving HTTP on a free port. */
export interface HttpProcess extends ServerProcess {
  /** The address of the endpoint. */
  readonly url: string;
}

/** Starts `defender-hunting-mcp http`; rejects with what it wrote when it ends instead. The caller ends it by its own id. */
export function startHttpProcess({ args = [], ...options }: ProcessOptions): Promise<HttpProcess> {
  const server = startServerProcess({ ...options, args: ["http", "--port", "0", ...args] });
  return new Promise((resolve, reject) => {
    const look = () => {
      const url = /"url":"([^"]+)"/.exec(server.stderr())?.[1];
      if (url === undefined) return;
      server.child.stderr.off("data", look);
      resolve({ ...server, url });
    };
    server.child.stderr.on("data", look);
    void server.ended.then(() => reject(new Error(server.stderr())));
  });
}
