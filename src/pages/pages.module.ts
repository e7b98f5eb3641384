import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { PageAssets } from './assets.js';
import { FailureFilter } from './failure.filter.js';
import { PageAssetsController } from './page-assets.controller.js';
import { pageHeaders } from './page-headers.js';
import { PageHeaders, PageSender } from './page-sender.js';
import { Pages } from './pages.js';

/** What the pages are made of and who may frame them. */
export interface PagesSettings {
  /** The folder `web/visitor`. */
  readonly assetsFolder: string;
  /** The sandbox's phone, in development. */
  readonly frameAncestor?: string;
  /** Where WeChat's JS-SDK comes from, and whether it calls home; null: from nowhere. */
  readonly jssdk: { readonly url: string; readonly mayCall: boolean } | null;
}

/** The visitors' pages: what they look like, how they are sent, and what failures become. */
@Module({})
export class PagesModule {
  static with({ assetsFolder, frameAncestor, jssdk }: PagesSettings): DynamicModule {
    return {
      module: PagesModule,
      global: true,
      controllers: [PageAssetsController],
      providers: [
        { provide: PageAssets, useFactory: () => new PageAssets(assetsFolder) },
        { provide: Pages, inject: [PageAssets], useFactory: (assets: PageAssets) => new Pages({ assets }) },
        {
          provide: PageHeaders,
          useValue: {
            common: pageHeaders({ frameAncestor }),
            sharing: pageHeaders({ frameAncestor, script: jssdk ?? undefined }),
          },
        },
        PageSender,
        { provide: APP_FILTER, useClass: FailureFilter },
      ],
      exports: [PageAssets, PageSender],
    };
  }
}
