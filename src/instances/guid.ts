const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether a text is an id of Microsoft Entra (a tenant's, an application's), as against a domain name. */
export const isGuid = (text: string): boolean => GUID.test(text);
