import type { Words } from './words.js';

/** English */
export const en: Words = {
  member: {
    title: 'Me',
    noProfile: 'Profile not shared',
    unnamed: 'WeChat user',
    guest: 'Guest',
    following: 'Official account',
    subscribed: { yes: 'Following', no: 'Not following', unknown: 'Not known yet' },
    openid: 'OpenID',
    linked: ['Linked: ', ''],
    copyOpenid: 'Copy OpenID',
    granted: 'You have shared',
    grants: { identity: 'Your identity only', profile: 'Photo and name' },
    firstSeen: 'First visit',
    signedInUntil: 'Signed in until',
    purpose:
      'If you allow it, your WeChat photo and name appear here, so that you can tell this account is yours. Everything works without them, too.',
    showProfile: 'Show my photo and name',
    update: 'Update my profile',
    signOut: 'Sign out',
    snapshotTitle: 'You are looking at a preview',
    snapshotText:
      'Only part of this page can be seen here. Tap “使用完整服务” (Use full service) at the bottom right to sign in and use all of it.',
    facts: 'My details',
  },
  data: {
    title: 'My data',
    held: [
      'For “',
      '” we hold your openid, when and where you signed in, whether you follow, and your photo and name if you shared them.',
    ],
    download: 'See everything we hold',
    deleteTitle: 'Delete my data',
    consequences: [
      'Everything we hold on you is deleted at once. It cannot be brought back.',
      'You are signed out on every device.',
      'Following the account in WeChat is not affected. If you come back later, you are new here.',
    ],
    keep: 'Keep my data',
    delete: 'Delete my data',
    deletedTitle: 'Deleted',
    deletedText: 'Everything we held on you has been deleted. You may close this page.',
    link: 'My data',
  },
  status: {
    copied: 'Copied',
    copyFailed: 'Not copied. Press and hold the text to copy it yourself',
    updated: 'Profile updated',
    working: 'One moment…',
    failed: 'That did not work. Please try again later',
  },
  open: {
    title: 'Please open this link in WeChat',
    how: {
      browser: 'Scan the QR code with WeChat on your phone, and this page opens there.',
      wechat: 'Scan the QR code with WeChat on your phone, and this page opens there.',
      devtools:
        'These are the WeChat developer tools. Switch them to the official account page mode, or scan the code with WeChat on a phone.',
      wecom:
        'You are using WeCom; this page needs your personal WeChat. Send the link to a WeChat chat, or scan the code with WeChat.',
      miniprogram:
        'Pages inside a mini program cannot sign in to an official account. Copy the link, send it to a WeChat chat and tap it there.',
      qq: 'You are using QQ; this page needs WeChat. Send the link to a WeChat chat, or scan the code with WeChat.',
      alipay:
        'You are using Alipay; this page needs WeChat. Send the link to a WeChat chat, or scan the code with WeChat.',
    },
    howMobile: 'Copy the link and open it in WeChat.',
    address: 'Link',
    copy: 'Copy link',
    stepsTitle: 'How to open it',
    steps: [
      'Tap “Copy link”',
      'Open WeChat and send the link to yourself or to File Transfer',
      'Tap the link you sent',
    ],
    fold: 'Or use a QR code',
    foldHint:
      'Scan it with WeChat on another phone; or take a screenshot, open Scan in WeChat and choose the screenshot from your album.',
    qr: 'QR code: scan it with WeChat to open this page',
    phone: 'Open the sandbox phone',
    scan: 'Scan with WeChat',
  },
  purpose: {
    pageTitle: 'Before you agree',
    title: ['', ' would like to use your photo and name'],
    what: 'What',
    whatValue: 'Your WeChat photo and name',
    why: 'What for',
    howLong: 'For how long',
    howLongValue: 'Until you withdraw your consent or ask us to delete them',
    free: 'After “Agree and continue”, WeChat asks you to confirm once more. If you would rather not, you can go on looking around.',
    agree: 'Agree and continue',
    later: 'Not now',
    privacy: 'Privacy policy',
  },
  notAuthorized: {
    title: 'Not authorized',
    text: 'You did not allow it, and we have received nothing about you. Whatever needs no sign-in is still open to you.',
    retry: 'Try again',
    look: 'Look around first',
  },
  confirmLink: {
    title: 'Is this link yours?',
    text: [
      '“',
      '” would like to link who you are there with who you are at “',
      '”. Go on only if it sent you this link itself, in your own chat.',
    ],
    go: 'It is mine, go on',
  },
  signedOut: {
    title: 'Signed out',
    text: 'When you come back, WeChat tells us again who you are.',
    again: 'Come back in',
  },
  problems: {
    expired: {
      title: 'This page has expired',
      text: 'Signing in took too long, or this link has been used already. Just come in again.',
      action: 'Come in again',
    },
    cookies: {
      title: 'We cannot keep you signed in',
      text: 'Your browser did not keep our cookie, so signing in could not be finished. Please allow cookies in its settings, then come in again.',
      action: 'Come in again',
    },
    busy: {
      title: 'WeChat is not answering',
      text: 'It is nothing you did, and it usually passes soon. Please wait a moment and try again.',
      action: 'Try again',
    },
    misconfigured: {
      title: 'Signing in is not possible just now',
      text: 'Please give the number below to whoever runs this page; it tells them what is wrong.',
      action: 'Try again',
    },
    'bad-link': {
      title: 'This link is not complete',
      text: 'Part of the link is missing or was changed. Please go back to where you found it and open it again.',
      action: 'Come in again',
    },
    'bad-return': {
      title: 'We cannot take you there',
      text: 'To keep you safe, signing in only leads to addresses registered beforehand, and this is not one of them.',
      action: 'Go to the start page',
    },
    'not-found': {
      title: 'There is no such page',
      text: 'The link may be wrong, or the page is gone.',
      action: 'Go to the start page',
    },
    paused: {
      title: 'The service is paused',
      text: 'This official account has stopped signing people in for the time being. Please come back later.',
      action: 'Try again',
    },
    'too-many': {
      title: 'Too many tries',
      text: 'Please rest for a minute, then try again.',
      action: 'Try again',
    },
    'wrong-address': {
      title: 'Wrong address',
      text: 'This service lives at another address. Please come in from there.',
      action: 'Go to the right address',
    },
    method: {
      title: 'It cannot be opened this way',
      text: 'Please go back and use the button on the page before.',
      action: 'Come in again',
    },
    internal: {
      title: 'Something went wrong',
      text: 'The fault is ours, and it has been noted. Please try again later.',
      action: 'Try again',
    },
    'too-large': {
      title: 'Too long',
      text: 'The link or what came with it is longer than we take. Please go back to where you found it and open it again.',
      action: 'Come in again',
    },
    'link-used': {
      title: 'This link has been used',
      text: 'A login link works once. If you need another, please ask the official account for a new one.',
      action: 'Go to my page',
    },
    'link-expired': {
      title: 'This link has lapsed',
      text: 'A login link works for ten minutes. Please ask the official account for a new one.',
      action: 'Go to my page',
    },
    'link-conflict': {
      title: 'Nothing was linked',
      text: 'One of the two identities is linked to somebody else’s already, so nothing was changed. You are signed in as yourself. If this was not you, please tell the people behind the official account.',
      action: 'Go to my page',
    },
    'link-of-another': {
      title: 'This link is not yours',
      text: 'It was made for another person, so it did nothing. You are signed in as yourself. Please ask the official account for a link of your own.',
      action: 'Go to my page',
    },
    'data-shown': {
      title: 'You have seen it several times',
      text: 'Everything we hold on you can be shown five times within an hour. Nothing is lost; please come back a little later.',
      action: 'Go to my page',
    },
  },
  problemNumber: 'Error number',
  problemNumberHint: 'Please quote it when you ask for help',
  close: 'Close this page',
  servedBy: ['Sign-in by ', ''],
};
