import { PassThrough, type Readable, type Writable } from "node:stream";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { isJSONRPCErrorResponse, isJSONRPCRequest, isJSONRPCResultResponse } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

/**
 * The SDK's stdio transport, but the end of input lets requests already read be answered (for `drainMs` milliseconds at most) before it closes:
 * otherwise `printf … | defender-hunting-mcp` would print nothing.
 * @param onClosed called once, whoever closed it.
 */
export function createDrainingTransport(
  stdin: Readable,
  stdout: Writable,
  drainMs: number,
  onClosed: () => void,
): Transport {
  const input = new PassThrough();
  const inner = new StdioServerTransport(input, stdout);
  const unanswered = new Set<string | number>();
  let ended = false;
  const endWhenAnswered = () => {
    if (ended && unanswered.size === 0) input.end();
  };
  const endOfInput = () => {
    ended = true;
    endWhenAnswered();
    setTimeout(() => input.end(), drainMs).unref();
  };
  const transport: Transport = {
    async start() {
      inner.onmessage = (message) => {
        if (isJSONRPCRequest(message)) unanswered.add(message.id);
        transport.onmessage?.(message);
      };
      inner.onerror = (error) => transport.onerror?.(error);
      inner.onclose = () => {
        transport.onclose?.();
        onClosed();
      };
      await inner.start();
      stdin.once("end", endOfInput).once("close", endOfInput).pipe(input, { end: false });
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
  return transport;
}

function answeredId(message: JSONRPCMessage): string | number | undefined {
  return isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message) ? message.id : undefined;
}
