import { z } from 'zod';

/** What can travel in an address without being changed; WeChat asks to reserve 512 characters and more. */
const credential = z.string().regex(/^[\x21-\x7e]{1,2048}$/);

/** Believed whatever it says, between a second and thirty days; a number, as WeChat sends it, and nothing like one. */
const lifeSeconds = z
  .number()
  .int()
  .positive()
  .max(30 * 24 * 60 * 60);

/** `GET /cgi-bin/token` and `POST /cgi-bin/stable_token`: no `errcode` on success. */
export const issuedToken = z
  .object({ access_token: credential, expires_in: lifeSeconds })
  .transform((wire) => ({ value: wire.access_token, expiresInSeconds: wire.expires_in }));

/** `GET /cgi-bin/ticket/getticket`. */
export const issuedTicket = z
  .object({ ticket: credential, expires_in: lifeSeconds })
  .transform((wire) => ({ value: wire.ticket, expiresInSeconds: wire.expires_in }));

/** `GET /cgi-bin/get_api_domain_ip`: what it lists does not matter here, that it answers does. */
export const anything = z.looseObject({});

/** A credential as WeChat issued it, and how long it says it lives. */
export type Issued = z.output<typeof issuedToken>;
