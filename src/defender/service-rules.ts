import type { ServiceFault } from "./service-fault.ts";

/** What an error of the service means. The first rule that applies counts. */
export interface ServiceRule {
  readonly status: number | readonly [from: number, to: number];
  /** Which message or code it must have; absent for any. */
  readonly says?: RegExp;
  readonly api?: "graph" | "mde";
  /** What happened, as the second half of a sentence. */
  readonly what: Text;
  readonly nextStep: Text;
  /** Seconds to wait where the service names none. */
  readonly waitSeconds?: number;
}

export type Text = string | ((fault: ServiceFault) => string);

const either = (names: readonly string[]) => [...new Set(names)].join(" or ");
const permissionsOf = ({ endpoint: { permissions } }: ServiceFault) =>
  either([...permissions.delegated, ...permissions.application]);
/** How to get all of a long range all the same; the MDE API takes no range. */
const inParts = ({ kind }: ServiceFault["endpoint"]): string =>
  kind === "graph" ? " For all of a long range, give timespan and split_by, e.g. P7D and 1d." : "";
const USE_GRAPH = "Set Provider to M365DGraph in the instance's configuration to hunt through Microsoft Graph.";
const GRAPH_ROLES =
  "Security Reader, Global Reader, Security Operator, Security Administrator, or a Defender XDR role that includes hunting";

/** Sources: Microsoft's pages on advanced hunting limits and errors, the MDE API's common errors, and bodies quoted in public issues. */
export const serviceRules: readonly ServiceRule[] = [
  {
    status: 400,
    says: /exceeded the allowed result size/i,
    what: "the result is larger than the service returns.",
    nextStep: ({ endpoint }) =>
      `Ask for less: a shorter time range, project the needed columns, summarize, or take.${inParts(endpoint)}`,
  },
  {
    status: 400,
    says: /preempted|exceeded the allowed limits/i,
    what: "the service stopped the query because it took too much processor time or memory.",
    nextStep:
      "Filter by time first, use a shorter range, and summarize or project before join; avoid search and contains.",
  },
  {
    status: 400,
    says: /failed to resolve (?:table|.*\btable\b)/i,
    what: "the query names a table or column that the service does not have.",
    nextStep: "Compare the names with get_schema; a table also lacks where its product is not licensed in the tenant.",
  },
  {
    status: 400,
    says: /failed to resolve|semantic error/i,
    what: "the query names something that the service cannot resolve, such as a column.",
    nextStep:
      "Correct the name that the message quotes: check_query and get_schema show the columns at hand. KQL names are case-sensitive.",
  },
  {
    status: 400,
    says: /recognition error|syntax error|syntax\b/i,
    what: "the query is not valid KQL.",
    nextStep: "Correct the syntax: check_query shows line and column.",
  },
  {
    status: 400,
    says: /timespan/i,
    what: "the service did not accept the timespan.",
    nextStep: "Use one of the ISO 8601 forms, e.g. P7D or 2026-01-01T00:00:00Z/P1D, or filter on time in the query.",
  },
  {
    status: 400,
    says: /^(?:ODataError|InvalidInput|InvalidRequestBody|MissingRequiredParameter)$/,
    what: "the service did not understand the request.",
    nextStep: "Simplify the query and try again; if it persists, report it with the request id.",
  },
  {
    status: 400,
    what: "the service refused the query.",
    nextStep: "Correct the query as the message says; check_query shows errors with line and column.",
  },
  {
    status: 401,
    says: /audience/i,
    what: "the access token is for another service.",
    nextStep: "Check Cloud, Provider and Scope of the instance: Scope overrides which service the token is for.",
  },
  {
    status: 401,
    what: ({ claimsChallenge }) =>
      claimsChallenge
        ? "a conditional access policy of the tenant asks for a new sign-in."
        : "the service did not accept the access token.",
    nextStep: "Call disconnect and then connect for this instance to sign in again.",
  },
  {
    status: 403,
    says: /DisabledFeature|DisallowedOperation/,
    what: "advanced hunting is switched off or not licensed in this tenant.",
    nextStep:
      "Check the tenant's licence: hunting needs Defender XDR or Defender for Endpoint Plan 2, not Defender for Business.",
  },
  {
    status: 403,
    says: /application roles/i,
    what: (fault) =>
      `the app registration lacks the application permission ${either(fault.endpoint.permissions.application)}.`,
    nextStep:
      "An administrator adds the permission to the app registration and grants admin consent; then disconnect and connect.",
  },
  {
    status: 403,
    api: "mde",
    what: (fault) => `the token lacks ${permissionsOf(fault)}, or the user lacks the Defender permission "View Data".`,
    nextStep: `Grant consent for the permission, or the Defender role; if both are there, the token may be for another audience (Scope), or the API is retired in this tenant. ${USE_GRAPH}`,
  },
  {
    status: 403,
    what: (fault) => `the token lacks the permission ${permissionsOf(fault)}, or the user lacks a role that may hunt.`,
    nextStep: `Check both: admin consent for the permission, and for a signed-in user one of the roles ${GRAPH_ROLES}. Then disconnect and connect.`,
  },
  ...[404, 410].map((status): ServiceRule => ({
    status,
    api: "mde",
    what: "the Defender for Endpoint hunting API is not available; Microsoft has been retiring it since January 2026.",
    nextStep: USE_GRAPH,
  })),
  {
    status: [404, 410],
    what: "the service does not know the hunting call.",
    nextStep: "Check Cloud and, for a custom cloud, GraphEndpoint of the instance: not every cloud offers hunting.",
  },
  {
    status: 408,
    what: "the service waited too long for the request.",
    nextStep: "Try again, with a shorter query if it happens again.",
  },
  {
    status: 413,
    what: "the request is too large for the service.",
    nextStep: "Shorten the query: long lists of values fit better into several queries.",
  },
  {
    status: 429,
    says: /resources|\bCPU\b/i,
    what: "the tenant has used up its processing resources for hunting.",
    nextStep: "Make queries cheaper meanwhile: shorter time ranges, early filters, no search over all tables.",
    waitSeconds: 900,
  },
  {
    status: 429,
    what: "too many calls to the hunting API of this tenant, which other programs share.",
    nextStep: "Work on kept results with refine_result meanwhile: it costs no call.",
    waitSeconds: 60,
  },
  {
    status: 504,
    what: "the query ran longer than the service allows.",
    nextStep: ({ endpoint }) =>
      `Narrow it: a shorter time range, named tables instead of search or union *, filters before joins.${inParts(endpoint)}`,
  },
  {
    status: [502, 503],
    what: "the service is not available at the moment.",
    nextStep: "If it stays so, look at the service health page of the tenant.",
    waitSeconds: 60,
  },
  {
    status: [500, 599],
    what: "the service failed inside.",
    nextStep: "If trying again does not help, simplify the query or give Microsoft support the request id.",
  },
];

/** The rule of every other status. */
export const otherwise: Pick<ServiceRule, "what" | "nextStep" | "waitSeconds"> = {
  what: "the service refused the request.",
  nextStep: "Check Cloud and Provider of the instance; list_instances shows them.",
};
