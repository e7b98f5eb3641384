/* Lingpai: what the visitor pages do beyond showing. ES2017, no build step; each page works without it. */
(() => {
  'use strict';
  const root = document.documentElement;
  const body = document.body;
  const status = document.getElementById('status');
  const byId = (id) => document.getElementById(id);

  /* Redirects hand on the fragment of the link before them: WeChat's would stay in the address that people share. */
  if (/#(?:wechat_redirect)?$/.test(location.href))
    history.replaceState(history.state, '', location.pathname + location.search);

  /* What stands behind # never reaches a server: it is taken along to the login from here. */
  if (body.getAttribute('data-page') === 'carry-fragment') {
    const login = document.querySelector('[data-login]').getAttribute('data-login');
    location.replace(login + encodeURIComponent(location.hash));
    return;
  }

  /* WeChat's own font size setting, in per cent; every length that should grow with it is in rem. */
  const readFontScale = () => {
    const env = window.__wxWebEnv.getEnv();
    return Number((typeof env === 'string' ? JSON.parse(env) : env).fontScale);
  };
  const applyFontScale = (percent) => {
    if (percent >= 50 && percent <= 300) root.style.fontSize = percent + '%';
  };
  if (window.__wxWebEnv)
    Promise.resolve()
      .then(readFontScale)
      .then(applyFontScale, () => undefined);

  /* The card by which the page is shared. WeChat on an iPhone checks the address at which the page was loaded: asked once. */
  const landed = location.href.split('#')[0];
  const setCard = ({ config, card }) => {
    const cards = ['updateAppMessageShareData', 'updateTimelineShareData'];
    window.wx.config(Object.assign({ debug: false, jsApiList: cards }, config));
    window.wx.error(() => body.setAttribute('data-card', 'refused'));
    window.wx.ready(() => {
      for (const api of cards)
        window.wx[api]({
          title: card.title,
          desc: document.title,
          link: card.link,
          imgUrl: '',
          success: () => body.setAttribute('data-card', 'set'),
        });
    });
  };
  const share = byId('share');
  if (share && (/MicroMessenger/i.test(navigator.userAgent) || window.parent !== window)) {
    const sdk = document.createElement('script');
    sdk.src = share.getAttribute('data-src');
    sdk.addEventListener('load', () => {
      request('GET', '/me/share-card?url=' + encodeURIComponent(landed))
        .then((answer) => (answer.ok ? answer.json().then(setCard) : undefined))
        .catch(() => undefined);
    });
    document.head.appendChild(sdk);
  }

  let hiding = 0;
  const say = (key, staying) => {
    clearTimeout(hiding);
    status.textContent = status.getAttribute('data-' + key);
    status.classList.add('weui-toast_shown');
    if (!staying) hiding = setTimeout(silence, 2600);
  };
  const silence = () => {
    status.classList.remove('weui-toast_shown');
    status.textContent = '';
  };

  const request = (method, path) =>
    fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { Accept: 'application/json' },
    });

  /* One request at a time for each button; its answer decides what is said. */
  const once = (button, work) => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    say('working', true);
    const free = () => button.removeAttribute('aria-disabled');
    work().then(free, () => {
      free();
      say('failed');
    });
  };

  const copyByHand = (text) => {
    const field = document.createElement('textarea');
    field.value = text;
    field.readOnly = true;
    field.className = 'weui-hidden_abs';
    body.appendChild(field);
    field.select();
    field.setSelectionRange(0, text.length);
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  };
  const copy = (button) => {
    const text = byId(button.getAttribute('data-copy')).textContent;
    const fallBack = () => {
      const copied = copyByHand(text);
      button.focus();
      say(copied ? 'copied' : 'copy-failed');
    };
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(text).then(() => say('copied'), fallBack);
    } else fallBack();
  };

  /* In place: loading the page again would sign the visitor in again. */
  const showSignedOut = () => {
    const template = byId('signed-out');
    const main = document.querySelector('main');
    silence();
    main.className = '';
    main.textContent = '';
    main.appendChild(template.content.cloneNode(true));
    body.setAttribute('data-page', 'signed-out');
    document.title = template.getAttribute('data-title');
    scrollTo(0, 0);
    main.querySelector('h1').focus();
  };
  const signOut = () =>
    request('POST', '/auth/logout').then((answer) => {
      if (!answer.ok && answer.status !== 401) throw new Error('refused');
      showSignedOut();
    });

  /* Behind a picture that does not load there is a stand-in. */
  const dropWhenBroken = (picture) => {
    picture.addEventListener('error', () => picture.remove());
    if (picture.complete && picture.src && picture.naturalWidth === 0) picture.remove();
  };
  if (byId('picture')) dropWhenBroken(byId('picture'));

  const showProfile = (profile) => {
    if (profile.nickname) byId('name').firstElementChild.textContent = profile.nickname;
    if (!profile.avatar_url) return;
    let picture = byId('picture');
    if (!picture) {
      picture = document.createElement('img');
      picture.id = 'picture';
      picture.alt = '';
      byId('avatar').appendChild(picture);
      dropWhenBroken(picture);
    }
    picture.src = profile.avatar_url;
  };
  const updateProfile = (button) =>
    request('POST', '/me/profile').then((answer) => {
      if (answer.status === 401) return showSignedOut();
      return answer.json().then((content) => {
        if (answer.ok) {
          showProfile(content);
          say('updated');
        } else if (answer.status === 409 && content.code === 'user_token.reauthorize') {
          location.assign(button.getAttribute('data-profile-url'));
        } else throw new Error('refused');
      });
    });

  body.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.hasAttribute('data-copy')) copy(button);
    else if (button.id === 'update') once(button, () => updateProfile(button));
    else if (button.hasAttribute('data-close')) window.WeixinJSBridge.call('closeWindow');
  });
  const form = byId('sign-out');
  if (form) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      once(form.querySelector('button'), signOut);
    });
  }

  const erase = byId('erase');
  if (erase) {
    const eraseAll = () =>
      request('POST', '/me/data/delete').then((answer) => {
        if (!answer.ok && answer.status !== 401) throw new Error('refused');
        showSignedOut();
      });
    erase.addEventListener('submit', (event) => {
      event.preventDefault();
      once(byId('delete'), eraseAll);
    });
  }

  const offerClosing = () => {
    for (const button of document.querySelectorAll('[data-close]')) button.hidden = false;
  };
  if (window.WeixinJSBridge) offerClosing();
  else document.addEventListener('WeixinJSBridgeReady', offerClosing);

  /* A page that comes back with the Back button is as old as it was left: ask who is here now. */
  const check = () =>
    request('GET', '/auth/session').then((answer) => {
      const page = body.getAttribute('data-page');
      if (page === 'member' && answer.status === 401) return showSignedOut();
      if (!answer.ok) return undefined;
      return answer.json().then((session) => {
        const openid = byId('openid');
        if (page === 'member' && openid && openid.textContent !== session.openid) location.reload();
        if (page === 'purpose' && /snsapi_userinfo/.test(session.scope)) {
          location.replace(document.querySelector('main').getAttribute('data-done'));
        }
      });
    });
  addEventListener('pageshow', (event) => {
    const page = body.getAttribute('data-page');
    if (event.persisted && (page === 'member' || page === 'purpose')) check().catch(() => undefined);
  });
})();
