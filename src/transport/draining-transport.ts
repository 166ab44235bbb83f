import { once } from "node:events";
import { PassThrough, type Readable, type Writable } from "node:stream";
import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type Transport,
} from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

export interface DrainingTransport {
  readonly transport: Transport;
  /** Fulfilled when it has closed, whoever closed it. */
  readonly closed: Promise<unknown>;
}

type Callbacks = Pick<Transport, "onmessage" | "onerror" | "onclose">;

/**
 * The SDK's stdio transport, but the end of input lets requests already read be answered (for `drainMs` milliseconds at most) before it
 * closes: otherwise `printf … | defender-hunting-mcp` would print nothing.
 */
export function createDrainingTransport(stdin: Readable, stdout: Writable, drainMs: number): DrainingTransport {
  const unanswered = new Set<string | number>();
  let endInput: (() => void) | undefined;
  const endWhenAnswered = () => {
    if (unanswered.size === 0) endInput?.();
  };
  const input = new PassThrough({
    flush(done) {
      endInput = () => done();
      setImmediate(endWhenAnswered);
      setTimeout(endInput, drainMs).unref();
    },
  });
  const inner = new StdioServerTransport(input, stdout);
  const transport: Transport = {
    async start() {
      const callbacks: Callbacks = {
        onmessage(message) {
          if (isJSONRPCRequest(message)) unanswered.add(message.id);
          transport.onmessage?.(message);
        },
        onerror: (error) => transport.onerror?.(error),
        onclose() {
          transport.onclose?.();
          input.destroy();
        },
      };
      Object.assign(inner, callbacks);
      await inner.start();
      stdin.once("close", () => input.end()).pipe(input);
    },
    async send(message) {
      await inner.send(message);
      const id = answeredId(message);
      if (id !== undefined) unanswered.delete(id);
      endWhenAnswered();
    },
    async close() {
      stdin.unpipe(input).pause();
      await inner.close();
    },
  };
  return { transport, closed: once(input, "close") };
}

function answeredId(message: JSONRPCMessage): string | number | undefined {
  return isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message) ? message.id : undefined;
}
