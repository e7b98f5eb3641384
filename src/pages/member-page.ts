import { DayNames } from './day-names.js';
import { escapeHref, escapeHtml, escapeOwnPath, initialOf, isVisible, isolate } from './html.js';
import { PERSON_ICON } from './icons.js';
import type { Language } from './language.js';
import type { Layout } from './layout.js';
import { messageBody } from './message.js';
import type { MemberModel } from './models.js';
import type { Words } from './words/words.js';

/** Characters of the openid that stay in sight when a narrow screen hides its middle. */
const OPENID_TAIL = 8;

/** The member page in one language: its constant parts are made at start, a view joins them around the values. */
export class MemberPage {
  private readonly days: DayNames;
  private readonly start: string;
  private readonly snapshotStart: string;
  private readonly end: string;
  private readonly factsStart: string;
  private readonly following: Readonly<Record<'yes' | 'no' | 'unknown', string>>;
  private readonly openidStart: string;
  private readonly openidEnd: string;
  private readonly granted: Readonly<Record<'identity' | 'profile', string>>;
  private readonly firstSeenStart: string;
  private readonly untilStart: string;
  private readonly askStart: string;
  private readonly askEnd: string;
  private readonly updateStart: string;
  private readonly updateEnd: string;
  private readonly signOut: string;
  private readonly banner: string;

  constructor(
    language: Language,
    private readonly words: Words,
    layout: Layout,
  ) {
    const own = words.member;
    const { title, text, again } = words.signedOut;
    const signedOut = messageBody({ icon: 'done', title, text, actions: [{ label: again, href: '' }] });
    this.days = new DayNames(language);
    this.start = `${layout.start(own.title, 'member')}<main class="member">`;
    this.snapshotStart = `${layout.start(own.title, 'snapshot')}<main class="member">`;
    this.end = `</main><template id="signed-out" data-title="${escapeHtml(title)}">${signedOut}</template>${layout.end}`;
    this.factsStart = `<h2 class="weui-hidden_abs">${escapeHtml(own.facts)}</h2><dl class="weui-cells">`;
    const state = (key: 'yes' | 'no' | 'unknown') =>
      `${cellStart(own.following)}<span class="follow follow_${key}" id="subscribed" data-state="${key}">${escapeHtml(own.subscribed[key])}</span>${CELL_END}`;
    this.following = { yes: state('yes'), no: state('no'), unknown: state('unknown') };
    this.openidStart = `${cellStart(own.openid)}<code class="middle" id="openid" translate="no">`;
    this.openidEnd = `</code><button type="button" class="weui-btn_copy" data-copy="openid" aria-label="${escapeHtml(own.copyOpenid)}">${COPY_ICON}</button>${CELL_END}`;
    const grant = (key: 'identity' | 'profile') =>
      `${cellStart(own.granted)}<span id="granted">${escapeHtml(own.grants[key])}</span>${CELL_END}`;
    this.granted = { identity: grant('identity'), profile: grant('profile') };
    this.firstSeenStart = cellStart(own.firstSeen);
    this.untilStart = cellStart(own.signedInUntil);
    this.askStart = `<section class="ask"><p class="ask__why" id="why">${escapeHtml(own.purpose)}</p><a class="weui-btn weui-btn_primary" id="show-profile" aria-describedby="why" href="`;
    this.askEnd = `">${escapeHtml(own.showProfile)}</a></section>`;
    this.updateStart = `<p class="actions"><button type="button" class="weui-btn weui-btn_default" id="update" data-profile-url="`;
    this.updateEnd = `">${escapeHtml(own.update)}</button></p>`;
    this.signOut = `<form class="actions" id="sign-out" method="post" action="/auth/logout"><button class="weui-btn weui-btn_plain">${escapeHtml(own.signOut)}</button></form><p class="privacy"><a id="data" href="/me/data">${escapeHtml(words.data.link)}</a></p>`;
    this.banner = `<aside class="weui-information-bar" id="snapshot" aria-label="${escapeHtml(own.snapshotTitle)}"><strong>${escapeHtml(own.snapshotTitle)}</strong><p>${escapeHtml(own.snapshotText)}</p></aside>`;
  }

