import type { PendingConsent } from '../authorize/pending-consent.js';

/** A QR code on a desktop screen, waiting for a phone; `uuid` is what the code carries. */
export interface QrLogin {
  readonly uuid: string;
  readonly consent: PendingConsent;
  /** Where it stands; the desktop's long poll will report it. */
  state: 'waiting' | 'confirmed' | 'cancelled';
}

/** How long a QR code is good. */
export const QR_SECONDS = 300;
