// Preloaded into a Node program (NODE_OPTIONS=--require=…): its connections to WeChat's hosts go to the sandbox at
// SANDBOX_URL and SANDBOX_TLS_URL, names and certificates unchanged. Plain JavaScript that old Nodes read.
'use strict';

const dns = require('node:dns');
const net = require('node:net');

const WECHAT = /^(?:(?:[a-z0-9-]+\.)*weixin\.qq\.com|res2?\.wx\.qq\.com)$/i;
// What WeChat's names resolve to here: a loopback address that means them, for programs that look names up themselves.
const STAND_IN = '127.87.67.1';
const ports = { plain: portOf(process.env.SANDBOX_URL), secure: portOf(process.env.SANDBOX_TLS_URL) };

if (ports.plain) {
  divertConnections();
  divertLookups();
}

function portOf(url) {
  return url ? Number(new URL(url).port) : 0;
}

function isOurs(host) {
  return typeof host === 'string' && (host === STAND_IN || WECHAT.test(host));
}

// http, https, tls, undici and fetch all connect by this one method.
function divertConnections() {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function connectDiverted(...given) {
    const [first, second] = given;
    if (Array.isArray(first) && first[0] && isOurs(first[0].host)) first[0] = diverted(first[0]);
    else if (isRecord(first) && isOurs(first.host)) given[0] = diverted(first);
    else if (isOurs(second)) given.splice(0, 2, diverted({ port: first, host: second }));
    return connect.apply(this, given);
  };
}

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// A copy: what TLS compares the certificate with stays as it was.
function diverted(options) {
  const port = Number(options.port) === 443 ? ports.secure : ports.plain;
  if (!port) throw new Error('WeChat over HTTPS needs a sandbox with a certificate: lingpai sandbox --tls');
  return { ...options, host: '127.0.0.1', port, lookup: undefined, family: 4, autoSelectFamily: false };
}

function divertLookups() {
  const { lookup } = dns;
  dns.lookup = function lookupDiverted(host, ...rest) {
    if (!isOurs(host)) return lookup.call(this, host, ...rest);
    const [options, callback] = rest.length > 1 ? rest : [null, rest[0]];
    const found = { address: STAND_IN, family: 4 };
    if (isRecord(options) && options.all) process.nextTick(callback, null, [found]);
    else process.nextTick(callback, null, found.address, found.family);
    return {};
  };
  const { lookup: promised } = dns.promises;
  dns.promises.lookup = async function promisedDiverted(host, options) {
    if (!isOurs(host)) return promised.call(this, host, options);
    const found = { address: STAND_IN, family: 4 };
    return options && options.all ? [found] : found;
  };
}