  /** The whole document. A snapshot's identity is not real: nothing of it is shown, and nothing can be done. */
  render(model: MemberModel): string {
    if (model.snapshot) {
      return `${this.snapshotStart}${this.banner}${profile(this.words.member.guest, '', null, model.accountName)}${this.end}`;
    }
    const { nickname } = model;
    const avatar = escapeOwnPath(model.avatarUrl);
    const shared = model.scope !== 'snsapi_base' && /snsapi_(?:userinfo|login)/.test(model.scope);
    const held = nickname !== null || avatar !== null;
    const visible = nickname !== null && isVisible(nickname);
    const name = visible
      ? nickname
      : shared || held
        ? this.words.member.unnamed
        : this.words.member.noProfile;
    return (
      this.start +
      profile(name, visible && avatar === null ? initialOf(nickname) : '', avatar, model.accountName) +
      this.factsStart +
      this.following[model.subscribed === null ? 'unknown' : model.subscribed ? 'yes' : 'no'] +
      this.granted[shared || held ? 'profile' : 'identity'] +
      this.openid(model.openid) +
      (model.linked ?? []).map((link) => this.linked(link)).join('') +
      this.day(this.firstSeenStart, model.firstSeenAt) +
      this.day(this.untilStart, model.expiresAt) +
      '</dl>' +
      // Whoever agreed, but whose profile did not arrive, gets the button that fetches it instead.
      (held || (shared && model.refreshable)
        ? ''
        : this.askStart + escapeHref(model.profileUrl) + this.askEnd) +
      (model.refreshable ? this.updateStart + escapeHref(model.profileUrl) + this.updateEnd : '') +
      this.signOut +
      shareOf(model.jssdkUrl) +
      this.end
    );
  }

  private openid(openid: string | null): string {
    return openid === null ? '' : this.openidStart + shortened(openid) + this.openidEnd;
  }

  private linked({ accountName, openid }: { readonly accountName: string; readonly openid: string }): string {
    const [before, after] = this.words.member.linked;
    const label = `${escapeHtml(before)}${isolate(accountName)}${escapeHtml(after)}`;
    return `${LINKED_START}${label}${LINKED_BETWEEN}${shortened(openid)}</code>${CELL_END}`;
  }

  private day(start: string, instant: string | null): string {
    const name = instant === null ? '' : this.days.of(instant);
    return name === '' ? '' : `${start}<time datetime="${escapeHtml(instant!)}">${name}</time>${CELL_END}`;
  }
}

const COPY_ICON =
  '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor" stroke-width="1.6" d="M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4"/></svg>';
const CELL_END = '</dd></div>';

/** Where the script finds WeChat's JS-SDK; it sets the share card, and the page is whole without it. */
function shareOf(jssdkUrl: string | null | undefined): string {
  return jssdkUrl ? `<template id="share" data-src="${escapeHref(jssdkUrl)}"></template>` : '';
}

function cellStart(label: string): string {
  return `<div class="weui-cell"><dt class="weui-cell__bd">${escapeHtml(label)}</dt><dd class="weui-cell__ft">`;
}

const LINKED_START = '<div class="weui-cell"><dt class="weui-cell__bd">';
const LINKED_BETWEEN = '</dt><dd class="weui-cell__ft"><code class="middle linked" translate="no">';

/** An openid whose middle a narrow screen hides. */
function shortened(openid: string): string {
  const cut = Math.max(0, openid.length - OPENID_TAIL);
  const head = `<span class="middle__head">${escapeHtml(openid.slice(0, cut))}</span>`;
  return `${head}<span>${escapeHtml(openid.slice(cut))}</span>`;
}

/** The picture lies over its stand-in: when it does not load, the stand-in is there. */
function profile(name: string, initial: string, avatar: string | null, accountName: string): string {
  const standIn = initial === '' ? PERSON_ICON : `<span>${escapeHtml(initial)}</span>`;
  const picture = avatar === null ? '' : `<img id="picture" src="${avatar}" alt="" width="72" height="72">`;
  return `<header class="profile"><span class="avatar" id="avatar" aria-hidden="true">${standIn}${picture}</span><div class="profile__bd"><h1 class="profile__name" id="name">${isolate(name)}</h1><p class="profile__account">${isolate(accountName)}</p></div></header>`;
}
