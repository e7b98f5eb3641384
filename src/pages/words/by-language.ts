import type { Language } from '../language.js';
import { en } from './en.js';
import type { Words } from './words.js';
import { zhCN } from './zh-CN.js';

/** The same words in each language we speak. */
export const WORDS: Readonly<Record<Language, Words>> = { 'zh-CN': zhCN, en };
