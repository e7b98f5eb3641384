import { pageHeaders } from './page-headers.js';

describe('pageHeaders', () => {
  it('lets nothing keep, frame, sniff or extend a page', () => {
    expect(pageHeaders()).toMatchObject({
      'Cache-Control': 'no-store',
      Pragma: 'no-cache',
      Expires: '0',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    });
  });

  it('lets the one origin named frame it', () => {
    const headers = pageHeaders({ frameAncestor: 'http://localhost:3001/phone?x' });
    expect(headers['Content-Security-Policy']).toMatch(/; frame-ancestors http:\/\/localhost:3001$/);
  });

  it.each(['*', 'javascript:1', "'self'; script-src *", 'data:text/html,x'])(
    'refuses %j as an origin',
    (origin) => {
      expect(() => pageHeaders({ frameAncestor: origin })).toThrow();
    },
  );
});
