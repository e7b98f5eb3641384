/*
 * A stand-in for WeChat's JS-SDK (jweixin-1.6.0.js): the same names and the same answers. Whether wx.config is good
 * is for the sandbox to say, which knows the account's ticket and domains; what only a phone can do is made up.
 */
(function (root) {
  'use strict';
  if (root.jWeixin) return;

  var source = document.currentScript ? document.currentScript.src : location.href;
  var sandbox = new URL(source).origin;
  var withoutFragment = function () {
    return location.href.split('#')[0];
  };
  // WeChat on an iPhone checks the address at which the visitor came in, not the one pushState has made of it.
  var landed = withoutFragment();
  var onApple = /iphone|ipad/i.test(navigator.userAgent);

  var settings = {};
  var page = '';
  // 0: not asked yet. 1: good. -1: refused.
  var state = 0;
  var verdict = null;
  var onReady = [];
  var onError = null;

  var SHARES =
    'updateAppMessageShareData updateTimelineShareData onMenuShareTimeline onMenuShareAppMessage onMenuShareQQ ' +
    'onMenuShareWeibo onMenuShareQZone';
  var OTHERS =
    'startRecord stopRecord onVoiceRecordEnd playVoice pauseVoice stopVoice onVoicePlayEnd uploadVoice downloadVoice ' +
    'chooseImage previewImage uploadImage downloadImage getLocalImgData translateVoice getNetworkType openLocation ' +
    'getLocation hideOptionMenu showOptionMenu hideMenuItems showMenuItems hideAllNonBaseMenuItem ' +
    'showAllNonBaseMenuItem closeWindow scanQRCode chooseWXPay openProductSpecificView addCard chooseCard openCard ' +
    'startSearchBeacons stopSearchBeacons onSearchBeacons consumeAndShareCard openWXDeviceLib openEnterpriseChat ' +
    'launchMiniProgram miniProgram';
  var NAMES = (SHARES + ' ' + OTHERS).split(' ');

  /** What the phone would give. */
  var RESULTS = {
    getNetworkType: { networkType: 'wifi' },
    getLocation: { latitude: 23.099994, longitude: 113.32452, speed: 0, accuracy: 65 },
    scanQRCode: { resultStr: 'https://example.com/sandbox' },
    chooseImage: { localIds: ['weixin://resourceid/sandbox-1'], sourceType: 'album' },
    getLocalImgData: { localData: 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' },
    uploadImage: { serverId: 'sandbox-media-1' },
    downloadImage: { localId: 'weixin://resourceid/sandbox-1' },
    stopRecord: { localId: 'weixin://resourceid/sandbox-2' },
    uploadVoice: { serverId: 'sandbox-media-2' },
    downloadVoice: { localId: 'weixin://resourceid/sandbox-2' },
    translateVoice: { translateResult: '你好' },
    chooseCard: { cardList: [] },
  };

  function ask(path, parameters) {
    var query = new URLSearchParams(parameters).toString();
    return fetch(sandbox + path + '?' + query, { credentials: 'omit', cache: 'no-store' }).then(
      function (reply) {
        return reply.json();
      },
    );
  }

  function log() {
    if (settings.debug) console.log.apply(console, ['[jweixin]'].concat([].slice.call(arguments)));
  }

  /** Calls back as the SDK does: by what follows the first colon of errMsg, and `complete` in any case. */
  function finish(options, answer) {
    var outcome = answer.errMsg.slice(answer.errMsg.indexOf(':') + 1);
    log(answer);
    var handler = outcome === 'ok' ? options.success : outcome === 'cancel' ? options.cancel : options.fail;
    if (handler) handler(answer);
    if (options.complete) options.complete(answer);
  }

  function withoutHandlers(options) {
    return JSON.stringify(options, function (_, value) {
      return typeof value === 'function' ? undefined : value;
    }).slice(0, 2000);
  }

  /** The drawn phone shows what would be shared; null: nothing is set yet. */
  function tellPhone(card) {
    if (root.parent && root.parent !== root)
      root.parent.postMessage({ lingpai: 'share', card: card }, sandbox);
  }

  function invoke(name, options) {
    options = options || {};
    ask('/open/js/call', { page: page, api: name, data: withoutHandlers(options) }).then(
      function (answer) {
        if (answer.errMsg === name + ':ok' && SHARES.split(' ').indexOf(name) >= 0)
          tellPhone({ title: options.title, desc: options.desc, link: options.link, imgUrl: options.imgUrl });
        finish(options, answer.errMsg === name + ':ok' ? Object.assign({}, RESULTS[name], answer) : answer);
      },
      function () {
        finish(options, { errMsg: name + ':fail' });
      },
    );
  }

  function settle(answer) {
    verdict = { errMsg: answer.errMsg };
    page = answer.page || '';
    state = answer.errMsg === 'config:ok' ? 1 : -1;
    log(verdict);
    if (state === -1 && onError) onError(verdict);
    // The real one runs them after a refusal, too: only then does each call say "permission denied".
    onReady.splice(0).forEach(function (callback) {
      callback();
    });
  }

  var wx = {
    config: function (options) {
      settings = options || {};
      state = 0;
      ask('/open/js/config', {
        appid: settings.appId || '',
        timestamp: settings.timestamp === undefined ? '' : settings.timestamp,
        nonce: settings.nonceStr || '',
        signature: settings.signature || '',
        url: onApple ? landed : withoutFragment(),
        apis: (settings.jsApiList || []).join(','),
      }).then(settle, function () {
        settle({ errMsg: 'config:fail' });
      });
    },
    ready: function (callback) {
      if (state === 0) onReady.push(callback);
      else callback();
    },
    error: function (callback) {
      if (state === -1) callback(verdict);
      else onError = callback;
    },
    checkJsApi: function (options) {
      var result = {};
      (options.jsApiList || []).forEach(function (name) {
        result[name] = NAMES.indexOf(name) >= 0;
      });
      finish(options, { errMsg: 'checkJsApi:ok', checkResult: result });
    },
    invoke: function (name, options, callback) {
      invoke(name, Object.assign({}, options, { complete: callback }));
    },
    on: function () {},
  };
  NAMES.forEach(function (name) {
    wx[name] = function (options) {
      invoke(name, options);
    };
  });
  wx.miniProgram = {
    getEnv: function (callback) {
      callback({ miniprogram: false });
    },
  };

  tellPhone(null);
  root.wx = root.jWeixin = wx;
})(window);
