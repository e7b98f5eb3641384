import { z } from 'zod';
import type { PageLanguage } from '../http/wechat-page.js';
import { listRules, type Certainty, type Rule } from '../rules.js';
import { DEFAULT_SWITCHES, switchesSchema } from '../switches.js';
import { CONTRADICTIONS } from './contradictions.js';
import { DELIBERATE } from './deliberate.js';

/** A table with its title. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly intro: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const CERTAINTIES: Record<Certainty, Record<PageLanguage, string>> = {
  documented: { zh: '官方文档写明', en: 'an official page says so' },
  sdk: { zh: '常用 SDK 的源码依赖它', en: 'the source of a widely used SDK relies on it' },
  field: { zh: '开发者实测', en: 'developers report it' },
  derived: { zh: '由前几种推出', en: 'it follows from one of these' },
  unsure: { zh: '无从得知，是猜的', en: 'a guess where nothing is known' },
};

const WORDS = {
  zh: {
    certainty: '有多确定',
    certaintyIntro: '沙箱每条拒绝都写明出处和把握。',
    certaintyHead: ['把握', '意思', '规则数'],
    contradictions: '说法不一的地方',
    contradictionsIntro: '两种说法都有来源；默认取更可信的，多数可以用开关换成另一种。',
    contradictionsHead: ['事情', '一说', '另一说', '默认', '开关'],
    switches: '开关',
    switchesIntro: 'PATCH /_sandbox/switches 改变其中任何一个。',
    switchesHead: ['名字', '可取', '默认', '作用'],
    deliberate: '有意的不同',
    deliberateIntro: '',
    deliberateHead: ['说明'],
    rules: '规则表',
    rulesIntro: '沙箱会以这些理由拒绝；代码和文字就是应答里的。',
    rulesHead: ['规则', '代码', '文字', '把握', '出处'],
    guessed: '文字是猜的',
    none: '–',
  },
  en: {
    certainty: 'How sure we are',
    certaintyIntro: 'Each refusal of the sandbox names its source and how sure we are.',
    certaintyHead: ['Certainty', 'Meaning', 'Rules'],
    contradictions: 'Where sources disagree',
    contradictionsIntro:
      'Both readings have a source; the likelier is the default, and most have a switch for the other.',
    contradictionsHead: ['What', 'One reading', 'Another', 'Default', 'Switch'],
    switches: 'Switches',
    switchesIntro: 'PATCH /_sandbox/switches turns any of them.',
    switchesHead: ['Name', 'Values', 'Default', 'Effect'],
    deliberate: 'Different on purpose',
    deliberateIntro: '',
    deliberateHead: ['What'],
    rules: 'The rules',
    rulesIntro: 'For these reasons the sandbox refuses; code and text are those of the answer.',
    rulesHead: ['Rule', 'Code', 'Text', 'Certainty', 'Source'],
    guessed: 'wording guessed',
    none: '–',
  },
} as const;

type RuleWords = Readonly<Record<'none' | 'guessed', string>>;

/** Where the sandbox differs from WeChat, or may: all of it written from the tables the sandbox itself obeys. */
export function differences(language: PageLanguage): Section[] {
  const words = WORDS[language];
  const section = (id: 'certainty' | 'contradictions' | 'switches' | 'deliberate', rows: string[][]) => ({
    id,
    title: words[id],
    intro: words[`${id}Intro`],
    head: words[`${id}Head`],
    rows,
  });
  return [
    section('certainty', certaintyRows(language)),
    section(
      'contradictions',
      CONTRADICTIONS.map(({ topic, one, other, chosen, switch: name }) => [
        topic[language],
        one[language],
        other[language],
        chosen[language],
        name ?? words.none,
      ]),
    ),
    section('switches', switchRows()),
    section(
      'deliberate',
      DELIBERATE.map((text) => [text[language]]),
    ),
    ...ruleSections(language),
  ];
}

/** The rules alone, a section a surface; they are the same in both languages but for their headings. */
export function ruleSections(language: PageLanguage): Section[] {
  const { rules, rulesIntro, rulesHead, ...words } = WORDS[language];
  const surfaces = [...new Set(listRules().map(({ surface }) => surface))];
  return surfaces.map((surface) => ({
    id: `rules-${surface}`,
    title: `${rules} · ${surface}`,
    intro: rulesIntro,
    head: rulesHead,
    rows: listRules()
      .filter((rule) => rule.surface === surface)
      .map((rule) => ruleRow(rule, words)),
  }));
}

function ruleRow({ id, code, text, certainty, wording, source }: Rule, words: RuleWords): string[] {
  const sure = wording === 'guessed' ? `${certainty}, ${words.guessed}` : certainty;
  return [id, code === null ? words.none : String(code), text, sure, source];
}

function certaintyRows(language: PageLanguage): string[][] {
  const rules = listRules();
  return Object.entries(CERTAINTIES).map(([certainty, meaning]) => [
    certainty,
    meaning[language],
    String(rules.filter((rule) => rule.certainty === certainty).length),
  ]);
}

function switchRows(): string[][] {
  const { properties } = z.toJSONSchema(switchesSchema) as {
    properties: Record<string, { type?: string; enum?: string[]; description?: string }>;
  };
  return Object.entries(properties).map(([name, { type, enum: values, description }]) => [
    name,
    values?.join(', ') ?? (type === 'boolean' ? 'true, false' : (type ?? '')),
    String(DEFAULT_SWITCHES[name as keyof typeof DEFAULT_SWITCHES]),
    description ?? '',
  ]);
}
