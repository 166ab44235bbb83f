/**
 * Where an instance's queries go: a pure value of (provider, cloud).
 * `local` is the demo tenant: no address, no token.
 */
export type Endpoint =
  | { readonly kind: "local" }
  | {
      readonly kind: "graph" | "mde";
      /** Full address of the hunting call, e.g. `https://graph.microsoft.com/v1.0/security/runHuntingQuery`. */
      readonly url: string;
      /** Origin of the API, e.g. `https://graph.microsoft.com`. */
      readonly origin: string;
      /** Login origin plus tenant, e.g. `https://login.microsoftonline.com/<tenant>`. */
      readonly authority: string;
      /** The resource the token is for, without `/.default`; not always the origin that is called. */
      readonly audience: string;
      /** Scopes of delegated sign-in. */
      readonly delegatedScopes: readonly string[];
      /** Scopes of application sign-in (`<audience>/.default` unless overridden). */
      readonly applicationScopes: readonly string[];
      /** Permission names a token must carry, by kind of sign-in. */
      readonly permissions: { readonly delegated: readonly string[]; readonly application: readonly string[] };
      /** Milliseconds after which a query is given up on our side (the service's own limit plus slack). */
      readonly timeoutMs: number;
    };

export type RemoteEndpoint = Exclude<Endpoint, { kind: "local" }>;
