import type { PageAssets } from './assets.js';
import { DataPage } from './data-page.js';
import { escapeHref, escapeHtml } from './html.js';
import { LANGUAGES, type Language } from './language.js';
import { Layout } from './layout.js';
import { MemberPage } from './member-page.js';
import { messageBody } from './message.js';
import type {
  ConfirmLinkModel,
  DataModel,
  MemberModel,
  NotAuthorizedModel,
  OpenInWechatModel,
  ProblemModel,
  PurposeModel,
  SignedOutModel,
} from './models.js';
import { OpenInWechatPage } from './open-in-wechat-page.js';
import { ProblemPage } from './problem-page.js';
import { PurposePage } from './purpose-page.js';
import { WORDS } from './words/by-language.js';
import type { Words } from './words/words.js';

export type { MemberModel, ProblemKind } from './models.js';

/** What the pages are made with. */
export interface PagesOptions {
  readonly assets: PageAssets;
  /** Named in the footer; without it there is no footer. */
  readonly productName?: string;
}

interface PageSet {
  readonly words: Words;
  readonly layout: Layout;
  readonly member: MemberPage;
  readonly open: OpenInWechatPage;
  readonly purpose: PurposePage;
  readonly data: DataPage;
  readonly problem: ProblemPage;
}

/**
 * Every page a visitor sees, as whole HTML documents: from a model to a string, nothing else. All values
 * are escaped here; the models hold plain text.
 */
export class Pages {
  private readonly sets: Readonly<Record<Language, PageSet>>;

  constructor(options: PagesOptions) {
    const sets = LANGUAGES.map((language) => [language, pageSet(language, options)] as const);
    this.sets = Object.fromEntries(sets) as Record<Language, PageSet>;
  }

  /** The signed-in visitor's own page, `/me`. */
  member(language: Language, model: MemberModel): string {
    return this.sets[language].member.render(model);
  }

  /** "Please open this link in WeChat", fitted to where the visitor is instead. */
  openInWechat(language: Language, model: OpenInWechatModel): string {
    return this.sets[language].open.render(model);
  }

  /** Asked before `snsapi_userinfo`. */
  purpose(language: Language, model: PurposeModel): string {
    return this.sets[language].purpose.render(model);
  }

  /** What {@link purpose} says, as text. */
  purposeText(language: Language, model: Pick<PurposeModel, 'accountName' | 'reason'>): string {
    return this.sets[language].purpose.text(model);
  }

  /** What the member page says above its button that asks for the profile, as text. */
  memberPurposeText(language: Language): string {
    const { purpose, showProfile } = this.sets[language].words.member;
    return `${purpose}\n${showProfile}`;
  }

  /** What we hold on the visitor, and the way to have it deleted. */
  data(language: Language, model: DataModel): string {
    return this.sets[language].data.render(model);
  }

  /** The visitor's data is gone. */
  deleted(language: Language): string {
    const { words, layout } = this.sets[language];
    const { deletedTitle: title, deletedText: text } = words.data;
    return `${layout.start(title, 'deleted')}<main>${messageBody({ icon: 'done', title, text, actions: [] })}</main>${layout.end}`;
  }

  /** The visitor declined, or WeChat sent them back without a code. */
  notAuthorized(language: Language, model: NotAuthorizedModel): string {
    const { words, layout } = this.sets[language];
    const { title, text, retry, look } = words.notAuthorized;
    const actions = [
      { label: retry, href: model.retryUrl },
      { label: look, href: model.lookUrl },
    ];
    const body = messageBody({ icon: 'info', title, text, actions });
    return `${layout.start(title, 'not-authorized')}<main>${body}</main>${layout.end}`;
  }

  /** Asked before a login link that nobody may have tapped goes on. */
  confirmLink(language: Language, { fromName, atName, continueUrl }: ConfirmLinkModel): string {
    const { words, layout } = this.sets[language];
    const { title, text, go } = words.confirmLink;
    const [before, between, after] = text;
    const body = messageBody({
      icon: 'info',
      title,
      text: before + fromName + between + atName + after,
      actions: [{ label: go, href: continueUrl }],
      close: words.close,
    });
    return `${layout.start(title, 'confirm-link')}<main>${body}</main>${layout.end}`;
  }

  /** Something is in the way: what it is, in a visitor's words, and a number that finds the log line. */
  problem(language: Language, model: ProblemModel): string {
    return this.sets[language].problem.render(model);
  }

  /** A snapshot visitor (快照页) at a page that needs a person. */
  snapshot(language: Language): string {
    const { words, layout } = this.sets[language];
    const { snapshotTitle: title, snapshotText: text } = words.member;
    return `${layout.start(title, 'snapshot')}<main>${messageBody({ icon: 'info', title, text, actions: [] })}</main>${layout.end}`;
  }

  /** Nothing to see: its script goes on to the login at once, and takes along what stands behind `#`. */
  carryFragment(language: Language, model: { readonly loginUrl: string }): string {
    const { words, layout } = this.sets[language];
    const href = escapeHref(model.loginUrl);
    const noScript = `<noscript><meta http-equiv="refresh" content="0;url=${href}"></noscript>`;
    return (
      `${layout.start(words.status.working, 'carry-fragment')}<main data-login="${href}">` +
      `<div class="weui-msg" role="status"><h1 class="weui-msg__title">${escapeHtml(words.status.working)}</h1></div>${noScript}</main>${layout.end}`
    );
  }

  /** After signing out. */
  signedOut(language: Language, model: SignedOutModel): string {
    const { words, layout } = this.sets[language];
    const { title, text, again } = words.signedOut;
    const body = messageBody({
      icon: 'done',
      title,
      text,
      actions: [{ label: again, href: model.againUrl }],
      close: words.close,
    });
    return `${layout.start(title, 'signed-out')}<main>${body}</main>${layout.end}`;
  }
}

function pageSet(language: Language, { assets, productName }: PagesOptions): PageSet {
  const words = WORDS[language];
  const layout = new Layout(language, words, assets, productName);
  return {
    words,
    layout,
    member: new MemberPage(language, words, layout),
    open: new OpenInWechatPage(words, layout),
    purpose: new PurposePage(words, layout),
    data: new DataPage(words, layout),
    problem: new ProblemPage(words, layout),
  };
}
