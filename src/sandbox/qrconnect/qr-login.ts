import type { PendingConsent } from '../authorize/pending-consent.js';

/** A QR code on a desktop screen, waiting for a phone; `uuid` is what the code carries. */
export interface QrLogin {
  readonly uuid: string;
  /** Whoever scans takes the place of its visitor. */
  readonly consent: PendingConsent;
  /** Where it stands, as the desktop's long poll reports it. */
  state: 'waiting' | 'scanned' | 'confirmed' | 'cancelled';
  /** What the phone's confirmation yielded. */
  code: string | null;
}

/** How long a QR code is good. */
export const QR_SECONDS = 300;
