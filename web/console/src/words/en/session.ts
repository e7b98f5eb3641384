import type { Words } from '../words';

export const session: Words['session'] = {
  signIn: 'Sign in',
  name: 'Name',
  password: 'Password',
  code: 'One-time code',
  codeHint: 'Six digits from your authenticator app, or a recovery code',
  wrong: 'Name, password or code is wrong.',
  slow: (seconds) => `Too many attempts. Try again in ${seconds} seconds.`,
  needName: 'Enter your name',
  needPassword: 'Enter your password',
  confirm: {
    title: 'Confirm that it is you',
    text: 'What comes next is delicate. Once confirmed, you are not asked again for five minutes.',
    proof: 'Your password, or six digits from your authenticator app',
    need: 'Enter your password or a code',
    wrong: 'The password or code is wrong.',
    go: 'Confirm',
  },
  setup: {
    title: 'Set up the first operator',
    text: 'This link works once, within 30 minutes. You will be the owner.',
    password: 'Password (at least 12 characters)',
    again: 'The password again',
    differ: 'The two passwords differ',
    short: 'A password has at least 12 characters',
    create: 'Create and sign in',
    gone: 'This link was used already or has lapsed. Is there an operator already? Then sign in, or run npx lingpai operator reset-password. Otherwise restart the server for a new link.',
  },
};
