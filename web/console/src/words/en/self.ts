import type { Words } from '../words';

export const self: Words['self'] = {
  who: 'Who you are',
  role: 'Role',
  session: 'This session',
  expires: 'Ends, unless you go on',
  password: {
    title: 'Change the password',
    label: 'New password (at least 12 characters)',
    again: 'The new password again',
    differ: 'The two passwords differ',
    short: 'A password has at least 12 characters',
    text: 'Your sessions elsewhere end.',
    go: 'Change the password',
    done: 'The password is changed; your other sessions have ended',
  },
  totp: {
    title: 'One-time codes',
    on: 'On: signing in takes six digits from your authenticator app beside the password.',
    off: 'Off. Once they are on, the password alone does not sign in.',
    begin: 'Switch on',
    scan: 'Scan this with your authenticator app, or enter the secret by hand:',
    qr: 'QR code for the authenticator app',
    code: 'The six digits that the app shows',
    needCode: 'Enter six digits',
    confirm: 'Switch on',
    recovery: 'Recovery codes',
    recoveryText:
      'They are shown this once. When the phone is lost, each stands in for one code. Store them safely.',
    copy: 'Copy all',
    stored: 'I have stored them',
    end: 'Switch codes off',
    endTitle: 'Switch one-time codes off?',
    endText: 'The password alone signs in from then on.',
    ended: 'One-time codes are off',
  },
};
