/** The words of the record, as much of them as is needed here. */
interface DeedWords {
  readonly deeds: {
    readonly actors: Readonly<Record<string, string>>;
    readonly nouns: Readonly<Record<string, string>>;
    readonly actions: Readonly<Record<string, string>>;
  };
}

/** What was done, in words; one that a newer server wrote stands as it is. */
export function actionName({ deeds }: DeedWords, action: string): string {
  return deeds.actions[action] ?? action;
}

/** Who did it, in words: the kind, and which of them. */
export function actorName({ deeds }: DeedWords, actor: string): string {
  const { kind, name } = actorParts(actor);
  const known = deeds.actors[kind];
  return known === undefined ? actor : [known, name].filter(Boolean).join(' ');
}

/** `operator:alice` → kind and name; the name is empty where there is none. */
export function actorParts(actor: string): { readonly kind: string; readonly name: string } {
  const at = actor.indexOf(':');
  return at < 0 ? { kind: actor, name: '' } : { kind: actor.slice(0, at), name: actor.slice(at + 1) };
}

/** The filter for whoever is of this kind and has this name; of either all, where it is empty. */
export function actorFilter(kind: string | undefined, name: string | undefined): string | undefined {
  const whom = name?.trim();
  if (kind === undefined) return whom ? `operator:${whom}` : undefined;
  return `${kind}:${whom ?? ''}`;
}

/** What can be chosen to filter actions by: of each noun all, then one by one. */
export function actionChoices({ deeds }: DeedWords, all: string) {
  return Object.entries(deeds.nouns).map(([noun, label]) => ({
    label,
    options: [
      { value: `${noun}.`, label: `${label} · ${all}` },
      ...Object.entries(deeds.actions)
        .filter(([action]) => action.startsWith(`${noun}.`))
        .map(([value, name]) => ({ value, label: name })),
    ],
  }));
}
