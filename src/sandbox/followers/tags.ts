import { Refusal } from '../rules.js';

const MAX_TAGS = 100;
const MAX_TAGS_OF_ONE = 20;
const MAX_NAME_BYTES = 30;
const MAX_MEMBERS_TO_DELETE = 100_000;
/** 未分组, 黑名单, 星标组: the platform's own; of these only the last is a tag one can carry. */
const RESERVED_IDS: readonly unknown[] = [0, 1, 2];
const STARRED = { id: 2, name: '星标组' };
const FIRST_ID = 100;

/** A tag (标签) and how many followers carry it. */
export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly count: number;
}

interface KeptTag {
  name: string;
  readonly members: Set<string>;
}

/** The tags of one account, and who carries which; people go by their openid. */
export class Tags {
  private readonly tags = new Map<number, KeptTag>();
  private readonly byOpenid = new Map<string, number[]>();
  private nextId = FIRST_ID;

  constructor() {
    this.tags.set(STARRED.id, { name: STARRED.name, members: new Set() });
  }

  list(): Tag[] {
    return [...this.tags].map(([id, { name, members }]) => ({ id, name, count: members.size }));
  }

  /** @throws Refusal 45157, 45158, 45056 */
  create(name: unknown): { id: number; name: string } {
    const checked = this.requireName(name, null);
    if (this.tags.size - 1 >= MAX_TAGS) throw new Refusal('cgi.tags_full');
    const id = this.nextId++;
    this.tags.set(id, { name: checked, members: new Set() });
    return { id, name: checked };
  }

  /** @throws Refusal 45058, 45159, 45157, 45158 */
  rename(id: unknown, name: unknown): void {
    const tag = this.requireOwn(id);
    tag.name = this.requireName(name, tag);
  }

  /** Takes the tag off everybody, too. @throws Refusal 45058, 45159, 45057 */
  delete(id: unknown): void {
    const { members } = this.requireOwn(id);
    if (members.size > MAX_MEMBERS_TO_DELETE) throw new Refusal('cgi.tag_crowded');
    for (const openid of members) this.drop(openid, id as number);
    this.tags.delete(id as number);
  }

  /** All of them or none. @throws Refusal 45159, 45059 */
  tag(openids: readonly string[], id: unknown): void {
    const { members } = this.require(id);
    const fresh = openids.filter((openid) => !members.has(openid));
    if (fresh.some((openid) => this.of(openid).length >= MAX_TAGS_OF_ONE))
      throw new Refusal('cgi.tags_of_one');
    for (const openid of fresh) {
      if (members.has(openid)) continue;
      members.add(openid);
      this.byOpenid.set(openid, [...this.of(openid), id as number]);
    }
  }

  /** Who does not carry it is passed over. @throws Refusal 45159 */
  untag(openids: readonly string[], id: unknown): void {
    const { members } = this.require(id);
    for (const openid of openids) if (members.delete(openid)) this.drop(openid, id as number);
  }

  /** Who carries a tag, in the order in which they got it. @throws Refusal 45159 */
  members(id: unknown): ReadonlySet<string> {
    return this.require(id).members;
  }

  /** What somebody carries, in the order in which they got it. */
  of(openid: string): readonly number[] {
    return this.byOpenid.get(openid) ?? [];
  }

  /** Whoever carries a tag. */
  everybody(): string[] {
    return [...this.byOpenid.keys()];
  }

  /** Takes every tag off somebody. */
  forget(openid: string): void {
    for (const id of this.of(openid)) this.tags.get(id)?.members.delete(openid);
    this.byOpenid.delete(openid);
  }

  /** Every tag with those who carry it. */
  export(): { id: number; name: string; members: string[] }[] {
    return [...this.tags].map(([id, { name, members }]) => ({ id, name, members: [...members] }));
  }

  /** Replaces every tag. */
  import(tags: readonly { id: number; name: string; members: readonly string[] }[]): void {
    this.tags.clear();
    this.byOpenid.clear();
    this.tags.set(STARRED.id, { name: STARRED.name, members: new Set() });
    for (const { id, name, members } of tags) {
      this.tags.set(id, { name, members: new Set(members) });
      this.nextId = Math.max(this.nextId, id + 1);
      for (const openid of members) this.byOpenid.set(openid, [...this.of(openid), id]);
    }
  }

  private require(id: unknown): KeptTag {
    const tag = this.tags.get(id as number);
    if (!tag) throw new Refusal('cgi.tag_unknown');
    return tag;
  }

  private requireOwn(id: unknown): KeptTag {
    if (RESERVED_IDS.includes(id)) throw new Refusal('cgi.tag_reserved');
    return this.require(id);
  }

  private requireName(name: unknown, self: KeptTag | null): string {
    if (typeof name !== 'string' || name === '') throw new Refusal('cgi.tag_name');
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw new Refusal('cgi.tag_name_long');
    for (const tag of this.tags.values())
      if (tag.name === name && tag !== self) throw new Refusal('cgi.tag_name');
    return name;
  }

  private drop(openid: string, id: number): void {
    const left = this.of(openid).filter((carried) => carried !== id);
    if (left.length === 0) this.byOpenid.delete(openid);
    else this.byOpenid.set(openid, left);
  }
}
