import { CONTOSO, DAEMON_APP, DAEMON_SECRET, PUBLIC_APP } from "./emulator/directory.ts";
import type { Emulator } from "./emulator/emulator.ts";

/** Passphrase of the daemon's private key. */
export const KEY_PASSPHRASE = "canary-passphrase-emulator";

/** What a configuration over the emulator gives to a process. */
export interface EmulatedSetup {
  readonly configFile: string;
  /** Environment of the process, secrets included. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Configures one instance for every way of signing in: `Device` and `DeviceMde`, `Secret` and `SecretMde`, `Certificate` and
 * `CertificateMde` (with a passphrase), and the MicrosoftGraph section `MicrosoftGraph-Contoso`.
 */
export async function configureInstances(emulator: Emulator): Promise<EmulatedSetup> {
  const { certDer, encryptedKeyPem } = emulator.daemonCertificate;
  const delegated = { TenantId: CONTOSO.id, ClientId: PUBLIC_APP, AuthType: "device" };
  const daemon = { TenantId: CONTOSO.id, ClientId: DAEMON_APP };
  const secret = { ...daemon, ClientSecret: { EnvironmentVar: "DAEMON_SECRET" } };
  const certificate = {
    ...daemon,
    Certificate: await emulator.writeFile("daemon.der", certDer),
    PrivateKey: await emulator.writeFile("daemon.key", encryptedKeyPem(KEY_PASSPHRASE)),
    PrivateKeySecret: { EnvironmentVar: "DAEMON_KEY_PASSPHRASE" },
  };
  const mde = { Provider: "MDE" };
  const configFile = await emulator.writeConfig([
    { section: "MicrosoftDefender-Device", args: delegated },
    { section: "MicrosoftDefender-DeviceMde", args: { ...delegated, ...mde } },
    { section: "MicrosoftDefender-Secret", args: secret },
    { section: "MicrosoftDefender-SecretMde", args: { ...secret, ...mde } },
    { section: "MicrosoftDefender-Certificate", args: certificate },
    { section: "MicrosoftDefender-CertificateMde", args: { ...certificate, ...mde } },
    { section: "MicrosoftGraph-Contoso", args: delegated },
  ]);
  return {
    configFile,
    environment: {
      ...emulator.environment,
      DEFENDER_HUNTING_CONFIG: configFile,
      DAEMON_SECRET,
      DAEMON_KEY_PASSPHRASE: KEY_PASSPHRASE,
    },
  };
}
