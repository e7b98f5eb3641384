import { PlusOutlined } from '@ant-design/icons';
import { Button, Switch, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Column, Listing } from '../../frame/listing';
import { count } from '../../frame/numbers';
import { Page } from '../../frame/page';
import { usePreferences } from '../../frame/preferences';
import { Failed, NothingYet, Waiting } from '../../frame/states';
import { When } from '../../frame/when';
import { useMay } from '../../session/session';
import { useWords, type Words } from '../../words/words';
import { CallerDeeds } from './caller-deeds';
import { CallerUse } from './caller-use';
import { type Caller, callsByKey, type IssuedKey as Issued, useCallers, useCallersUse } from './callers';
import { IssuedKey } from './issued-key';
import { NewCaller } from './new-caller';
import './callers.css';

const USE_DAYS = 30;

/** The keys by which other backends call this server. */
export default function CallersPage() {
  const words = useWords();
  const { callers, frame } = words;
  const [search, setSearch] = useSearchParams();
  const all = search.get('all') === 'true';
  const found = useCallers(all);
  const may = useMay();
  const [making, setMaking] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const use = useCallersUse(USE_DAYS);
  const { language } = usePreferences();
  const columns = columnsIn(words);
  if (use.data) columns.push(callsIn(words, callsByKey(use.data), language));
  if (may('callers:write'))
    columns.push({
      key: 'deeds',
      title: words.operators.deeds,
      show: (caller) => caller.live && <CallerDeeds caller={caller} issued={setIssued} />,
    });
  const put = (name: string, value: string | null) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return (
    <Page
      title={frame.places.callers}
      actions={
        <>
          <label className="row">
            <Switch size="small" checked={all} onChange={(on) => put('all', on ? 'true' : null)} />
            {callers.showAll}
          </label>
          {may('callers:write') && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
              {callers.add}
            </Button>
          )}
        </>
      }
    >
      {found.isPending ? (
        <Waiting />
      ) : found.isError && !found.data ? (
        <Failed error={found.error} retry={() => void found.refetch()} />
      ) : found.data.length === 0 ? (
        <NothingYet text={callers.empty} />
      ) : (
        <>
          {use.data && (
            <CallerUse
              use={use.data}
              callers={found.data}
              chosen={search.get('use')}
              choose={(id) => put('use', id)}
            />
          )}
          <Listing label={frame.places.callers} rows={found.data} rowKey={({ id }) => id} columns={columns} />
        </>
      )}
      <NewCaller open={making} close={() => setMaking(false)} issued={setIssued} />
      <IssuedKey issued={issued} done={() => setIssued(null)} />
    </Page>
  );
}

function callsIn(
  { callers: words }: Words,
  calls: ReadonlyMap<string, number>,
  language: string,
): Column<Caller> {
  return {
    key: 'calls',
    title: words.use.column(USE_DAYS),
    show: ({ id }) => count(calls.get(id) ?? 0, language),
  };
}

function columnsIn({ callers: words }: Words): Column<Caller>[] {
  return [
    { key: 'name', title: words.name, show: ({ name }) => name },
    {
      key: 'key',
      title: words.key,
      show: ({ prefix }) => <span className="mono">{prefix}…</span>,
    },
    {
      key: 'state',
      title: words.state,
      show: ({ live, revoked_at: revoked }) => (
        <Tag color={live ? 'success' : 'default'}>
          {live ? words.live : revoked ? words.revoked : words.lapsed}
        </Tag>
      ),
    },
    {
      key: 'scopes',
      title: words.scopes,
      show: ({ scopes }) => (
        <span className="row">
          {scopes.map((scope) => (
            <Tag key={scope} title={words.scope[scope]}>
              {scope}
            </Tag>
          ))}
        </span>
      ),
    },
    { key: 'account', title: words.account, show: ({ account }) => account ?? words.everyAccount },
    {
      key: 'networks',
      title: words.networks,
      show: ({ cidrs }) => (cidrs.length === 0 ? words.anywhere : cidrs.join(', ')),
    },
    {
      key: 'expires',
      title: words.expires,
      show: ({ expires_at: at }) => (at ? <When at={at} /> : words.never),
    },
    {
      key: 'used',
      title: words.lastUsed,
      show: ({ last_used_at: at }) => (at ? <When at={at} /> : words.unused),
    },
  ];
}
