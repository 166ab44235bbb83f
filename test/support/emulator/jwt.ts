import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  verify,
  X509Certificate,
} from "node:crypto";

export type Claims = Readonly<Record<string, unknown>>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part: string | undefined): Claims | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString());
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/** Signs RS256 tokens with a key of its own and checks them again. */
export interface TokenSigner {
  sign(claims: Claims): string;
  /** The claims when the signature is ours; undefined otherwise. Times are not looked at. */
  verify(token: string): Claims | undefined;
  /** The JSON Web Key Set under which the public key is published. */
  readonly keySet: { readonly keys: readonly object[] };
}

export function createTokenSigner(): TokenSigner {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomUUID();
  const header = encode({ typ: "JWT", alg: "RS256", kid });
  return {
    keySet: { keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] },
    sign(claims) {
      const input = `${header}.${encode(claims)}`;
      return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
    },
    verify(token) {
      const [head, body, signature] = token.split(".");
      const genuine = verify(
        "sha256",
        Buffer.from(`${head}.${body}`),
        publicKey,
        Buffer.from(signature ?? "", "base64url"),
      );
      return genuine ? decode(body) : undefined;
    },
  };
}

/**
 * The claims of a client assertion when it is signed by one of the registered certificates.
 * Entra finds the certificate by `x5t#S256` (SHA-256 thumbprint); PS256 and RS256 are accepted.
 */
export function readClientAssertion(assertion: string, certificates: readonly string[]): Claims | undefined {
  const [head, body, signature] = assertion.split(".");
  const header = decode(head);
  const certificate = certificates
    .map((text) => new X509Certificate(text))
    .find(
      (c) => Buffer.from(c.fingerprint256.replaceAll(":", ""), "hex").toString("base64url") === header?.["x5t#S256"],
    );
  if (certificate === undefined) return undefined;
  const key = createPublicKey(certificate.publicKey.export({ type: "spki", format: "pem" }));
  const padding =
    header?.["alg"] === "PS256"
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {};
  const genuine = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    { key, ...padding },
    Buffer.from(signature ?? "", "base64url"),
  );
  return genuine ? decode(body) : undefined;
}
