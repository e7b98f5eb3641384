import { usePreferences } from '../frame/preferences';
import { en } from './en';
import { zhCN } from './zh-CN';

/** Every text of the console in one shape, so that a word which one language lacks does not compile. */
export type Words = typeof zhCN;

/** The texts in the operator's language. Sentences with holes are functions. */
export function useWords(): Words {
  return usePreferences().language === 'en' ? en : zhCN;
}
