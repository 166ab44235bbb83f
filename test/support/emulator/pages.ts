import type { AppRegistration, User } from "./directory.ts";
import { escapeHtml, html, type Reply } from "./http.ts";

const option = (user: User, hint: string): string => {
  const name = escapeHtml(user.userName);
  return `<option value="${name}"${user.userName === hint ? " selected" : ""}>${name} (${escapeHtml(user.name)})</option>`;
};

const decisionForm = (users: readonly User[], hint: string, fields: string): string =>
  `<form method="post">${fields}
<p><label>Account <select name="account">${users.map((u) => option(u, hint)).join("")}</select></label></p>
<p><button name="decision" value="approve">Sign in</button> <button name="decision" value="deny">Decline</button></p></form>`;

/** The page at the verification address: type the code, choose who you are, approve or decline. */
export const deviceLoginPage = (users: readonly User[]): Reply =>
  html(
    200,
    `<h1>Enter code (emulator)</h1>${decisionForm(
      users,
      "",
      `<p><label>Code <input name="code" required autofocus autocomplete="off"></label></p>`,
    )}`,
  );

/** The page of the browser sign-in: choose who you are, approve or decline. */
export const authorizePage = (app: AppRegistration, users: readonly User[], hint: string): Reply =>
  html(200, `<h1>Sign in to ${escapeHtml(app.name)} (emulator)</h1>${decisionForm(users, hint, "")}`);

/** A page that posts the fields to the client's redirect address, as `response_mode=form_post` does. */
export function formPostPage(action: string, fields: Readonly<Record<string, string>>): Reply {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return html(
    200,
    `<form method="post" action="${escapeHtml(action)}">${inputs.join("")}<button>Continue</button></form>
<script>document.forms[0].submit()</script>`,
  );
}

export const messagePage = (status: number, text: string): Reply => html(status, `<p>${escapeHtml(text)}</p>`);
