/** The languages our pages speak; the first is what we speak when nothing else is known. */
export type Language = 'zh-CN' | 'en';

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

/** Where a visitor's language may be read from. */
export interface LanguageHints {
  /** `?lang=` of the address. */
  query?: string;
  /** What an earlier `?lang=` left in a cookie. */
  cookie?: string;
  /** WeChat adds `Language/zh_CN` to its user agent. */
  userAgent?: string;
  acceptLanguage?: string;
}

const MAX_ACCEPTED = 20;

/** Query, then cookie, then WeChat's own setting, then `Accept-Language`, then Chinese. */
export function chooseLanguage(hints: LanguageHints): Language {
  return (
    known(hints.query) ??
    known(hints.cookie) ??
    known(/\bLanguage\/([A-Za-z]{2,3}(?:[-_][A-Za-z]+)?)/.exec(hints.userAgent ?? '')?.[1]) ??
    accepted(hints.acceptLanguage) ??
    'zh-CN'
  );
}

/** Any Chinese is read as ours: a reader of zh-TW is closer to zh-CN than to English. */
function known(tag: string | undefined): Language | null {
  const primary = /^([A-Za-z]{2,3})(?:[-_]|$)/.exec(tag ?? '')?.[1]?.toLowerCase();
  if (primary === 'zh') return 'zh-CN';
  return primary === 'en' ? 'en' : null;
}

function accepted(header: string | undefined): Language | null {
  if (!header) return null;
  let best: Language | null = null;
  let bestWeight = 0;
  for (const entry of header.slice(0, 500).split(',', MAX_ACCEPTED)) {
    const [tag = '', ...parameters] = entry.trim().split(';');
    const language = known(tag.trim());
    const weight = weightOf(parameters);
    if (language && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  const written = parameters.map((each) => each.trim()).find((each) => each.startsWith('q='));
  if (written === undefined) return 1;
  const weight = Number(written.slice(2));
  return weight >= 0 && weight <= 1 ? weight : 0;
}
