import { changeOpenids } from './change-openid.js';
import { withGlobalToken } from './cgi-call.js';
import { blacklistMembers, changeBlacklist } from './user-blacklist.js';
import { userInfo, userInfoBatch } from './user-info.js';
import { listUsers } from './user-list.js';
import { updateRemark } from './user-remark.js';
import { tagMembers, tagsOfUser, tagUsers, untagUsers } from './user-tagging.js';
import { createTag, deleteTag, listTags, renameTag } from './user-tags.js';

const HANDLERS = {
  '/cgi-bin/changeopenid': changeOpenids,
  '/cgi-bin/user/info': userInfo,
  '/cgi-bin/user/info/batchget': userInfoBatch,
  '/cgi-bin/user/info/updateremark': updateRemark,
  '/cgi-bin/user/get': listUsers,
  '/cgi-bin/user/tag/get': tagMembers,
  '/cgi-bin/tags/create': createTag,
  '/cgi-bin/tags/get': listTags,
  '/cgi-bin/tags/update': renameTag,
  '/cgi-bin/tags/delete': deleteTag,
  '/cgi-bin/tags/getidlist': tagsOfUser,
  '/cgi-bin/tags/members/batchtagging': tagUsers,
  '/cgi-bin/tags/members/batchuntagging': untagUsers,
  '/cgi-bin/tags/members/getblacklist': blacklistMembers,
  '/cgi-bin/tags/members/batchblacklist': changeBlacklist('add'),
  '/cgi-bin/tags/members/batchunblacklist': changeBlacklist('delete'),
};

/** Users, tags and the blacklist. */
export const USER_CALLS = Object.fromEntries(
  Object.entries(HANDLERS).map(([path, handler]) => [path, withGlobalToken(handler)]),
);
