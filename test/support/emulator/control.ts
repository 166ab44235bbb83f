import type { DeviceFlow, DeviceFlows, DeviceFlowSettings } from "./device-flows.ts";
import type { User } from "./directory.ts";
import type { Fault } from "./faults.ts";
import type { ReceivedRequest, Route } from "./http.ts";
import type { ListedTable } from "./hunting-schema.ts";
import type { Hunt } from "./hunting.ts";
import type { TokenSettings, TokenStore } from "./tokens.ts";

/** What a test says to the emulator, and what it asks of it. */
export interface Control {
  /** The next requests of the route meet these faults, one each, in order; then the route is healthy again. */
  fail(route: Route, ...faults: readonly Fault[]): void;
  /** Forgets scripted faults and received requests; tokens and directory stay. */
  reset(): void;
  /** Every request so far, in order of arrival. */
  readonly received: readonly ReceivedRequest[];
  requestsTo(route: Route): readonly ReceivedRequest[];
  /** The request that arrives next at the route. */
  next(route: Route): Promise<ReceivedRequest>;
  /** @throws when no such code was handed out. */
  approve(userCode: string, user: User): void;
  decline(userCode: string): void;
  expire(userCode: string): void;
  readonly deviceFlows: readonly DeviceFlow[];
  readonly device: DeviceFlowSettings;
  readonly tokens: TokenSettings;
  /** The hunting APIs answer 401 to every access token issued so far. */
  expireAccessTokens(): void;
  /** The token endpoint refuses every refresh token issued so far. */
  revokeRefreshTokens(): void;
  /** Answers hunting queries; may be replaced at any time. */
  hunt: Hunt;
  /** The tables that Graph's beta lists; undefined, as at the start and after `reset`, where it has no such function. */
  tables: readonly ListedTable[] | undefined;
  /** Everything that must appear in no log, answer or error: tokens issued, and device codes. */
  secrets(): readonly string[];
}

/** The side of the control that the server uses. */
export interface Recorder {
  record(request: ReceivedRequest): void;
  takeFault(route: Route): Fault | undefined;
}

export function createControl(flows: DeviceFlows, store: TokenStore, hunt: Hunt): Control & Recorder {
  const queues = new Map<Route, Fault[]>();
  const received: ReceivedRequest[] = [];
  const waiting: { route: Route; resolve: (request: ReceivedRequest) => void }[] = [];
  const flowOf = (userCode: string): DeviceFlow => {
    const flow = flows.byUserCode(userCode);
    if (flow === undefined) throw new Error(`The emulator never handed out the code ${userCode}.`);
    return flow;
  };
  const control: Control & Recorder = {
    fail: (route, ...faults) => void queues.set(route, [...(queues.get(route) ?? []), ...faults]),
    reset() {
      queues.clear();
      control.tables = undefined;
      received.length = 0;
    },
    received,
    requestsTo: (route) => received.filter((request) => request.route === route),
    next: (route) => new Promise((resolve) => waiting.push({ route, resolve })),
    approve: (userCode, user) => void (flowOf(userCode).decision = user),
    decline: (userCode) => void (flowOf(userCode).decision = "declined"),
    expire: (userCode) => void (flowOf(userCode).expiresAt = 0),
    deviceFlows: flows.all,
    device: flows.settings,
    tokens: store.settings,
    expireAccessTokens: store.expireAccessTokens,
    revokeRefreshTokens: store.revokeRefreshTokens,
    hunt,
    tables: undefined,
    secrets: () => [...store.issued, ...flows.all.map((flow) => flow.deviceCode)],
    record(request) {
      received.push(request);
      const at = waiting.findIndex(({ route }) => route === request.route);
      if (at >= 0) waiting.splice(at, 1)[0]?.resolve(request);
    },
    takeFault: (route) => queues.get(route)?.shift(),
  };
  return control;
}
