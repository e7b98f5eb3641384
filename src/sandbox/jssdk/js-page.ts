/** A page whose `wx.config` was good: what it may call from here on. */
export interface JsPage {
  readonly appId: string;
  readonly url: string;
  readonly apis: readonly string[];
}

/** How long the sandbox remembers a page; WeChat forgets it when it is left, which nobody tells the sandbox. */
export const JS_PAGE_SECONDS = 86_400;
