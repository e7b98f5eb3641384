import type { SandboxAccount } from '../sandbox-account.js';
import { AlreadyThere, NoSuchPersona } from '../sandbox.errors.js';
import { identityOf } from './identity.js';
import { numberedPersona, READY_PERSONAS, type Persona } from './persona.js';

/** Everybody who may hold the phone. */
export class Personas {
  private readonly kept = new Map<string, Persona>();
  /** Ids by account and openid, which never change: found once, remembered. */
  private readonly byOpenid = new Map<string, string>();
  private defaultId = '';
  private elsewhere: (id: string) => Persona | null = () => null;

  constructor() {
    this.reset();
  }

  list(): Persona[] {
    return [...this.kept.values()];
  }

  /** Numbered visitors are always found. */
  find(id: string): Persona | null {
    return this.kept.get(id) ?? numberedPersona(id) ?? this.elsewhere(id);
  }

  /** Where else to look for somebody who is not kept. */
  alsoFind(elsewhere: (id: string) => Persona | null): void {
    this.elsewhere = elsewhere;
  }

  isKept(id: string): boolean {
    return this.kept.has(id);
  }

  /** Whom the account knows by this openid, among those that are kept; no stand-in of a snapshot page. */
  findByOpenid(openid: string, account: SandboxAccount): Persona | null {
    const wanted = `${account.appId} ${openid}`;
    if (!this.byOpenid.has(wanted)) {
      for (const persona of this.kept.values()) {
        const { openid: theirs } = identityOf(account, { persona, snapshot: false });
        this.byOpenid.set(`${account.appId} ${theirs}`, persona.id);
      }
    }
    return this.kept.get(this.byOpenid.get(wanted) ?? '') ?? null;
  }

  /** @throws NoSuchPersona */
  get(id: string): Persona {
    const persona = this.find(id);
    if (!persona) throw new NoSuchPersona(id);
    return persona;
  }

  /** Who comes when the request names nobody. */
  get default(): Persona {
    return this.get(this.defaultId);
  }

  /** @throws NoSuchPersona */
  makeDefault(id: string): void {
    this.defaultId = this.get(id).id;
  }

  /** @throws AlreadyThere */
  add(persona: Persona): void {
    if (this.find(persona.id)) throw new AlreadyThere(`The persona "${persona.id}"`);
    this.kept.set(persona.id, persona);
  }

  /** Changes some properties; a numbered visitor is kept from then on. @throws NoSuchPersona */
  change(id: string, changes: Partial<Omit<Persona, 'id'>>): Persona {
    const changed = { ...this.get(id), ...changes };
    this.kept.set(id, changed);
    return changed;
  }

  /** Nobody of a crowd is kept any longer: there is another crowd. */
  forgetCrowd(): void {
    for (const { id, crowd } of this.list()) if (crowd) this.kept.delete(id);
    this.byOpenid.clear();
  }

  /** Back to the ready personas. */
  reset(): void {
    this.replace(READY_PERSONAS, READY_PERSONAS[0]!.id);
  }

  /** These and no others. @throws NoSuchPersona when the default is none of them */
  replace(personas: readonly Persona[], defaultId: string): void {
    this.kept.clear();
    this.byOpenid.clear();
    for (const persona of personas) this.kept.set(persona.id, persona);
    this.makeDefault(defaultId);
  }
}
