import { KeyRing } from '../kernel/crypto/key-ring.js';
import { UserCursors } from './user-cursors.js';

const old = Buffer.alloc(32, 1);
const young = Buffer.alloc(32, 2);
const cursors = new UserCursors(new KeyRing([old]));
const place = { at: '2026-03-01 08:00:00.000001+00', id: '9007199254740993' };

it('gives a place back as it was, to the microsecond', () => {
  for (const each of [place, { at: null, id: '7' }])
    expect(cursors.read(cursors.write(each, 'list'), 'list')).toEqual(each);
});

it('knows no place of another list, nor one that was altered at any character, cut or lengthened', () => {
  const cursor = cursors.write(place, 'list');
  expect(cursors.read(cursor, 'other list')).toBeNull();
  for (let at = 0; at < cursor.length; at++) {
    const letter = cursor[at] === 'x' ? 'y' : 'x';
    expect(cursors.read(cursor.slice(0, at) + letter + cursor.slice(at + 1), 'list')).toBeNull();
    expect(cursors.read(cursor.slice(0, at), 'list')).toBeNull();
  }
  for (const more of ['A', '.', '.A', '=']) expect(cursors.read(cursor + more, 'list')).toBeNull();
  for (const none of ['', '.', '..', 'A'.repeat(10_000)]) expect(cursors.read(none, 'list')).toBeNull();
});

it('knows its places after a change of keys, as long as the old one is still in the ring', () => {
  const cursor = cursors.write(place, 'list');
  expect(new UserCursors(new KeyRing([young, old])).read(cursor, 'list')).toEqual(place);
  expect(new UserCursors(new KeyRing([young])).read(cursor, 'list')).toBeNull();
});
