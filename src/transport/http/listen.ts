import type { Server } from "node:http";
import { ConfigError } from "../../errors.ts";
import { bracketed } from "./address-rules.ts";

interface Address {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The settings that choose it, e.g. `--host or --port`. */
  readonly settings: string;
}

/** Listens; answers the port. @throws ConfigError when the address cannot be listened on. */
export function listen(server: Server, { host, port, settings }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (cause: NodeJS.ErrnoException) =>
      reject(
        new ConfigError(`Cannot listen on ${bracketed(host)}:${port} (${cause.code ?? "unknown error"}).`, {
          nextStep: `Choose another ${settings}, or end the program that uses it.`,
          cause,
        }),
      );
    server.once("error", refused).listen(port, host, () => {
      server.off("error", refused);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
