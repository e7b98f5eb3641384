import { publishSite, type Site } from './browser-site.js';

/** Somebody else's page with one link on it: another site, as far as cookies are concerned. */
export interface Article extends Site {
  readonly url: string;
}

/** Publishes an article that links to `address`. */
export async function publishArticle(address: string): Promise<Article> {
  const html = `<title>一篇文章</title><a href="${address}">会员中心</a>`;
  const site = await publishSite(() => ({ html }), '127.0.0.1');
  return { ...site, url: `${site.origin}/article` };
}
