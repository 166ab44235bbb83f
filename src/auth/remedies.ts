/**
 * What an Entra refusal means to a person, and what to do. In the texts `{app}` (a client id), `{tenant}`, `{cloud}`, `{permissions}`,
 * `{audience}`, `{consent_url}` and `{authority_host}` stand for the sign-in's own values.
 */
export interface Remedy {
  /** AADSTS numbers, or OAuth error words where Entra gives no number. */
  readonly codes: readonly (number | string)[];
  readonly happened: string;
  readonly nextStep: string;
  /** The next step where the application itself signs in, if that is another one. */
  readonly applicationNextStep?: string;
  /** True when a new sign-in by a person settles it, so that a failed silent refresh leads back to the prompt. */
  readonly signInAgain?: true;
}

const consent =
  "Ask an administrator to open {consent_url} and approve {permissions} for {app}, then call connect again.";

/** Meanings: Microsoft Entra authentication and authorization error codes (entra-docs, reference-error-codes). */
export const remedies: readonly Remedy[] = [
  {
    codes: [65001, "consent_required"],
    happened: "Nobody has approved {app} for {permissions} in tenant {tenant}.",
    nextStep: consent,
    signInAgain: true,
  },
  { codes: [90094, 90095], happened: "Tenant {tenant} lets only administrators approve {app}.", nextStep: consent },
  {
    codes: [65002],
    happened: "A Microsoft application (such as the Azure CLI) is not allowed to ask for {permissions}.",
    nextStep: "Use an app registration of your own: set ClientId to it and AuthType to device or interactive.",
  },
  {
    codes: [65004, "authorization_declined", "access_denied"],
    happened: "The sign-in or its permissions were declined on the sign-in page.",
    nextStep: "Call connect again when the person wants to sign in.",
    signInAgain: true,
  },
  {
    codes: [650052, 650054, 500011, 50001],
    happened: "Tenant {tenant} does not know the API {audience}.",
    nextStep:
      "Check that Cloud ({cloud}) is the tenant's cloud and that Defender is licensed and set up there; a different token audience can be set with Scope.",
  },
  {
    codes: [650057, 650056],
    happened: "The app registration {app} does not list a permission of the API {audience}.",
    nextStep:
      'Add {permissions} under "API permissions" of the app registration and have it approved at {consent_url}; a different token audience can be set with Scope.',
  },
  {
    codes: [70011, 28002, "invalid_scope"],
    happened: "Microsoft Entra does not accept the requested scope for {audience}.",
    nextStep: "Check Scope and Cloud ({cloud}) of the instance; without Scope the right value of the cloud is used.",
  },
  {
    codes: [7000218],
    happened: "The app registration {app} does not allow public client flows, which sign-in without a secret needs.",
    nextStep:
      'Set "Allow public client flows" to Yes under Authentication of the app registration, then call connect again.',
  },
  {
    codes: [700016, 700011, 70001, 7000229, "unauthorized_client"],
    happened: "Tenant {tenant} has no enabled application with the client id {app}.",
    nextStep:
      "Check ClientId, TenantId and Cloud ({cloud}); an application of another organisation must first be approved here by an administrator: {consent_url}",
  },
  {
    codes: [90002, 90038, 900023, 900382, 90072],
    happened: "The tenant {tenant} does not exist in the cloud {cloud}.",
    nextStep: "Check TenantId and Cloud of the instance.",
  },
  {
    codes: [50020, 50034, 51004, 16003, 500213],
    happened: "The account that signed in does not belong to tenant {tenant}.",
    nextStep:
      "Call connect again and sign in with an account of that tenant, or have the account invited there as a guest.",
    signInAgain: true,
  },
  {
    codes: [50194, 9001023],
    happened: "The application {app} cannot be used without naming one tenant.",
    nextStep: "Set TenantId of the instance to the tenant's id.",
  },
  {
    codes: [50105],
    happened: "The application {app} admits assigned users only, and this account is not assigned.",
    nextStep:
      "Ask an administrator to assign the user or a group to it under Enterprise applications > Users and groups.",
  },
  {
    codes: [50057, 50055, 50053, 50126, 50056],
    happened: "The account is disabled or locked, or its password was refused or has expired.",
    nextStep: "Sign in to the Microsoft portal with the account to settle that, then call connect again.",
    signInAgain: true,
  },
  {
    codes: [50072, 50074, 50076, 50078, 50079, 50158, 50203],
    happened: "Multi-factor authentication must be completed, set up or renewed.",
    nextStep: "Call connect and sign in again; the sign-in page asks for the second factor.",
    signInAgain: true,
  },
  {
    codes: [53003, 530031, 530032, 530033, 530034, 530035],
    happened: "A Conditional Access policy or the security defaults of tenant {tenant} block this way of signing in.",
    nextStep:
      'Call connect with auth_type "interactive" (many tenants block only the device code), use another AuthType, or ask an administrator for an exclusion for {app}.',
    applicationNextStep:
      "Ask an administrator to admit this machine's network in the policy for workload identities, or to exclude {app} from it.",
    signInAgain: true,
  },
  {
    codes: [53000, 53001, 53002, 53004, 50097, 50129, 50131, 50005, 530021],
    happened: "A policy of tenant {tenant} asks for a managed or compliant device, which a device code cannot prove.",
    nextStep:
      'Call connect with auth_type "interactive" on such a device, or ask an administrator for an exclusion for {app}.',
    signInAgain: true,
  },
  {
    codes: [
      50133,
      50173,
      54005,
      70008,
      70043,
      700081,
      700082,
      700084,
      50132,
      50089,
      70000,
      "invalid_grant",
      "interaction_required",
      "login_required",
    ],
    happened: "The earlier sign-in has expired or was revoked.",
    nextStep: "Call connect and sign in again.",
    signInAgain: true,
  },
  {
    codes: [70016, "authorization_pending", "slow_down"],
    happened: "The sign-in page has not been completed yet.",
    nextStep: "Complete the sign-in page, then call connect again.",
    signInAgain: true,
  },
  {
    codes: [70018, "bad_verification_code"],
    happened: "Microsoft Entra does not know the sign-in code.",
    nextStep: "Call connect again for a new code.",
    signInAgain: true,
  },
  {
    codes: [70019, 70020, "expired_token", "code_expired"],
    happened: "The sign-in code expired before it was used.",
    nextStep: "Call connect again for a new code.",
    signInAgain: true,
  },
  {
    codes: [700025],
    happened: "The app registration {app} is a public client, but a secret or certificate was sent for it.",
    nextStep:
      "Remove ClientSecret and Certificate from the instance, or use an app registration with a secret or certificate.",
  },
  {
    codes: [7000215, 70002, 7000216],
    happened: "The client secret of {app} is wrong.",
    nextStep: "Check ClientSecret: it is the secret's value, not its id.",
  },
  {
    codes: [7000222],
    happened: "The client secret of {app} has expired.",
    nextStep:
      'Create a new secret under "Certificates & secrets" of the app registration and put it into ClientSecret.',
  },
  {
    codes: [700027, 700023, 700024, 700021, 7000212, 7000213, 5002723, 500133],
    happened: "Microsoft Entra does not accept the certificate or signed assertion of {app}.",
    nextStep:
      "Upload the public certificate to the app registration, check that Certificate and PrivateKey belong together, that the federated credential matches, and that this machine's clock is right.",
  },
  {
    codes: [7000112, 7000110],
    happened: "The application {app} is disabled in tenant {tenant}.",
    nextStep: "Ask an administrator to enable it under Enterprise applications.",
  },
  {
    codes: [700211, 70021, 700213],
    happened: "No federated credential of {app} matches the issuer and subject of the token file.",
    nextStep:
      "Compare issuer, subject and audience of the app registration's federated credential with the token of the workload.",
  },
  {
    codes: [901002, 9010010],
    happened: "The resource of the request does not match an Application ID URI of the registration.",
    nextStep: "Use the Application ID URI exactly as it is registered, without a trailing slash.",
  },
  {
    codes: [50011, 500113, 900971],
    happened: "The redirect address http://localhost is not registered for {app}.",
    nextStep:
      "Add http://localhost under Authentication > Mobile and desktop applications of the app registration, then call connect again.",
  },
  {
    codes: [50196, 50195, 90033, 90055, "temporarily_unavailable", "server_error"],
    happened: "Microsoft Entra is overloaded or temporarily unavailable.",
    nextStep: "Wait a minute, then try again.",
  },
  {
    codes: ["sign_in_timeout"],
    happened: "Nobody completed the sign-in page in the browser in time.",
    nextStep: 'Call connect again, or with auth_type "device" if no page was opened.',
    signInAgain: true,
  },
  {
    codes: ["invalid_client"],
    happened: "Microsoft Entra does not accept the client id and credential of {app}.",
    nextStep: "Check ClientId and the ClientSecret or Certificate of the instance.",
  },
  {
    codes: ["foreign_sign_in_host"],
    happened: "The sign-in service at {authority_host} asked to send credentials to another host, which is not done.",
    nextStep: "Check Authority of the instance: its discovery document must name its own host only.",
  },
  {
    codes: ["incomplete_device_code_answer"],
    happened: "The sign-in service did not give a usable device code.",
    nextStep:
      'Check that nothing between this machine and {authority_host} changes its answers, or call connect with auth_type "interactive".',
  },
];
