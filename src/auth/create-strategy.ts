import { SignInError } from "../errors.ts";
import type { AuthType, Credential } from "../instances/instance.ts";
import { createAzureCli } from "./azure-cli.ts";
import { createBrowser } from "./browser.ts";
import { loadCertificate } from "./certificate.ts";
import { createConfidentialClient } from "./confidential-client.ts";
import { createDeviceCode } from "./device-code.ts";
import { createManagedIdentity } from "./managed-identity.ts";
import { createOnBehalfOf } from "./on-behalf-of.ts";
import { PublicClient } from "./public-client.ts";
import { resolveSecret } from "./secret-reference.ts";
import { createWorkloadIdentity } from "./workload-identity.ts";
import type { Strategy, StrategyContext } from "./strategy.ts";

type MakeStrategy = (context: StrategyContext, client: PublicClient) => Strategy;

const makers: Readonly<Record<AuthType, MakeStrategy>> = {
  device: createDeviceCode,
  client_secret: createClientSecret,
  certificate: createCertificate,
  interactive: createBrowser,
  azure_cli: createAzureCli,
  managed_identity: createManagedIdentity,
  workload_identity: createWorkloadIdentity,
};

/** The ways of signing in of one instance; those of a person share one client, so that a change of method keeps the tokens. */
export class Strategies {
  readonly #context: StrategyContext;
  readonly #client: PublicClient;
  readonly #made = new Map<AuthType, Strategy>();
  #onBehalf: Strategy | undefined;

  constructor(context: StrategyContext) {
    this.#context = context;
    this.#client = new PublicClient(context);
  }

  /** @throws SignInError when the instance has no credential for it. */
  of(authType: AuthType): Strategy {
    const strategy = this.#made.get(authType) ?? this.#make(authType);
    this.#made.set(authType, strategy);
    return strategy;
  }

  #make(authType: AuthType): Strategy {
    const { onBehalfOf } = this.#context.deps;
    if (onBehalfOf === undefined) return makers[authType](this.#context, this.#client);
    // One strategy whatever was asked for: its tokens are the caller's.
    this.#onBehalf ??= createOnBehalfOf(this.#context, onBehalfOf);
    return this.#onBehalf;
  }

  /** Removes the tokens of all of them, and those that an earlier process stored. */
  async forgetAll(): Promise<void> {
    const { type } = this.#context.instance.credential;
    if (type === "device" || type === "interactive") this.of(type);
    for (const strategy of this.#made.values()) await strategy.forget();
  }
}

function createClientSecret(context: StrategyContext): Strategy {
  const { secret } = configured(context, "client_secret", "ClientSecret");
  return createConfidentialClient(context, async () => ({ clientSecret: await resolveSecret(secret, context) }));
}

function createCertificate(context: StrategyContext): Strategy {
  const credential = configured(context, "certificate", "Certificate and PrivateKey");
  return createConfidentialClient(context, async () => {
    const passphrase = credential.passphrase && (await resolveSecret(credential.passphrase, context));
    return loadCertificate(credential, passphrase, context.deps.now());
  });
}

/** The instance's credential when it is of the wanted kind; secrets never come from a tool's arguments. */
function configured<T extends Credential["type"]>(
  { instance }: StrategyContext,
  type: T,
  keys: string,
): Extract<Credential, { type: T }> {
  const { credential } = instance;
  if (hasType(credential, type)) return credential;
  throw new SignInError(`Instance ${instance.name} has no credential for sign-in by ${type}.`, {
    nextStep: `Set ${keys} and AuthType: ${type} of the instance in the configuration, or call connect with another auth_type.`,
  });
}

const hasType = <T extends Credential["type"]>(
  credential: Credential,
  type: T,
): credential is Extract<Credential, { type: T }> => credential.type === type;
