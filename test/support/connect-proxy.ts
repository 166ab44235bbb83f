import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface ConnectProxy {
  /** Address for HTTPS_PROXY, with the credentials in it when the proxy demands them. */
  readonly url: string;
  /** `host:port` of every tunnel asked for, in order. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
}

/**
 * An HTTP proxy on loopback that opens tunnels (CONNECT), as those of corporate networks do. Every name leads to 127.0.0.1.
 * @param ports where a tunnel for the `host:port` leads instead of that port.
 */
export async function startConnectProxy(
  credentials?: { user: string; password: string },
  ports: Readonly<Record<string, number>> = {},
): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const open = new Set<Socket | Duplex>();
  const { user, password } = credentials ?? { user: "", password: "" };
  const expected = credentials && `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on("connect", (request, client) => {
    open.add(client);
    client.on("error", () => client.destroy());
    if (request.headers["proxy-authorization"] !== expected) {
      client.end(
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
      );
      return;
    }
    tunnels.push(request.url ?? "");
    const wanted = request.url ?? "";
    const target = connect(ports[wanted] ?? Number(wanted.split(":")[1]), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    open.add(target);
    target.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const login = credentials === undefined ? "" : `${user}:${encodeURIComponent(password)}@`;
  return {
    url: `http://${login}127.0.0.1:${port}`,
    tunnels,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
