import "reflect-metadata";
import { createPrivateKey, KeyObject, randomUUID, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-256",
};
const DAY_MS = 86_400_000;

export interface TestServerIdentity {
  /** PEM of the authority that signed the server's certificate; clients trust it through NODE_EXTRA_CA_CERTS. */
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

/** A certificate as an app registration has one: MSTICPy users keep a DER certificate and a PEM key, perhaps with a passphrase. */
export interface TestClientCertificate {
  readonly certPem: string;
  readonly certDer: Buffer;
  readonly keyPem: string;
  readonly encryptedKeyPem: (passphrase: string) => string;
}

const makeKeys = async (algorithm: typeof EC | typeof RSA): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);

const pem = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: "pkcs8", format: "pem" }).toString();

const validity = (): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - DAY_MS),
  notAfter: new Date(Date.now() + 30 * DAY_MS),
});

/** A fresh certificate authority, and a server certificate of it for `localhost`, 127.0.0.1 and the other names. */
export async function createServerIdentity(names: readonly string[] = []): Promise<TestServerIdentity> {
  const [caKeys, keys] = [await makeKeys(EC), await makeKeys(EC)];
  const ca = await X509CertificateGenerator.createSelfSigned({
    // A name of its own: clients that trust two authorities choose between them by name.
    name: `CN=Emulator test CA ${randomUUID()}`,
    keys: caKeys,
    signingAlgorithm: EC,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
    ...validity(),
  });
  const server = await X509CertificateGenerator.create({
    subject: "CN=localhost",
    issuer: ca.subjectName,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: EC,
    extensions: [
      new BasicConstraintsExtension(false),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
        ...names.map((value) => ({ type: "dns" as const, value })),
      ]),
    ],
    ...validity(),
  });
  return { caPem: ca.toString("pem"), certPem: server.toString("pem"), keyPem: pem(keys.privateKey) };
}

/** A self-signed RSA certificate with its key, for certificate sign-in. */
export async function createClientCertificate(name: string): Promise<TestClientCertificate> {
  const keys = await makeKeys(RSA);
  const cert = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: RSA,
    ...validity(),
  });
  const keyPem = pem(keys.privateKey);
  return {
    certPem: cert.toString("pem"),
    certDer: Buffer.from(cert.rawData),
    keyPem,
    encryptedKeyPem: (passphrase) =>
      createPrivateKey(keyPem).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString(),
  };
}
