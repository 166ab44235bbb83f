import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { SignInError } from "../errors.ts";
import type { Credential } from "../instances/instance.ts";
import type { ApplicationCredential } from "./confidential-client.ts";

type CertificateCredential = Extract<Credential, { type: "certificate" }>;

/**
 * Reads a DER or PEM certificate and its PEM private key for MSAL: SHA-256 thumbprint, PKCS #8 key, and the chain (`x5c`) that registrations
 * by subject name need.
 * @param passphrase of an encrypted key.
 * @throws SignInError naming the file that cannot be read or used, a pair that does not belong together, or the day a certificate expired.
 */
export async function loadCertificate(
  credential: CertificateCredential,
  passphrase: string | undefined,
  now: number,
): Promise<ApplicationCredential> {
  const file = await read(credential.certificatePath, "certificate");
  const chain = parseChain(file, credential.certificatePath);
  const [certificate] = chain;
  checkDates(certificate, credential.certificatePath, now);
  const keyPath = credential.privateKeyPath ?? credential.certificatePath;
  const keyFile = credential.privateKeyPath === undefined ? file : await read(keyPath, "private key");
  const key = parseKey(keyFile, keyPath, passphrase);
  if (!certificate.checkPrivateKey(key)) {
    throw problem(`The private key in ${keyPath} does not belong to the certificate in ${credential.certificatePath}.`);
  }
  return {
    clientCertificate: {
      thumbprintSha256: certificate.fingerprint256.replaceAll(":", ""),
      privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
      x5c: chain.map(String).join(""),
    },
  };
}

const problem = (message: string, nextStep = "Check Certificate and PrivateKey of the instance."): SignInError =>
  new SignInError(message, { nextStep });

async function read(path: string, what: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw problem(`The ${what} file ${path} ${missing ? "does not exist" : "cannot be read"}.`);
  });
}

/** The certificates of a file, the client's own first. */
function parseChain(file: Buffer, path: string): readonly [X509Certificate, ...X509Certificate[]] {
  const blocks = file.toString("latin1").match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs);
  try {
    const [first, ...others] = blocks ?? [file];
    return [new X509Certificate(first ?? file), ...others.map((block) => new X509Certificate(block))];
  } catch {
    throw problem(`${path} holds no certificate in DER or PEM form.`);
  }
}

function checkDates(certificate: X509Certificate, path: string, now: number): void {
  if (Date.parse(certificate.validTo) < now) {
    const nextStep =
      "Create a new certificate, upload its public part to the app registration and set Certificate to it.";
    throw problem(`The certificate in ${path} expired on ${day(certificate.validTo)}.`, nextStep);
  }
  if (Date.parse(certificate.validFrom) > now) {
    throw problem(
      `The certificate in ${path} is valid only from ${day(certificate.validFrom)}; check this machine's clock.`,
    );
  }
}

const day = (date: string): string => new Date(date).toISOString().slice(0, 10);

function parseKey(file: Buffer, path: string, passphrase: string | undefined): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: file, ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    throw keyProblem(error, path, passphrase);
  }
  if (key.asymmetricKeyType === "rsa") return key;
  throw problem(`The private key in ${path} is not an RSA key, which Microsoft Entra demands.`);
}

function keyProblem(error: unknown, path: string, passphrase: string | undefined): SignInError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ERR_MISSING_PASSPHRASE" || (passphrase === undefined && /INTERRUPTED|CANCELLED/.test(code))) {
    return problem(
      `The private key in ${path} is encrypted.`,
      "Set PrivateKeySecret of the instance to its passphrase.",
    );
  }
  if (/BAD_DECRYPT|BAD_PASSWORD/.test(code)) {
    return problem(
      `The passphrase does not open the private key in ${path}.`,
      "Check PrivateKeySecret of the instance.",
    );
  }
  return problem(`${path} holds no private key in PEM form.`);
}
