import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import type { components } from '../../api/schema';

export type Figures = components['schemas']['Overview'];
export type DayFigures = Figures['days'][number];

export const PERIODS = [7, 30, 90] as const;

const LOOK_EVERY_MS = 10_000;
/** The page asks by itself: that does not keep a session alive. */
export const BACKGROUND = { 'lingpai-background': '1' };

/** The figures of one account or of all, watched. */
export function useFigures(account: string | undefined, days: number) {
  return useQuery({
    queryKey: ['overview', account, days],
    queryFn: () =>
      answerOf(api.GET('/admin/api/overview', { params: { query: { account, days } }, headers: BACKGROUND })),
    refetchInterval: LOOK_EVERY_MS,
    placeholderData: keepPreviousData,
  });
}

/** One quantity over days of some kind. */
export interface LineOf<Day> {
  readonly name: string;
  readonly colour: string;
  readonly of: (day: Day) => number;
}

/** One quantity over the days of this page. */
export type Line = LineOf<DayFigures>;

/** All of a line. */
export function totalOf<Day>(days: readonly Day[], { of }: Pick<LineOf<Day>, 'of'>): number {
  return days.reduce((sum, day) => sum + of(day), 0);
}
