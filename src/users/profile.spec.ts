import { NO_PROFILE, provenanceOf } from './profile.js';

it('says where a field came from only when it has a value', () => {
  const at = new Date('2026-03-01T08:00:00Z');
  expect(provenanceOf(NO_PROFILE, 'sns_userinfo', at)).toEqual({});
  expect(provenanceOf({ ...NO_PROFILE, nickname: '小明', sex: 0 }, 'user_info', at)).toEqual({
    nickname: { source: 'user_info', at: '2026-03-01T08:00:00.000Z' },
    sex: { source: 'user_info', at: '2026-03-01T08:00:00.000Z' },
  });
});
