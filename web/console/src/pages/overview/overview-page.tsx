import { Select } from 'antd';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { count } from '../../frame/numbers';
import { Page } from '../../frame/page';
import { usePreferences } from '../../frame/preferences';
import { Failed, NothingYet, Waiting } from '../../frame/states';
import { useWords, type Words } from '../../words/words';
import { useAccounts } from '../users/users';
import { ByDay } from './by-day';
import { CallersInUse } from './callers-in-use';
import { type Figures, type Line, PERIODS, totalOf, useFigures } from './figures';
import { Funnel } from './funnel';
import { PushFigures } from './push-figures';
import { SyncPanel } from './sync-panel';
import './overview.css';

const DAYS = 30;

/** The server at a glance: who came by day, what became of logins, what runs now. */
export default function OverviewPage() {
  const { overview: words, frame } = useWords();
  const [params, setParams] = useSearchParams();
  const account = params.get('account') ?? '';
  const days = PERIODS.find((period) => String(period) === params.get('days')) ?? DAYS;
  const accounts = useAccounts();
  const figures = useFigures(account || undefined, days);
  const put = (name: string, value: string) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value === '') next.delete(name);
      else next.set(name, value);
      return next;
    });
  return (
    <Page
      title={frame.places.overview}
      actions={
        <div className="row">
          <Select
            aria-label={frame.account}
            className="overview-choice"
            value={account}
            onChange={(value) => put('account', value)}
            options={[
              { value: '', label: words.anyAccount },
              ...(accounts.data ?? []).map(({ key, name }) => ({ value: key, label: name })),
            ]}
          />
          <Select
            aria-label={words.period}
            value={days}
            onChange={(value) => put('days', value === DAYS ? '' : String(value))}
            options={PERIODS.map((period) => ({ value: period, label: words.days(period) }))}
          />
        </div>
      }
    >
      <div className="stack">
        {figures.isPending ? (
          <Waiting />
        ) : figures.isError && !figures.data ? (
          <Failed error={figures.error} retry={() => void figures.refetch()} />
        ) : (
          <Shown figures={figures.data} />
        )}
        {accounts.data && <SyncPanel accounts={accounts.data} />}
      </div>
    </Page>
  );
}

function Shown({ figures }: { readonly figures: Figures }) {
  const { overview: words } = useWords();
  const { language } = usePreferences();
  const { days, funnel, pushes } = figures;
  const lines = useMemo(() => linesIn(words), [words]);
  const total = (...of: Line[]) =>
    count(
      of.reduce((sum, line) => sum + totalOf(days, line), 0),
      language,
    );
  const nothing = [...lines.signIns, ...lines.newUsers, ...lines.follows].every(
    (line) => totalOf(days, line) === 0,
  );
  return (
    <>
      {nothing && funnel.started === 0 ? (
        <div className="panel">
          <NothingYet text={words.nothing.text} next={<p className="quiet">{words.nothing.how}</p>} />
        </div>
      ) : (
        <div className="overview-charts">
          <ByDay
            title={words.signIns.title}
            summary={words.signIns.summary(total(...lines.signIns))}
            days={days}
            lines={lines.signIns}
            stacked
          />
          <ByDay
            title={words.newUsers.title}
            summary={words.newUsers.summary(total(...lines.newUsers))}
            days={days}
            lines={lines.newUsers}
          />
          <ByDay
            title={words.follows.title}
            summary={words.follows.summary(total(lines.follows[0]!), total(lines.follows[1]!))}
            days={days}
            lines={lines.follows}
          />
          <Funnel funnel={funnel} />
        </div>
      )}
      <div className="grid">
        <PushFigures pushes={pushes} />
        <CallersInUse />
      </div>
    </>
  );
}

function linesIn(words: Words['overview']): Record<'signIns' | 'newUsers' | 'follows', readonly Line[]> {
  const { scope } = words.signIns;
  return {
    signIns: [
      { name: scope.snsapi_base, colour: '#2f9e63', of: ({ logins }) => logins.snsapi_base },
      { name: scope.snsapi_userinfo, colour: '#2a78c8', of: ({ logins }) => logins.snsapi_userinfo },
      { name: scope.snsapi_login, colour: '#d9a441', of: ({ logins }) => logins.snsapi_login },
    ],
    newUsers: [{ name: words.newUsers.line, colour: '#2f9e63', of: ({ new_users: count }) => count }],
    follows: [
      { name: words.follows.followed, colour: '#2f9e63', of: ({ followed }) => followed },
      { name: words.follows.unfollowed, colour: '#c2410c', of: ({ unfollowed }) => unfollowed },
    ],
  };
}
